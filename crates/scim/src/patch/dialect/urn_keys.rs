//! `{"op": "replace", "value": {"urn:…:User:department": "Risk"}}`.

use serde_json::{Map, Value};

use super::super::wire::{Origin, WireOperation};
use crate::schema::ResourceType;

/// Gives every attribute that is named by its full URN in a value without a path an operation of
/// its own. Entra sends such keys under `aadOptscim062020`. Keys that are the URN of a whole
/// schema stay: that is how JSON nests an extension.
pub(super) fn rewrite(operation: WireOperation, types: &ResourceType) -> Vec<WireOperation> {
    let mut operation = operation;
    let (None, Some(Value::Object(attributes))) = (&operation.path, &mut operation.value) else {
        return vec![operation];
    };
    let (named, plain): (Map<_, _>, Map<_, _>) = std::mem::take(attributes)
        .into_iter()
        .partition(|(key, _)| is_attribute_urn(key, types));
    *attributes = plain;
    let verb = operation.verb;
    let split = named.into_iter().map(move |(key, value)| WireOperation {
        verb,
        path: Some(key),
        origin: Origin::Key,
        value: Some(value),
    });
    std::iter::once(operation).chain(split).collect()
}

fn is_attribute_urn(key: &str, types: &ResourceType) -> bool {
    let is_urn = key
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
    is_urn && !types.schemas().any(|schema| schema.is(key))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::operations;
    use super::rewrite;

    const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    #[test]
    fn attribute_urns_become_operations_and_whole_schemas_stay() {
        let department = format!("{ENTERPRISE}:department");
        let operation = json!({"op": "add", "value": {
            department.clone(): "Risk", "title": "Nurse", ENTERPRISE: {"division": "West"},
        }});
        let expected = json!([
            {"op": "add", "path": null, "value": {
                "title": "Nurse", ENTERPRISE: {"division": "West"},
            }},
            {"op": "add", "path": department, "value": "Risk"},
        ]);
        assert_eq!(operations(rewrite, &operation), expected);
    }

    #[test]
    fn a_value_under_a_path_stays() {
        let value = json!({"urn:example:acme": "x"});
        let operation = json!({"op": "add", "path": "name", "value": value});
        assert_eq!(operations(rewrite, &operation), json!([operation]));
    }
}
