//! Which attributes an answer carries.

#![cfg(test)]

use rollcall_scim::project::Projection;
use rollcall_scim::schema::{ENTERPRISE_USER, Extension, Returned};
use rollcall_scim::{Attribute, Registry, ResourceType, Schema, ScimError};
use serde_json::{Map, Value, json};

const SCHEMAS: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

fn user() -> Value {
    json!({
        "schemas": [SCHEMAS, ENTERPRISE_USER],
        "id": "u-1",
        "userName": "ann",
        "name": { "givenName": "Ann", "familyName": "Lee" },
        "emails": [{ "type": "work", "value": "a@b.example" }, { "type": "home" }],
        "groups": [{ "value": "g-1", "display": "Finance" }],
        ENTERPRISE_USER: { "department": "Risk", "manager": { "value": "u-2", "displayName": "Bo" } },
        "meta": { "resourceType": "User", "version": "W/\"1\"" },
    })
}

fn group() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "id": "g-1",
        "displayName": "Finance",
        "members": [],
        "meta": { "resourceType": "Group" },
    })
}

/// Checks what is left of `whole` besides `id` and `schemas`, which are always there.
#[track_caller]
fn check(whole: Value, attributes: Option<&str>, excluded: Option<&str>, expected: Value) {
    let registry = Registry::standard();
    let name = if whole.get("userName").is_some() {
        "User"
    } else {
        "Group"
    };
    let resource_type = registry.resource_type(name).expect("it exists");
    let projection = Projection::parse(attributes, excluded, resource_type).expect("it is read");
    let mut expected = object(expected);
    for always in ["schemas", "id"] {
        expected.insert(always.to_owned(), whole[always].clone());
    }
    let whole = object(whole);
    let projected = projection.apply(whole.clone());
    assert_eq!(projected, expected, "{attributes:?} without {excluded:?}");
    for (name, value) in &whole {
        let is_shown = projected.contains_key(name);
        let may_hold_nothing = value.is_object() || value.is_array();
        assert!(
            projection.includes(name) == is_shown || may_hold_nothing && !is_shown,
            "includes agrees with apply about {name}: {attributes:?} without {excluded:?}"
        );
    }
}

/// The user with only the fields at these pointers' first segments.
fn only(names: &[&str]) -> Value {
    let user = user();
    let kept = names
        .iter()
        .map(|&name| (name.to_owned(), user[name].clone()));
    Value::Object(kept.collect())
}

#[test]
fn nothing_asked_is_everything_returned_by_default() {
    check(user(), None, None, user());
    check(user(), Some(" "), Some(""), user());
    check(group(), None, None, group());
}

#[test]
fn attributes_asked_for_are_returned_and_no_others() {
    for (attributes, names) in [
        ("userName", &["userName"][..]),
        ("USERNAME , Emails", &["userName", "emails"]),
        ("emails[type eq \"work\"]", &["emails"]),
        (
            "emails[value eq \"a,]b\\\"]\"],userName",
            &["userName", "emails"],
        ),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:userName",
            &["userName"],
        ),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user",
            &[ENTERPRISE_USER],
        ),
        ("department,manager", &[ENTERPRISE_USER]),
        ("userName,nosuch,urn:example:foo,.,:,a.b.c,", &["userName"]),
        ("nosuch", &[]),
        ("title", &[]),
        ("groups,meta", &["groups", "meta"]),
        ("id,schemas", &[]),
        (SCHEMAS, &["userName", "name", "emails", "groups", "meta"]),
    ] {
        check(user(), Some(attributes), None, only(names));
    }
}

#[test]
fn parts_asked_for_are_returned_without_their_siblings() {
    check(
        user(),
        Some(
            "name.familyname,emails.VALUE,groups.display,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
        ),
        None,
        json!({
            "name": { "familyName": "Lee" },
            "emails": [{ "value": "a@b.example" }],
            "groups": [{ "display": "Finance" }],
            ENTERPRISE_USER: { "manager": { "value": "u-2" } },
        }),
    );
    check(
        user(),
        Some("emails[type eq \"work\"].type"),
        None,
        json!({ "emails": [{ "type": "work" }, { "type": "home" }] }),
    );
    check(
        user(),
        Some("name.middleName,emails.display"),
        None,
        json!({}),
    );
}

