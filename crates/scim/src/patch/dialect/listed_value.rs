//! `{"op": "Add", "path": "title", "value": ["Nurse"]}`.

use super::super::step::{Step, only};

/// Takes the only element of a list where a single value belongs. Entra writes the manager so, and
/// other clients whatever their source has as a list.
pub(super) fn rewrite(mut step: Step<'_>) -> Step<'_> {
    if !step.target.leaf().multi_valued {
        step.value = step.value.map(only);
    }
    step
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
            ("title", json!([]), json!([])),
            ("emails", json!(["a@x.example"]), json!(["a@x.example"])),
        ] {
            let operation = json!({"op": "replace", "path": path, "value": written});
            assert_eq!(step(rewrite, &operation)["value"], read, "{path} {written}");
        }
    }
}
