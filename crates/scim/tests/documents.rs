//! Schemas and resource types that come as documents.

#![cfg(test)]
#![expect(
    clippy::needless_pass_by_value,
    clippy::too_many_lines,
    reason = "JSON reads best as a value, and a table is as long as its cases"
)]

use rollcall_scim::discovery::{resource_types, schemas};
use rollcall_scim::schema::{Document, Flaw, Registry};
use serde_json::{Value, json};

const DEVICE: &str = "urn:example:scim:schemas:acme:2.0:Device";
const BADGE: &str = "urn:example:scim:schemas:extension:acme:2.0:Badge";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn extended(registry: &Registry, file: &Value) -> Result<Registry, Flaw> {
    registry.extended(&Document::read_all("acme.json", file)?)
}

fn device() -> Value {
    json!({"id": DEVICE, "name": "Device", "attributes": [
        {"name": "serial", "required": true, "uniqueness": "server"},
        {"name": "size", "type": "decimal"},
    ]})
}

fn badge() -> Value {
    json!({"id": BADGE, "attributes": [{"name": "number", "type": "integer"}]})
}

fn devices() -> Value {
    json!({"name": "Device", "endpoint": "/Devices", "schema": DEVICE})
}

/// A schema with one attribute.
fn with(attribute: Value) -> Value {
    json!([{"id": BADGE, "attributes": [attribute]}])
}

/// The device and its type, changed.
fn typed(changes: Value) -> Value {
    let mut described = devices();
    for (name, value) in changes.as_object().unwrap() {
        described[name] = value.clone();
    }
    json!([device(), badge(), described])
}

