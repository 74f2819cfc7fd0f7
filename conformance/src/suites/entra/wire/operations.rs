//! The operations of PATCH requests, in both of Entra's dialects.

use serde_json::{Map, Value, json};

use super::place::Place;
use crate::suites::Dialect;

/// What is done to an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// It had no value.
    Add,
    /// It had another value.
    Replace,
    /// It loses its value.
    Remove,
}

impl Verb {
    /// The name of the operation.
    pub fn name(self, dialect: Dialect) -> &'static str {
        match (dialect, self) {
            (Dialect::Legacy, Self::Add) => "Add",
            (Dialect::Legacy, Self::Replace) => "Replace",
            (Dialect::Legacy, Self::Remove) => "Remove",
            (Dialect::Compliant, Self::Add) => "add",
            (Dialect::Compliant, Self::Replace) => "replace",
            (Dialect::Compliant, Self::Remove) => "remove",
        }
    }
}

/// The operations with which Entra sets these values: in the legacy dialect one each, with booleans
/// as text; in the compliant one a single value without path, and beside it what names elements.
pub fn speak(dialect: Dialect, verb: Verb, values: &[(Place, Value)]) -> Value {
    let name = verb.name(dialect);
    match dialect {
        Dialect::Legacy => {
            let as_text = |(place, value): &(Place, Value)| (place.clone(), text(value));
            one_each(name, &values.iter().map(as_text).collect::<Vec<_>>())
        }
        Dialect::Compliant => merged(name, values),
    }
}

/// One operation for each value.
pub fn one_each(name: &str, values: &[(Place, Value)]) -> Value {
    let operation = |(place, value): &(Place, Value)| single(name, place, value);
    values.iter().map(operation).collect()
}

/// One operation without path, its value keyed by path such as `name.givenName`, and one for each
/// value whose place cannot be such a key.
pub fn merged(name: &str, values: &[(Place, Value)]) -> Value {
    let (separate, together): (Vec<_>, Vec<_>) =
        values.iter().partition(|(place, _)| place.selects());
    let together: Map<String, Value> = together
        .into_iter()
        .map(|(place, value)| (place.to_string(), value.clone()))
        .collect();
    let whole = (!together.is_empty()).then(|| json!({"op": name, "value": together}));
    let separate = separate
        .into_iter()
        .map(|(place, value)| single(name, place, value));
    separate.chain(whole).collect()
}

fn single(name: &str, place: &Place, value: &Value) -> Value {
    json!({"op": name, "path": place.to_string(), "value": value})
}

fn text(value: &Value) -> Value {
    match value {
        Value::Bool(true) => json!("True"),
        Value::Bool(false) => json!("False"),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dialect: Dialect, verb: Verb, values: &[(&str, Value)], operations: &Value) {
        let values: Vec<_> = values
            .iter()
            .map(|(place, value)| (Place::new(place), value.clone()))
            .collect();
        assert_eq!(speak(dialect, verb, &values), *operations);
    }

    #[test]
    fn each_dialect_has_its_own_operations() {
        let work = "emails[type eq \"work\"].value";
        let values = [
            ("active", json!(false)),
            ("name.givenName", json!("Ann")),
            (work, json!("a@example.com")),
        ];
        check(
            Dialect::Legacy,
            Verb::Replace,
            &values,
            &json!([
                {"op": "Replace", "path": "active", "value": "False"},
                {"op": "Replace", "path": "name.givenName", "value": "Ann"},
                {"op": "Replace", "path": work, "value": "a@example.com"},
            ]),
        );
        check(
            Dialect::Compliant,
            Verb::Add,
            &values,
            &json!([
                {"op": "add", "path": work, "value": "a@example.com"},
                {"op": "add", "value": {"active": false, "name.givenName": "Ann"}},
            ]),
        );
        check(Dialect::Compliant, Verb::Add, &[], &json!([]));
    }
}
