//! `{"op": "Add", "path": "roles", "value": [{"value": "{\"value\":\"Admin\",\"displayName\":\"Admin\"}"}]}`.

use serde_json::{Map, Value};

use super::super::step::Step;
use super::super::wire::member;

/// Unpacks a role that is a JSON document inside a string, as Entra's `AppRoleAssignmentsComplex`
/// writes it in PATCH (in POST it does not). The role's internal `id` is left behind.
pub(super) fn rewrite(mut step: Step<'_>) -> Step<'_> {
    let is_roles = step.target.extension.is_none() && step.target.attribute.name == "roles";
    if is_roles && step.target.sub.is_none() {
        match &mut step.value {
            Some(Value::Array(roles)) => roles.iter_mut().for_each(unpack),
            Some(role) => unpack(role),
            None => {}
        }
    }
    step
}

fn unpack(role: &mut Value) {
    let Value::Object(parts) = role else {
        return;
    };
    if let Some(document) = document(parts) {
        parts.retain(|key, _| !key.eq_ignore_ascii_case("value"));
        for key in ["value", "displayName"] {
            if let Some(value) = member(&document, key) {
                parts.insert(key.into(), value.clone());
            }
        }
    }
}

fn document(role: &Map<String, Value>) -> Option<Map<String, Value>> {
    let text = member(role, "value")?.as_str()?;
    let document: Map<String, Value> = serde_json::from_str(text).ok()?;
    member(&document, "value").is_some().then_some(document)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::step;
    use super::rewrite;

    #[test]
    fn a_document_in_a_text_is_unpacked() {
        let document = r#"{"id":"5b","value":"Admin","displayName":"Admins"}"#;
        let unpacked = json!({"value": "Admin", "displayName": "Admins"});
        for (written, read) in [
            (json!([{"value": document}]), json!([unpacked])),
            (json!({"value": document}), unpacked.clone()),
            (json!([{"Value": document}]), json!([unpacked])),
            (
                json!([{"value": "{not json"}]),
                json!([{"value": "{not json"}]),
            ),
            (
                json!([{"value": "{\"id\":1}"}]),
                json!([{"value": "{\"id\":1}"}]),
            ),
            (json!([{"value": "Admin"}]), json!([{"value": "Admin"}])),
        ] {
            let operation = json!({"op": "add", "path": "roles", "value": written});
            assert_eq!(step(rewrite, &operation)["value"], read, "{written}");
        }
    }

    #[test]
    fn other_attributes_keep_such_texts() {
        let value = json!([{"value": r#"{"value":"x"}"#}]);
        let operation = json!({"op": "add", "path": "entitlements", "value": value});
        assert_eq!(step(rewrite, &operation)["value"], value);
    }
}
