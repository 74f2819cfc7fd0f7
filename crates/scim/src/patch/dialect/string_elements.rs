//! `{"op": "add", "path": "members", "value": "u-22"}`.

use serde_json::{Value, json};

use super::super::step::Step;
use crate::schema::Kind;

/// Reads a bare string as the `value` of a complex attribute. Entra writes a manager so, its test
/// collection members, and other clients e-mail addresses.
pub(super) fn rewrite(mut step: Step<'_>) -> Step<'_> {
    let leaf = step.target.leaf();
    if leaf.kind == Kind::Complex && leaf.sub("value").is_some() {
        step.value = step.value.map(wrapped);
    }
    step
}

fn wrapped(value: Value) -> Value {
    match value {
        Value::String(text) if !text.is_empty() => json!({ "value": text }),
        Value::Array(elements) => elements.into_iter().map(wrapped_element).collect(),
        other => other,
    }
}

fn wrapped_element(element: Value) -> Value {
    match element {
        Value::String(text) if !text.is_empty() => json!({ "value": text }),
        other => other,
    }
}
