//! One primary value at most: a new one takes it from the others (RFC 7644 §3.5.2).

use std::collections::HashSet;

use serde_json::Value;

const PRIMARY: &str = "primary";

/// Clears `primary` on all other elements if one of those that were `written` has it.
pub(super) fn settle(elements: &mut [Value], written: &HashSet<usize>) {
    let taken = written
        .iter()
        .any(|&index| elements.get(index).is_some_and(is_primary));
    if !taken {
        return;
    }
    for (index, element) in elements.iter_mut().enumerate() {
        if !written.contains(&index) && is_primary(element) {
            clear(element);
        }
    }
}

fn is_primary(element: &Value) -> bool {
    element.get(PRIMARY) == Some(&Value::Bool(true))
}

fn clear(element: &mut Value) {
    if let Some(primary) = element.get_mut(PRIMARY) {
        *primary = Value::Bool(false);
    }
}
