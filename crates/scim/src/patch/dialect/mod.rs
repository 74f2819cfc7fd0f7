//! What clients really send, rewritten into what RFC 7644 §3.5.2 defines.
//!
//! Each pass is one habit of one client. Passes on wire operations run before targets are looked
//! up, passes on steps after that, each on the result of the one before. The engine behind them
//! knows no client.

mod boolean_literals;
mod dotted_keys;
mod listed_value;
mod manager_forms;
mod reference_only;
mod role_documents;
mod string_elements;
mod urn_keys;

use super::step::Step;
use super::wire::WireOperation;
use crate::schema::ResourceType;

/// Runs the passes on operations as they were sent.
pub(super) fn rewrite_operations(
    operations: Vec<WireOperation>,
    resource_type: &ResourceType,
) -> Vec<WireOperation> {
    operations
        .into_iter()
        .flat_map(|operation| urn_keys::rewrite(operation, resource_type))
        .flat_map(|operation| dotted_keys::rewrite(operation, resource_type))
        .collect()
}

/// Runs the passes on operations with known targets.
pub(super) fn rewrite_step(step: Step<'_>) -> Step<'_> {
    let passes = [
        boolean_literals::rewrite,
        listed_value::rewrite,
        manager_forms::rewrite,
        string_elements::rewrite,
        reference_only::rewrite,
        role_documents::rewrite,
    ];
    passes.into_iter().fold(step, |step, pass| pass(step))
}

#[cfg(test)]
mod testing {
    use serde_json::{Value, json};

    use super::super::step::{Resolver, Step};
    use super::super::wire::{self, Verb, WireOperation};
    use crate::limits::Limits;
    use crate::schema::{Registry, ResourceType};

    /// What a pass on wire operations makes of an operation on a user.
    pub(super) fn operations(
        pass: fn(WireOperation, &ResourceType) -> Vec<WireOperation>,
        operation: &Value,
    ) -> Value {
        let registry = Registry::standard();
        let users = registry.resource_type("User").expect("users");
        read(operation)
            .into_iter()
            .flat_map(|operation| pass(operation, users))
            .map(|it| json!({"op": name(it.verb), "path": it.path, "value": it.value}))
            .collect()
    }

    /// What a pass on steps makes of an operation on a user, or on a group's members.
    pub(super) fn step(pass: for<'s> fn(Step<'s>) -> Step<'s>, operation: &Value) -> Value {
        let registry = Registry::standard();
        let is_of_group = operation["path"]
            .as_str()
            .is_some_and(|path| path.starts_with("members"));
        let name = if is_of_group { "Group" } else { "User" };
        let resource_type = registry.resource_type(name).expect("a type");
        let limits = Limits::default();
        let mut resolver = Resolver::new(resource_type, &limits);
        for operation in read(operation) {
            resolver.resolve(operation).expect("a known path");
        }
        let step = pass(resolver.steps.remove(0));
        json!({"filter": step.filter.map(|it| it.to_string()), "value": step.value})
    }

    fn read(operation: &Value) -> Vec<WireOperation> {
        let body = json!({ "Operations": [operation] });
        wire::operations(&body, &Limits::default()).expect("operations")
    }

    fn name(verb: Verb) -> &'static str {
        match verb {
            Verb::Add => "add",
            Verb::Replace => "replace",
            Verb::Remove => "remove",
        }
    }
}
