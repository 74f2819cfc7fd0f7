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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::step;
    use super::rewrite;

    #[test]
    fn strings_become_the_value_of_an_object() {
        for (path, written, read) in [
            ("members", json!("u-2"), json!({"value": "u-2"})),
            (
                "members",
                json!(["u-2", {"value": "u-3"}]),
                json!([{"value": "u-2"}, {"value": "u-3"}]),
            ),
            ("manager", json!("u-2"), json!({"value": "u-2"})),
            (
                "emails",
                json!(["a@x.example", ""]),
                json!([{"value": "a@x.example"}, ""]),
            ),
            ("emails.value", json!("a@x.example"), json!("a@x.example")),
            ("name", json!("Ann"), json!("Ann")),
            ("title", json!("Nurse"), json!("Nurse")),
        ] {
            let operation = json!({"op": "add", "path": path, "value": written});
            assert_eq!(step(rewrite, &operation)["value"], read, "{path} {written}");
        }
    }
}
