//! What clients really send, rewritten into what RFC 7644 §3.5.2 defines.
//!
//! Each pass is one habit of one client. Passes on wire operations run before targets are looked
//! up, passes on steps after that, each on the result of the one before. The engine behind them
//! knows no client.

mod boolean_literals;
mod dotted_keys;
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
        manager_forms::rewrite,
        string_elements::rewrite,
        reference_only::rewrite,
        role_documents::rewrite,
    ];
    passes.into_iter().fold(step, |step, pass| pass(step))
}
