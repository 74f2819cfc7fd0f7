//! PATCH, told as cases: the resource before, the operations, and what becomes of it.
//!
//! A case is an object with `name`, `before` (without it: a user with nothing but a userName, or
//! a group with nothing but a name), `operations`, and either `after` or `error`. `type` is the
//! resource type, `User` without it. `members` are the changes of members that come out, `ignored`
//! the names that no schema knows; without them there must be none. An `error` has `scimType` and
//! words of its `detail`.

#![cfg(test)]

use rollcall_scim::patch::{MemberChange, Patch};
use rollcall_scim::{Limits, Registry, Resource, ScimError};
use serde_json::{Value, json};

#[test]
fn add_does_what_the_rfc_says() {
    check(include_str!("patch/add.json"));
}

#[test]
fn replace_does_what_the_rfc_says() {
    check(include_str!("patch/replace.json"));
}

#[test]
fn remove_does_what_the_rfc_says() {
    check(include_str!("patch/remove.json"));
}

#[test]
fn what_cannot_be_done_is_refused_with_a_reason() {
    check(include_str!("patch/refusals.json"));
}

#[test]
fn group_members_change_as_asked() {
    check(include_str!("patch/members.json"));
}

#[test]
fn entra_is_understood_in_its_default_dialect() {
    check(include_str!("patch/entra_default.json"));
}

#[test]
fn entra_is_understood_in_its_compliant_dialect() {
    check(include_str!("patch/entra_compliant.json"));
}

#[test]
fn known_failures_against_entra_do_not_happen_here() {
    check(include_str!("patch/entra_failures.json"));
}

#[test]
fn microsofts_test_suites_are_satisfied() {
    check(include_str!("patch/entra_suites.json"));
}

fn check(cases: &str) {
    let cases: Vec<Value> = serde_json::from_str(cases).expect("cases are JSON");
    let registry = Registry::standard();
    for case in &cases {
        let before = before(case);
        let mut after = before.clone();
        let outcome = run(case, &registry, &mut after);
        match (outcome, case.get("error")) {
            (Ok(outcome), None) => assert_eq!(outcome, expected(case), "{}", case["name"]),
            (Err(error), Some(expected)) => {
                check_error(&error, expected, &case["name"]);
                assert_eq!(after, before, "{}: nothing may change", case["name"]);
            }
            (outcome, _) => panic!("{}: {outcome:?}", case["name"]),
        }
    }
}

fn run(case: &Value, registry: &Registry, resource: &mut Resource) -> Result<Value, ScimError> {
    let resource_type = registry.resource_type(type_name(case)).expect("a type");
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": case["operations"],
    });
    let mut patch = Patch::parse(&body, resource_type, &Limits::default())?;
    let members: Vec<Value> = patch.take_member_changes()?.iter().map(describe).collect();
    patch.apply(resource)?;
    Ok(json!({
        "after": resource.attributes(),
        "members": members,
        "ignored": patch.ignored(),
    }))
}

fn describe(change: &MemberChange<'_>) -> Value {
    match change {
        MemberChange::Add(ids) => json!({ "add": ids }),
        MemberChange::Remove(ids) => json!({ "remove": ids }),
        MemberChange::ReplaceAll(ids) => json!({ "replaceAll": ids }),
        MemberChange::RemoveMatching(expr) => json!({
            "removesUser": expr.matches_element(&json!({"value": "u-1", "type": "User"})),
            "removesGroup": expr.matches_element(&json!({"value": "g-1", "type": "Group"})),
        }),
    }
}

fn expected(case: &Value) -> Value {
    let or_none = |value: &Value| match value {
        Value::Null => json!([]),
        value => value.clone(),
    };
    let after = match &case["after"] {
        Value::Null => Value::Object(before(case).into_attributes()),
        after => after.clone(),
    };
    json!({
        "after": after,
        "members": or_none(&case["members"]),
        "ignored": or_none(&case["ignored"]),
    })
}

fn before(case: &Value) -> Resource {
    let before = match (&case["before"], type_name(case)) {
        (Value::Object(before), _) => before.clone(),
        (_, "Group") => serde_json::Map::from_iter([("displayName".into(), "Finance".into())]),
        _ => serde_json::Map::from_iter([("userName".into(), "ann@contoso.example".into())]),
    };
    Resource::from_canonical(before)
}

fn type_name(case: &Value) -> &str {
    case["type"].as_str().unwrap_or("User")
}

fn check_error(error: &ScimError, expected: &Value, name: &Value) {
    let scim_type = error.scim_type().map(|it| Value::from(it.as_str()));
    assert_eq!(
        scim_type.unwrap_or_default(),
        expected["scimType"],
        "{name}: {error}"
    );
    for word in expected["detail"].as_array().expect("words of the detail") {
        let word = word.as_str().expect("a word");
        assert!(
            error.detail().contains(word),
            "{name}: {error} lacks {word}"
        );
    }
}
