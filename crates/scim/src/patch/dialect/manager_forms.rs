//! `{"op": "Add", "path": "urn:…:User:manager", "value": [{"value": "u-22"}]}`.

use serde_json::Value;

use super::super::step::Step;
use super::super::wire::Verb;
use crate::schema::Kind;

/// Brings a reference to one other resource to the form `{"value": id}`, or to none. Entra writes
/// the manager as an object in a list, and removes it with or without naming who it was.
pub(super) fn rewrite(mut step: Step<'_>) -> Step<'_> {
    let leaf = step.target.leaf();
    let is_reference =
        leaf.kind == Kind::Complex && !leaf.multi_valued && leaf.sub("value").is_some();
    if is_reference {
        step.value = match (step.verb, step.value) {
            (Verb::Remove, _) => None,
            (_, value) => value.map(single),
        };
    }
    step
}

/// Nothing in any of its forms is null; the only element of a list is meant itself.
fn single(value: Value) -> Value {
    match value {
        Value::Array(mut elements) if elements.len() == 1 => single(elements.remove(0)),
        Value::Array(elements) if elements.is_empty() => Value::Null,
        Value::Object(parts) if parts.is_empty() => Value::Null,
        Value::String(text) if text.is_empty() => Value::Null,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::step;
    use super::rewrite;

    #[test]
    fn every_form_becomes_one_value_or_none() {
        for (written, read) in [
            (json!("u-2"), json!("u-2")),
            (json!({"value": "u-2"}), json!({"value": "u-2"})),
            (json!([{"value": "u-2"}]), json!({"value": "u-2"})),
            (json!(["u-2"]), json!("u-2")),
            (json!([]), json!(null)),
            (json!([""]), json!(null)),
            (json!({}), json!(null)),
            (json!(""), json!(null)),
        ] {
            let operation = json!({"op": "replace", "path": "manager", "value": written});
            assert_eq!(step(rewrite, &operation)["value"], read, "{written}");
        }
    }

    #[test]
    fn removing_does_not_ask_who_it_was() {
        let operation = json!({"op": "remove", "path": "manager", "value": {"value": "u-7"}});
        assert_eq!(step(rewrite, &operation)["value"], json!(null));
    }

    #[test]
    fn other_values_stay() {
        for path in ["title", "name", "emails"] {
            let operation = json!({"op": "remove", "path": path, "value": ["x"]});
            assert_eq!(step(rewrite, &operation)["value"], json!(["x"]), "{path}");
        }
    }
}