#[test]
fn what_is_excluded_is_left_out_unless_it_is_always_returned() {
    let everything_but = |names: &[&str]| {
        let mut user = user();
        for name in names {
            user.as_object_mut().and_then(|user| user.remove(*name));
        }
        user
    };
    for (excluded, names) in [
        ("userName, EMAILS", &["userName", "emails"][..]),
        ("id,schemas,meta", &["meta"]),
        ("groups,nosuch", &["groups"]),
        (ENTERPRISE_USER, &[ENTERPRISE_USER]),
        ("department,manager", &[ENTERPRISE_USER]),
        ("emails.type,emails.value", &["emails"]),
    ] {
        check(user(), None, Some(excluded), everything_but(names));
    }
    let mut user_without_parts = user();
    user_without_parts["name"] = json!({ "givenName": "Ann" });
    user_without_parts[ENTERPRISE_USER] = json!({ "manager": { "displayName": "Bo" } });
    let excluded = "name.familyName,department,manager.value";
    check(user(), None, Some(excluded), user_without_parts);
}

#[test]
fn what_is_both_asked_for_and_excluded_is_left_out() {
    check(
        user(),
        Some("userName,name,emails.value"),
        Some("name.givenName,emails"),
        json!({ "userName": "ann", "name": { "familyName": "Lee" } }),
    );
}

#[test]
fn members_can_be_spared() {
    let registry = Registry::standard();
    let groups = registry.resource_type("Group").expect("it exists");
    for (attributes, excluded, expected) in [
        (None, None, true),
        (None, Some("members"), false),
        (None, Some("Members"), false),
        (None, Some("members.display"), true),
        (None, Some("displayName"), true),
        (Some("displayName"), None, false),
        (Some("members.value"), None, true),
        (Some("members[type eq \"User\"]"), None, true),
        (Some("members"), Some("members"), false),
        (
            Some("urn:ietf:params:scim:schemas:core:2.0:Group"),
            None,
            true,
        ),
    ] {
        let projection = Projection::parse(attributes, excluded, groups).expect("it is read");
        let included = projection.includes("members");
        assert_eq!(included, expected, "{attributes:?} without {excluded:?}");
    }
    let mut without = group();
    without
        .as_object_mut()
        .and_then(|group| group.remove("members"));
    check(group(), None, Some("members"), without);
}

#[test]
fn an_open_bracket_is_refused() {
    let registry = Registry::standard();
    let users = registry.resource_type("User").expect("it exists");
    for (attributes, excluded, parameter) in [
        (Some("emails[type eq \"work\",userName"), None, "attributes"),
        (None, Some("emails[type eq \"]\""), "excludedAttributes"),
    ] {
        let expected = ScimError::invalid_value(format!(
            "{parameter} has a `[` without its `]`. Name attributes only, such as emails.value."
        ));
        let refused = Projection::parse(attributes, excluded, users).expect_err("it is refused");
        assert_eq!(refused, expected);
    }
}

/// A resource type with an attribute of every kind of `returned`, at every level.
fn devices() -> ResourceType {
    let each = || {
        vec![
            Attribute::string("always", "").returned(Returned::Always),
            Attribute::string("default", ""),
            Attribute::string("request", "").returned(Returned::Request),
            Attribute::string("never", "").returned(Returned::Never),
        ]
    };
    let levels = || {
        let mut attributes = each();
        attributes.push(Attribute::complex("part", "", each()));
        attributes.push(Attribute::complex("seal", "", each()).returned(Returned::Always));
        attributes
    };
    let extension = Extension {
        schema: Schema::new("urn:example:More", "More", "", levels()),
        required: false,
    };
    let schema = Schema::new("urn:example:Device", "Device", "", levels());
    ResourceType::new("Device", "/Devices", "", schema, vec![extension])
}

#[track_caller]
fn check_device(attributes: Option<&str>, excluded: Option<&str>, expected: &Value) {
    let each = || json!({ "always": "a", "default": "d", "request": "r", "never": "n" });
    let levels = || {
        let mut level = each();
        level["part"] = each();
        level["seal"] = each();
        level
    };
    let mut whole = levels();
    whole["urn:example:More"] = levels();
    let devices = devices();
    let projection = Projection::parse(attributes, excluded, &devices).expect("it is read");
    assert_eq!(&Value::Object(projection.apply(object(whole))), expected);
}

#[test]
fn returned_is_honoured_at_every_level() {
    let default = json!({ "always": "a", "default": "d" });
    let shown = || {
        let (part, seal) = (default.clone(), default.clone());
        json!({ "always": "a", "default": "d", "part": part, "seal": seal })
    };
    let always = || json!({ "always": "a", "seal": default });

    let mut expected = shown();
    expected["urn:example:More"] = shown();
    check_device(None, None, &expected);

    let mut expected = always();
    expected["urn:example:More"] = always();
    check_device(Some("never"), None, &expected);
    check_device(
        None,
        Some("always,default,part,seal,urn:example:More"),
        &expected,
    );

    expected["request"] = json!("r");
    expected["part"] = json!({ "always": "a", "request": "r" });
    expected["urn:example:More"] = shown();
    let attributes = "request,part.request,part.never,urn:example:More";
    check_device(Some(attributes), None, &expected);
}