#[test]
fn a_document_that_is_wrong_is_refused_with_its_place_and_the_reason() {
    let deep = json!({"name": "a", "type": "complex", "subAttributes": [
        {"name": "b", "type": "complex", "subAttributes": [{"name": "c"}]}]});
    let part = |part: Value| json!({"name": "a", "type": "complex", "subAttributes": [part]});
    let extending =
        |urn: &str| json!([badge(), {"name": "User", "schemaExtensions": [{"schema": urn}]}]);
    let cases = [
        (json!("text"), "expected an object, found a string"),
        (json!([1]), "at /0: expected an object, found a number"),
        (
            json!({"Resources": [7]}),
            "at /Resources/0: expected an object, found a number",
        ),
        (json!({}), "name is missing"),
        (
            json!({"schemas": [USER], "attributes": []}),
            "at /schemas: expected urn:ietf:",
        ),
        (json!({"attributes": [{"name": "a"}]}), "id is missing"),
        (
            json!({"id": "acme", "attributes": [{"name": "a"}]}),
            "at /id: expected a URN such as",
        ),
        (
            json!({"id": "urn:acme:a\"b", "attributes": [{"name": "a"}]}),
            "at /id: expected a URN",
        ),
        (
            json!({"id": DEVICE, "attributes": []}),
            "a schema needs at least one attribute",
        ),
        (
            json!({"id": DEVICE, "attributes": {}}),
            "at /attributes: expected a list, found an object",
        ),
        (
            json!({"id": DEVICE, "attributes": [{}], "extra": 1}),
            "at /extra: is not known here",
        ),
        (
            json!([{"id": USER, "attributes": [{"name": "a"}]}]),
            "at /0/id: there is a schema urn:",
        ),
        (json!([badge(), badge()]), "at /1/id: there is a schema"),
        (
            json!({"id": format!("{ENTERPRISE}:manager"), "attributes": [{"name": "a"}]}),
            "at /id: cannot be told",
        ),
        (
            json!({"id": "urn:ietf:params:scim:api:x", "attributes": [{"name": "a"}]}),
            "at /id: this URN",
        ),
        (
            with(json!({"type": "string"})),
            "at /0/attributes/0: name is missing",
        ),
        (
            with(json!({"name": "1a"})),
            "at /0/attributes/0/name: \"1a\" cannot be",
        ),
        (
            with(json!({"name": "a.b"})),
            "at /0/attributes/0/name: \"a.b\" cannot be",
        ),
        (
            with(json!({"name": "a", "type": "text"})),
            "at /0/attributes/0/type: expected one of string, boolean, decimal, integer, dateTime, binary, reference, complex, found \"text\"",
        ),
        (
            with(json!({"name": "a", "multivalued": true})),
            "at /0/attributes/0/multivalued: is not known here",
        ),
        (
            with(json!({"name": "a", "required": "yes"})),
            "at /0/attributes/0/required: expected true or false, found a string",
        ),
        (
            with(json!({"name": "a", "mutability": "fixed"})),
            "at /0/attributes/0/mutability: expected one of",
        ),
        (
            with(json!({"name": "a", "returned": "no"})),
            "at /0/attributes/0/returned: expected one of",
        ),
        (
            with(json!({"name": "a", "canonicalValues": [1]})),
            "at /0/attributes/0/canonicalValues: expected a list of strings",
        ),
        (
            with(json!({"name": "a", "referenceTypes": ["User"]})),
            "at /0/attributes/0/referenceTypes: only",
        ),
        (
            with(json!({"name": "a", "subAttributes": [{"name": "b"}]})),
            "at /0/attributes/0/subAttributes: only",
        ),
        (
            with(json!({"name": "a", "type": "complex"})),
            "at /0/attributes/0: a complex attribute needs",
        ),
        (
            with(deep),
            "at /0/attributes/0/subAttributes/0/type: a sub-attribute has no",
        ),
        (
            with(part(json!({"name": "b", "multiValued": true}))),
            "at /0/attributes/0/subAttributes/0/multiValued: ",
        ),
        (
            with(part(json!({"name": "b", "uniqueness": "server"}))),
            "at /0/attributes/0/subAttributes/0/uniqueness: ",
        ),
        (
            with(json!({"name": "a", "mutability": "writeOnly", "returned": "default"})),
            "at /0/attributes/0/returned: ",
        ),
        (
            with(json!({"name": "a", "mutability": "readOnly", "required": true})),
            "at /0/attributes/0/required: ",
        ),
        (
            with(json!({"name": "a", "uniqueness": "global"})),
            "at /0/attributes/0/uniqueness: uniqueness beyond",
        ),
        (
            with(json!({"name": "a", "uniqueness": "server", "type": "integer"})),
            "at /0/attributes/0/uniqueness: only",
        ),
        (
            with(json!({"name": "a", "uniqueness": "server", "multiValued": true})),
            "at /0/attributes/0/uniqueness: a list",
        ),
        (
            with(json!({"name": "a", "uniqueness": "server", "returned": "never"})),
            "at /0/attributes/0/uniqueness: what is never",
        ),
        (
            with(json!({"name": "ID"})),
            "at /0/attributes/0/name: every resource has",
        ),
        (
            with(json!({"name": "password"})),
            "at /0/attributes/0/name: passwords",
        ),
        (
            with(json!({"name": "members"})),
            "at /0/attributes/0/name: only groups",
        ),
        (
            json!({"id": DEVICE, "attributes": [{"name": "a"}, {"name": "A"}]}),
            "at /attributes/1/name: there is an attribute \"A\" here already",
        ),
        (
            typed(json!({"name": "De vice"})),
            "at /2/name: \"De vice\" cannot be",
        ),
        (
            typed(json!({"name": "Schema"})),
            "at /2/name: this name belongs",
        ),
        (
            typed(json!({"name": "User"})),
            "at /2/schema: there is a resource type User already",
        ),
        (
            typed(json!({"id": "Gadget"})),
            "at /2/id: a resource type's id is its name",
        ),
        (
            typed(json!({"endpoint": null})),
            "at /2: endpoint is missing",
        ),
        (
            typed(json!({"endpoint": "Devices"})),
            "at /2/endpoint: expected a slash",
        ),
        (
            typed(json!({"endpoint": "/a/b"})),
            "at /2/endpoint: expected a slash",
        ),
        (
            typed(json!({"endpoint": "/schemas"})),
            "at /2/endpoint: /schemas belongs",
        ),
        (
            typed(json!({"endpoint": "/USERS"})),
            "at /2/endpoint: /USERS is the endpoint of User already",
        ),
        (typed(json!({"schema": null})), "at /2: schema is missing"),
        (
            typed(json!({"schema": USER})),
            "at /2/schema: urn:ietf:params:scim:schemas:core:2.0:User is the schema of User",
        ),
        (
            typed(json!({"schema": "urn:example:missing"})),
            "at /2/schema: there is no schema urn:example:missing",
        ),
        (
            typed(json!({"schemaExtensions": [{"schema": DEVICE}]})),
            "at /2/schemaExtensions/0/schema: ",
        ),
        (
            typed(json!({"schemaExtensions": [{"schema": BADGE}, {"schema": BADGE}]})),
            "at /2/schemaExtensions/1/schema: the list",
        ),
        (
            typed(json!({"schemaExtensions": [{"schema": BADGE, "required": 1}]})),
            "at /2/schemaExtensions/0/required: ",
        ),
        (
            extending(USER),
            "at /1/schemaExtensions/0/schema: urn:ietf:params:scim:schemas:core:2.0:User is the schema of User and no extension",
        ),
        (
            extending("urn:example:none"),
            "at /1/schemaExtensions/0/schema: there is no schema",
        ),
        (
            json!([{"name": "User"}]),
            "at /0/name: there is a resource type User already",
        ),
    ];
    let standard = Registry::standard();
    for (file, expected) in cases {
        let flaw = extended(&standard, &file)
            .map(|_| ())
            .unwrap_err()
            .to_string();
        let start = format!("acme.json: {expected}");
        assert!(
            flaw.starts_with(&start),
            "{file}\n  said {flaw}\n  expected {start}"
        );
    }
}

