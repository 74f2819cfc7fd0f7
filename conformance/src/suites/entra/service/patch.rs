//! How changes are written as PATCH operations, in each dialect.

use serde_json::{Map, Value, json};

use super::diff::Change;
use super::mapping::MANAGER;
use super::place::Place;
use crate::suites::Dialect;

/// How the manager is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ManagerForm {
    /// The id as a text, as the service does it.
    Text,
    /// An object with `value`.
    Object,
    /// A list of one such object, as Microsoft documents it.
    List,
}

/// The operations for a user's or group's own values.
pub fn of_values(dialect: Dialect, changes: &[Change]) -> Value {
    match dialect {
        Dialect::Legacy => changes.iter().map(legacy).collect(),
        Dialect::Compliant => compliant(changes),
    }
}

/// The operation that names a manager.
pub fn of_manager(dialect: Dialect, form: ManagerForm, id: &str, is_new: bool) -> Value {
    let value = match form {
        ManagerForm::Text => json!(id),
        ManagerForm::Object => json!({"value": id}),
        ManagerForm::List => json!([{"value": id}]),
    };
    json!([{"op": verb(dialect, is_new), "path": MANAGER.to_string(), "value": value}])
}

/// The operation that adds these members, with the `$ref` that the service sends at times.
pub fn of_new_members(dialect: Dialect, ids: &[String], with_ref: bool) -> Value {
    let members = members(ids, with_ref);
    json!([{"op": verb(dialect, true), "path": "members", "value": members}])
}

/// The operations that take these members away.
pub fn of_lost_members(dialect: Dialect, ids: &[String], with_ref: bool) -> Value {
    match dialect {
        Dialect::Legacy => {
            json!([{"op": "Remove", "path": "members", "value": members(ids, with_ref)}])
        }
        Dialect::Compliant => {
            let path = |id: &String| format!("members[value eq {}]", json!(id));
            let remove = |id: &String| json!({"op": "remove", "path": path(id)});
            ids.iter().map(remove).collect()
        }
    }
}

fn verb(dialect: Dialect, is_new: bool) -> &'static str {
    match (dialect, is_new) {
        (Dialect::Legacy, true) => "Add",
        (Dialect::Legacy, false) => "Replace",
        (Dialect::Compliant, true) => "add",
        (Dialect::Compliant, false) => "replace",
    }
}

fn members(ids: &[String], with_ref: bool) -> Vec<Value> {
    let member = |id: &String| {
        if with_ref {
            json!({"$ref": null, "value": id})
        } else {
            json!({"value": id})
        }
    };
    ids.iter().map(member).collect()
}

fn legacy(change: &Change) -> Value {
    let value = match &change.value {
        Value::Bool(true) => json!("True"),
        Value::Bool(false) => json!("False"),
        other => other.clone(),
    };
    let op = verb(Dialect::Legacy, change.is_new);
    json!({"op": op, "path": change.place.to_string(), "value": value})
}

/// Elements of lists keep their paths; of the rest, several values go without one.
fn compliant(changes: &[Change]) -> Value {
    let is_element = |change: &&Change| matches!(change.place, Place::Element(..));
    let mut operations: Vec<Value> = changes.iter().filter(is_element).map(with_path).collect();
    for is_new in [true, false] {
        let rest: Vec<&Change> = changes
            .iter()
            .filter(|change| change.is_new == is_new && !is_element(change))
            .collect();
        match rest.as_slice() {
            [] => {}
            [one] => operations.push(with_path(one)),
            many => operations.push(without_path(many, is_new)),
        }
    }
    Value::Array(operations)
}

fn with_path(change: &Change) -> Value {
    let op = verb(Dialect::Compliant, change.is_new);
    json!({"op": op, "path": change.place.to_string(), "value": change.value})
}

fn without_path(changes: &[&Change], is_new: bool) -> Value {
    let entry = |change: &&Change| (change.place.to_string(), change.value.clone());
    let value: Map<String, Value> = changes.iter().map(entry).collect();
    json!({"op": verb(Dialect::Compliant, is_new), "value": value})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(place: Place, value: Value, is_new: bool) -> Change {
        Change {
            place,
            value,
            is_new,
        }
    }

    fn changes() -> Vec<Change> {
        vec![
            change(Place::Attribute("title"), json!("Cook"), true),
            change(Place::Part("name", "givenName"), json!("Mia"), false),
            change(
                Place::Element("emails", "work", "value"),
                json!("m@x.example"),
                true,
            ),
            change(Place::Attribute("active"), json!(false), false),
        ]
    }

    #[test]
    fn the_legacy_dialect_writes_one_operation_for_each_value_and_booleans_as_text() {
        let expected = json!([
            {"op": "Add", "path": "title", "value": "Cook"},
            {"op": "Replace", "path": "name.givenName", "value": "Mia"},
            {"op": "Add", "path": "emails[type eq \"work\"].value", "value": "m@x.example"},
            {"op": "Replace", "path": "active", "value": "False"},
        ]);
        assert_eq!(of_values(Dialect::Legacy, &changes()), expected);
    }

    #[test]
    fn the_compliant_dialect_puts_several_values_into_one_operation_without_path() {
        let expected = json!([
            {"op": "add", "path": "emails[type eq \"work\"].value", "value": "m@x.example"},
            {"op": "add", "path": "title", "value": "Cook"},
            {"op": "replace", "value": {"name.givenName": "Mia", "active": false}},
        ]);
        assert_eq!(of_values(Dialect::Compliant, &changes()), expected);
    }

    #[test]
    fn members_are_removed_by_value_or_by_path() {
        let ids = ["a".to_owned(), "b".to_owned()];
        let expected = json!([{"op": "Remove", "path": "members",
            "value": [{"$ref": null, "value": "a"}, {"$ref": null, "value": "b"}]}]);
        assert_eq!(of_lost_members(Dialect::Legacy, &ids, true), expected);
        let expected = json!([{"op": "remove", "path": "members[value eq \"a\"]"},
            {"op": "remove", "path": "members[value eq \"b\"]"}]);
        assert_eq!(of_lost_members(Dialect::Compliant, &ids, true), expected);
    }
}
