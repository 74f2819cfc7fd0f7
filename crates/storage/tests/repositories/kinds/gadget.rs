//! A customer's resource type with attributes of every kind, each alone, in a list, as a part of one
//! object, as a part of each object of a list, and in an extension.

use scim::schema::Document;
use scim::{Registry, ResourceType};
use serde_json::{Value, json};

const URN: &str = "urn:example:scim:schemas:test:2.0:Gadget";
/// The URN of the extension.
pub(super) const EXTENSION: &str = "urn:example:scim:schemas:extension:test:2.0:More";

/// The resource type, read from documents.
pub(super) fn gadget() -> ResourceType {
    let documents = json!([
        schema(URN, &core_attributes()),
        schema(EXTENSION, &[simple(), vec![list("parts", &simple())]].concat()),
        {
            "name": "Gadget", "endpoint": "/Gadgets", "schema": URN,
            "schemaExtensions": [{"schema": EXTENSION, "required": false}],
        },
    ]);
    let documents = Document::read_all("gadget.json", &documents).unwrap();
    let registry = Registry::standard().extended(&documents).unwrap();
    registry.resource_type("Gadget").unwrap().clone()
}

fn schema(urn: &str, attributes: &[Value]) -> Value {
    json!({"id": urn, "attributes": attributes})
}

/// One attribute of every simple kind.
fn simple() -> Vec<Value> {
    vec![
        json!({"name": "note"}),
        json!({"name": "code", "caseExact": true}),
        json!({"name": "size", "type": "integer"}),
        json!({"name": "weight", "type": "decimal"}),
        json!({"name": "made", "type": "dateTime"}),
        json!({"name": "spare", "type": "boolean"}),
        json!({"name": "image", "type": "binary"}),
        json!({"name": "link", "type": "reference", "referenceTypes": ["external"]}),
    ]
}

fn core_attributes() -> Vec<Value> {
    let lists = simple().into_iter().map(|mut attribute| {
        attribute["name"] = format!("{}s", attribute["name"].as_str().unwrap()).into();
        attribute["multiValued"] = true.into();
        attribute
    });
    let of_list = |value: &str, primary: &str| {
        vec![
            json!({"name": "value", "type": value}),
            json!({"name": "type"}),
            json!({"name": "primary", "type": primary}),
        ]
    };
    let parts = [simple(), of_list("decimal", "boolean")].concat();
    let others = vec![
        json!({"name": "serial", "caseExact": true, "uniqueness": "server"}),
        json!({"name": "displayName", "caseExact": true}),
        json!({"name": "box", "type": "complex", "subAttributes": simple()}),
        list("parts", &parts),
        list("emails", &of_list("reference", "string")),
        list("marks", &of_list("dateTime", "integer")),
    ];
    simple().into_iter().chain(lists).chain(others).collect()
}

fn list(name: &str, parts: &[Value]) -> Value {
    json!({"name": name, "type": "complex", "multiValued": true, "subAttributes": parts})
}
