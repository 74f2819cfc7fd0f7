//! Changes of attributes that are never returned.

#![cfg(test)]

use rollcall_scim::diff::{changes, conceal};
use rollcall_scim::schema::{Document, Registry};
use rollcall_scim::{Resource, ResourceType};
use serde_json::{Value, json};

fn safe() -> ResourceType {
    let secret = |name: &str| json!({"name": name, "returned": "never"});
    let documents = json!([
        {"id": "urn:example:safe:1.0:Safe", "attributes": [
            secret("code"), {"name": "label"},
            {"name": "keys", "type": "complex", "multiValued": true,
                "subAttributes": [{"name": "value"}, secret("cut")]},
            {"name": "lock", "type": "complex", "subAttributes": [{"name": "make"}, secret("pin")]},
        ]},
        {"name": "Safe", "endpoint": "/Safes", "schema": "urn:example:safe:1.0:Safe"},
    ]);
    let documents = Document::read_all("safe", &documents).unwrap();
    let registry = Registry::standard().extended(&documents).unwrap();
    registry.resource_type("Safe").unwrap().clone()
}

fn resource(value: Value) -> Resource {
    let Value::Object(attributes) = value else {
        panic!("no object")
    };
    Resource::from_canonical(attributes)
}

#[test]
fn a_change_of_what_is_never_returned_is_told_without_its_values() {
    let before = resource(json!({"code": "1", "label": "a", "lock": {"make": "x", "pin": "12"}}));
    let after = resource(
        json!({"code": "2", "label": "b", "keys": [{"value": "k", "cut": "z"}],
        "lock": {"make": "x", "pin": "34"}}),
    );
    let mut changes = changes(&before, &after);
    conceal(&mut changes, &safe());
    let hidden = "(not disclosed)";
    let told: Vec<_> = changes
        .iter()
        .map(|change| {
            (
                change.attribute.as_str(),
                change.old.clone(),
                change.new.clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("code", json!(hidden), json!(hidden)),
            ("keys", Value::Null, json!([{"value": "k", "cut": hidden}])),
            ("label", json!("a"), json!("b")),
            ("lock.pin", json!(hidden), json!(hidden)),
        ]
    );
}
