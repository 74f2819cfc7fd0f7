//! `{"op": "add", "path": "members", "value": [{"$ref": "https://…/Users/u-22"}]}`.

use serde_json::{Map, Value};

use super::super::step::Step;
use super::super::wire::member;
use crate::schema::Kind;

/// Takes the id of a referenced resource from the end of its `$ref` where `value` is missing.
/// RFC 7643 §2.4 leaves clients the choice which of the two they send.
pub(super) fn rewrite(mut step: Step<'_>) -> Step<'_> {
    let leaf = step.target.leaf();
    let is_reference = leaf.sub("value").is_some() && leaf.sub("$ref").is_some();
    if leaf.kind == Kind::Complex && is_reference {
        match &mut step.value {
            Some(Value::Array(elements)) => elements.iter_mut().for_each(complete),
            Some(element) => complete(element),
            None => {}
        }
    }
    step
}

fn complete(element: &mut Value) {
    let Value::Object(parts) = element else {
        return;
    };
    if member(parts, "value").is_some() {
        return;
    }
    if let Some(id) = referenced_id(parts) {
        parts.insert("value".into(), id.into());
    }
}

fn referenced_id(parts: &Map<String, Value>) -> Option<String> {
    let reference = member(parts, "$ref")?.as_str()?;
    let id = reference.trim_end_matches('/').rsplit('/').next()?;
    (!id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::step;
    use super::rewrite;

    #[test]
    fn the_id_is_the_end_of_the_address_where_there_is_no_value() {
        let address = "https://x.example/scim/v2/Users/u-2";
        for (written, id) in [
            (json!({"$ref": address}), json!("u-2")),
            (json!({"$REF": "../Users/u-2/"}), json!("u-2")),
            (json!({"$ref": address, "value": "u-3"}), json!("u-3")),
            (json!({"$ref": null}), json!(null)),
            (json!({"$ref": ""}), json!(null)),
        ] {
            let operation = json!({"op": "add", "path": "members", "value": [written]});
            assert_eq!(
                step(rewrite, &operation)["value"][0]["value"],
                id,
                "{written}"
            );
            let operation = json!({"op": "add", "path": "manager", "value": written});
            assert_eq!(step(rewrite, &operation)["value"]["value"], id, "{written}");
        }
    }

    #[test]
    fn lists_that_refer_to_nothing_stay() {
        let value = json!([{"$ref": "https://x.example/a"}]);
        let operation = json!({"op": "add", "path": "emails", "value": value});
        assert_eq!(step(rewrite, &operation)["value"], value);
    }
}
