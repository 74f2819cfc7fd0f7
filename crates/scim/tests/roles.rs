//! What resource types and attributes stand for is said on them.

#![cfg(test)]

use rollcall_scim::filter::compile;
use rollcall_scim::normalize::take_members;
use rollcall_scim::schema::{Document, Kept, Role};
use rollcall_scim::{Attribute, Limits, Registry, Resource, ResourceType, Schema};
use serde_json::json;

/// A customer's own type, whose attributes have the names of those that are rows elsewhere.
fn team() -> ResourceType {
    let attributes = vec![
        Attribute::string("members", "Names.").multi_valued(),
        Attribute::string("groups", "Names.").multi_valued(),
    ];
    let schema = Schema::new("urn:example:Team", "Team", "A team.", attributes);
    ResourceType::new("Team", "/Teams", "A team.", schema, Vec::new())
}

#[test]
fn the_standard_types_say_what_they_stand_for() {
    let registry = Registry::standard();
    let said: Vec<_> = registry
        .resource_types()
        .iter()
        .map(|it| {
            let related = it.related_attribute();
            let related = related.map(|attribute| (attribute.name.as_str(), attribute.kept));
            (it.name.as_str(), it.role, related)
        })
        .collect();
    assert_eq!(
        said,
        [
            ("User", Role::User, Some(("groups", Kept::Groups))),
            ("Group", Role::Group, Some(("members", Kept::Members))),
        ]
    );
    for (role, name) in [
        (Role::User, Some("User")),
        (Role::Group, Some("Group")),
        (Role::Other, None),
    ] {
        let found = registry.of_role(role).map(|it| it.name.as_str());
        assert_eq!(found, name, "{role:?}");
    }
}

#[test]
fn a_type_that_came_as_a_document_stands_for_something_else() {
    let written = json!([
        {"id": "urn:example:Device", "name": "Device",
         "attributes": [{"name": "groups", "type": "string", "multiValued": true}]},
        {"name": "Device", "endpoint": "/Devices", "schema": "urn:example:Device"},
    ]);
    let documents = Document::read_all("test", &written).expect("they are documents");
    let registry = Registry::standard().extended(&documents).expect("they fit");
    let device = registry.resource_type("Device").expect("it is there");
    assert_eq!(device.role, Role::Other);
    assert_eq!(device.related_attribute(), None);
}

#[test]
fn a_name_alone_makes_no_membership() {
    let written = json!({"members": ["Ann"], "groups": ["Risk"]});
    let written = written.as_object().cloned().unwrap_or_default();
    let mut resource = Resource::from_canonical(written.clone());
    assert_eq!(take_members(&mut resource, &team()), Vec::<String>::new());
    assert_eq!(resource, Resource::from_canonical(written));
}

#[test]
fn an_unserved_type_has_no_attributes_beside_its_own() {
    let schema = Schema::new(
        "urn:example:Note",
        "Note",
        "A note.",
        vec![Attribute::string("text", "")],
    );
    let note = ResourceType::unserved("note", schema);
    let limits = Limits::default();
    assert!(compile("text eq \"a\"", &note, &limits).is_ok());
    for common in ["id", "meta.created", "schemas", "externalId"] {
        let refused = compile(&format!("{common} pr"), &note, &limits);
        let detail = refused.expect_err("it is unknown").detail().to_owned();
        assert!(
            detail.contains(&format!("no attribute \"{common}\"")),
            "{detail}"
        );
    }
}
