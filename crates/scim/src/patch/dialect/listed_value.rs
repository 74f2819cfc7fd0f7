//! `{"op": "Add", "path": "title", "value": ["Nurse"]}`.

use serde_json::Value;

use super::super::step::{Step, only};
use crate::schema::Kind;

/// Takes the only element of a list where a single value belongs. Entra writes the manager so, and
/// other clients whatever their source has as a list; for text they may write the element as one of a
/// multi-valued attribute, `{"value": "Nurse"}`.
pub(super) fn rewrite(mut step: Step<'_>) -> Step<'_> {
    let leaf = step.target.leaf();
    if !leaf.multi_valued {
        let is_text = leaf.kind == Kind::String;
        step.value = step
            .value
            .map(|value| match (value.is_array(), only(value)) {
                (true, element) if is_text => text_of(element),
                (_, value) => value,
            });
    }
    step
}

/// The text of an element that has nothing else.
fn text_of(element: Value) -> Value {
    match element {
        Value::Object(mut parts)
            if parts.len() == 1 && parts.get("value").is_some_and(Value::is_string) =>
        {
            parts.remove("value").unwrap_or_default()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::testing::step;
    use super::rewrite;

    #[test]
    fn a_list_of_one_is_what_it_holds_where_one_value_belongs() {
        for (path, written, read) in [
            ("title", json!(["Nurse"]), json!("Nurse")),
            (
                "name",
                json!([{"givenName": "Ann"}]),
                json!({"givenName": "Ann"}),
            ),
            (
                "manager",
                json!([[{"value": "u-2"}]]),
                json!({"value": "u-2"}),
            ),
            ("title", json!(["Nurse", "Cook"]), json!(["Nurse", "Cook"])),
            ("title", json!([{"value": "Nurse"}]), json!("Nurse")),
            (
                "title",
                json!({"value": "Nurse"}),
                json!({"value": "Nurse"}),
            ),
            ("title", json!([{"value": 1}]), json!({"value": 1})),
            ("active", json!([{"value": "x"}]), json!({"value": "x"})),
            ("title", json!([]), json!([])),
            ("emails", json!(["a@x.example"]), json!(["a@x.example"])),
        ] {
            let operation = json!({"op": "replace", "path": path, "value": written});
            assert_eq!(step(rewrite, &operation)["value"], read, "{path} {written}");
        }
    }
}
