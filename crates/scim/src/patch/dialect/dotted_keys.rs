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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::operations;
    use super::rewrite;

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    #[test]
    fn paths_as_keys_become_operations() {
        let operation = json!({"op": "replace", "value": {
            "name.givenName": "Ann",
            "title": "Nurse",
            "emails[type eq \"work\"].value": "a@contoso.example",
        }});
        let expected = json!([
            {"op": "replace", "path": null, "value": {"title": "Nurse"}},
            {"op": "replace", "path": "name.givenName", "value": "Ann"},
            {
                "op": "replace",
                "path": "emails[type eq \"work\"].value",
                "value": "a@contoso.example",
            },
        ]);
        assert_eq!(operations(rewrite, &operation), expected);
    }

    #[test]
    fn paths_inside_an_extension_get_its_urn() {
        let manager = format!("{ENTERPRISE}:manager.value");
        let nested = json!({"op": "add", "value": {ENTERPRISE: {"manager.value": "u-2"}}});
        let expected = json!([
            {"op": "add", "path": null, "value": {ENTERPRISE: {}}},
            {"op": "add", "path": manager, "value": "u-2"},
        ]);
        assert_eq!(operations(rewrite, &nested), expected);
        let addressed = json!({"op": "add", "path": ENTERPRISE, "value": {"manager.value": "u-2"}});
        let expected = json!([
            {"op": "add", "path": ENTERPRISE, "value": {}},
            {"op": "add", "path": manager, "value": "u-2"},
        ]);
        assert_eq!(operations(rewrite, &addressed), expected);
    }
}
