//! `{"op": "replace", "value": {"name.givenName": "Ann"}}`.

use serde_json::{Map, Value};

use super::super::wire::{Origin, WireOperation};
use crate::schema::ResourceType;

/// Gives every path that stands as a key in a value an operation of its own, for values of the
/// whole resource and of an extension alike. Entra sends such keys under `aadOptscim062020`;
/// stored as they are they would be attributes that nobody reads.
pub(super) fn rewrite(operation: WireOperation, types: &ResourceType) -> Vec<WireOperation> {
    let mut operation = operation;
    let prefix = match &operation.path {
        None => String::new(),
        Some(path) if types.extension(path).is_some() => format!("{path}:"),
        Some(_) => return vec![operation],
    };
    let mut found = Vec::new();
    if let Some(Value::Object(attributes)) = &mut operation.value {
        take_paths(attributes, &prefix, &mut found);
        for (key, value) in attributes {
            if let (Some(_), Value::Object(inner)) = (types.extension(key), value) {
                take_paths(inner, &format!("{key}:"), &mut found);
            }
        }
    }
    let verb = operation.verb;
    let split = found.into_iter().map(|(path, value)| WireOperation {
        verb,
        path: Some(path),
        origin: Origin::Key,
        value: Some(value),
    });
    std::iter::once(operation).chain(split).collect()
}

fn take_paths(attributes: &mut Map<String, Value>, prefix: &str, found: &mut Vec<(String, Value)>) {
    let (paths, plain): (Map<_, _>, Map<_, _>) = std::mem::take(attributes)
        .into_iter()
        .partition(|(key, _)| is_path(key));
    *attributes = plain;
    found.extend(
        paths
            .into_iter()
            .map(|(key, value)| (format!("{prefix}{key}"), value)),
    );
}

/// URNs have dots of their own.
fn is_path(key: &str) -> bool {
    key.contains(['.', '[']) && !key.contains(':')
}