#[test]
fn two_unique_attributes_are_one_too_many_for_a_resource_type() {
    let mut two = device();
    two["attributes"][1] = json!({"name": "label", "uniqueness": "server"});
    let flaw = extended(&Registry::standard(), &json!([two, devices()])).unwrap_err();
    let flaw = flaw.to_string();
    assert!(
        flaw.ends_with(
            "keeps two attributes unique, serial and label; a resource type can have one"
        ),
        "{flaw}"
    );
}

#[test]
fn documents_are_read_in_every_form_in_which_they_are_kept() {
    let list = json!([device(), devices()]);
    let response = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": 2, "Resources": [device(), devices()]});
    let backwards = json!([devices(), device()]);
    let standard = Registry::standard();
    let expected = schemas(&extended(&standard, &list).unwrap(), "");
    for file in [response, backwards] {
        assert_eq!(schemas(&extended(&standard, &file).unwrap(), ""), expected);
    }
    let alone = extended(&standard, &device()).unwrap();
    let joined = extended(&alone, &devices()).unwrap();
    assert_eq!(schemas(&joined, ""), expected);
}

#[test]
fn what_is_served_describes_what_was_given() {
    let file = json!([device(), badge(), devices(),
        {"name": "User", "schemaExtensions": [{"schema": BADGE, "required": true}]}]);
    let registry = extended(&Registry::standard(), &file).unwrap();
    let ids: Vec<_> = registry
        .schemas()
        .map(|schema| schema.id.as_str())
        .collect();
    assert_eq!(ids[..3], [USER, ENTERPRISE, BADGE]);
    assert_eq!(ids.last(), Some(&DEVICE));
    let types = resource_types(&registry, "https://x.example");
    assert_eq!(types[2]["endpoint"], "/Devices");
    assert_eq!(
        types[2]["meta"]["location"],
        "https://x.example/ResourceTypes/Device"
    );
    let extensions =
        json!([{"schema": ENTERPRISE, "required": false}, {"schema": BADGE, "required": true}]);
    assert_eq!(types[0]["schemaExtensions"], extensions);
    let served = schemas(&registry, "https://x.example");
    let again = extended(&Registry::standard(), &json!([served.last().unwrap()])).unwrap();
    assert_eq!(schemas(&again, "https://x.example").last(), served.last());
}

#[test]
fn an_extension_that_is_there_may_be_made_required() {
    let file =
        json!({"name": "User", "schemaExtensions": [{"schema": ENTERPRISE, "required": true}]});
    let registry = extended(&Registry::standard(), &file).unwrap();
    let types = resource_types(&registry, "");
    assert_eq!(
        types[0]["schemaExtensions"],
        json!([{"schema": ENTERPRISE, "required": true}])
    );
}

#[test]
fn characteristics_that_are_left_out_have_the_defaults_of_the_rfc() {
    let file = with(json!({"name": "a"}));
    let registry = extended(&Registry::standard(), &file).unwrap();
    let served = schemas(&registry, "");
    assert_eq!(
        served.last().unwrap()["attributes"],
        json!([{
            "name": "a", "type": "string", "multiValued": false, "description": "", "required": false,
            "caseExact": false, "mutability": "readWrite", "returned": "default", "uniqueness": "none",
        }])
    );
}
