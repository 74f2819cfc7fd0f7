//! The form of PATCH requests, their limits, and what holds for all of them.

#![cfg(test)]

use proptest::prelude::*;
use rollcall_scim::patch::{MemberChange, Patch};
use rollcall_scim::{Limits, Registry, Resource, ScimError, ScimType};
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn apply(body: &Value, resource: &mut Resource) -> Result<(), ScimError> {
    let registry = Registry::standard();
    let users = registry.resource_type("User").expect("users");
    Patch::parse(body, users, &Limits::default())?.apply(resource)
}

fn user() -> Resource {
    let attributes = json!({"userName": "ann@contoso.example"});
    Resource::from_canonical(attributes.as_object().expect("an object").clone())
}

#[test]
fn the_names_of_members_ignore_case_and_schemas_may_be_missing() {
    for body in [
        json!({"operations": [{"OP": "Add", "Path": "title", "VALUE": "Nurse"}]}),
        json!({"schemas": null, "Operations": [{"op": "add", "path": "title", "value": "Nurse"}]}),
        json!({"Schemas": [], "Operations": [{"op": "add", "path": "title", "value": "Nurse"}]}),
        json!({
            "SCHEMAS": ["URN:ietf:params:scim:api:messages:2.0:patchop"],
            "Operations": [{"op": "add", "path": "", "value": {"title": "Nurse"}, "name": "x"}],
        }),
        json!({"Operations": [{"op": "add", "path": null, "value": {"title": "Nurse"}}]}),
    ] {
        let mut resource = user();
        apply(&body, &mut resource).expect("a patch");
        assert_eq!(resource.text("title"), Some("Nurse"), "{body}");
    }
}

#[test]
fn a_body_that_is_no_patch_request_is_refused() {
    for body in [
        json!(null),
        json!([{"op": "remove", "path": "title"}]),
        json!({}),
        json!({"userName": "ann@contoso.example", "active": false}),
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "Operations": [{"op": "remove", "path": "title"}],
        }),
    ] {
        let error = apply(&body, &mut user()).expect_err("no patch");
        assert_eq!(error.to_json()["scimType"], "invalidSyntax", "{body}");
    }
}

#[test]
fn many_operations_on_a_long_list_are_refused_before_they_cost_the_product() {
    let registry = Registry::standard();
    let users = registry.resource_type("User").expect("users");
    let limits = Limits {
        values: 10,
        ..Limits::default()
    };
    let mut stored = user();
    let email = |n: usize| json!({"value": format!("{n}@contoso.example")});
    let emails: Value = (0..10).map(email).collect();
    stored.attributes_mut().insert("emails".to_owned(), emails);
    for (operations, status) in [(10, None), (11, Some(413))] {
        let place = |n: usize| format!("emails[value eq \"{}@contoso.example\"].type", n % 10);
        let operation = |n| json!({"op": "replace", "path": place(n), "value": "work"});
        let body = json!({"Operations": (0..operations).map(operation).collect::<Value>()});
        let patch = Patch::parse(&body, users, &limits).expect("a patch");
        let refused = patch.apply(&mut stored.clone()).err();
        assert_eq!(
            refused.as_ref().map(ScimError::status),
            status,
            "{refused:?}"
        );
    }
}

#[test]
fn too_many_operations_are_refused_by_name_of_the_limit() {
    let limits = Limits {
        patch_operations: 2,
        ..Limits::default()
    };
    let registry = Registry::standard();
    let users = registry.resource_type("User").expect("users");
    let operation = json!({"op": "remove", "path": "title"});
    let body = |count: usize| json!({"Operations": vec![operation.clone(); count]});
    assert!(Patch::parse(&body(2), users, &limits).is_ok());
    let error = Patch::parse(&body(3), users, &limits).expect_err("one too many");
    assert_eq!(error.status(), 413);
    assert!(error.detail().contains("at most 2"), "{error}");
    let attributes = json!({"title": "a", "nickName": "b", "name.givenName": "c"});
    let body = json!({"Operations": [{"op": "add", "value": attributes}]});
    let error = Patch::parse(&body, users, &limits).expect_err("one attribute too many");
    assert_eq!(error.status(), 413);
}

#[test]
fn long_lists_are_changed_in_linear_time() {
    let emails: Vec<Value> = (0..20_000)
        .map(|number| json!({"value": format!("{number}@x.example"), "type": "other"}))
        .collect();
    let operation = |op: &str| json!({"op": op, "path": "emails", "value": emails});
    let body = json!({"Operations": [
        operation("add"), operation("add"), operation("replace"), operation("remove"),
    ]});
    let mut resource = user();
    let start = std::time::Instant::now();
    apply(&body, &mut resource).expect("a patch");
    assert_eq!(resource, user());
    assert!(
        start.elapsed() < std::time::Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn too_many_members_are_refused_over_all_operations() {
    let limits = Limits {
        values: 3,
        ..Limits::default()
    };
    let registry = Registry::standard();
    let groups = registry.resource_type("Group").expect("groups");
    let changes = |second: &[&str]| {
        let body = json!({"Operations": [
            {"op": "add", "path": "members", "value": ["u-1", "u-2"]},
            {"op": "remove", "path": "members", "value": second},
        ]});
        let mut patch = Patch::parse(&body, groups, &limits).expect("a patch");
        patch
            .take_member_changes()
            .map(|changes| format!("{changes:?}"))
    };
    assert!(changes(&["u-3"]).is_ok());
    let error = changes(&["u-3", "u-4"]).expect_err("one too many");
    assert_eq!(error.status(), 413);
    assert!(error.detail().contains("at most 3"), "{error}");
}

#[test]
fn a_patch_is_empty_once_its_members_are_taken() {
    let registry = Registry::standard();
    let groups = registry.resource_type("Group").expect("groups");
    let body = json!({"Operations": [{"op": "add", "path": "members", "value": "u-1"}]});
    let mut patch = Patch::parse(&body, groups, &Limits::default()).expect("a patch");
    assert!(!patch.is_empty());
    let changes = patch.take_member_changes().expect("changes");
    assert_eq!(changes, [MemberChange::Add(vec!["u-1".into()].into())]);
    assert!(patch.is_empty());
}

fn texts() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", "a", "B", "True", "ß", "a@x.example"]).prop_map(str::to_owned)
}

fn values() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        texts().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
        Just(json!(7)),
    ];
    let names = prop::sample::select(vec![
        "value",
        "type",
        "primary",
        "display",
        "givenName",
        "locality",
        "title",
        "emails",
        "name",
        "name.familyName",
        "active",
        ENTERPRISE,
        "manager",
        "department",
        "shoeSize",
    ]);
    scalar.prop_recursive(3, 12, 3, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..3).prop_map(|parts| {
                parts
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            }),
        ]
    })
}

fn paths() -> impl Strategy<Value = Option<String>> {
    let extension = |name: &str| format!("{ENTERPRISE}{name}");
    prop::option::of(prop::sample::select(vec![
        "userName".to_owned(),
        "title".to_owned(),
        "active".to_owned(),
        "name".to_owned(),
        "name.givenName".to_owned(),
        "emails".to_owned(),
        "emails.value".to_owned(),
        "emails[type eq \"work\"]".to_owned(),
        "emails[type eq \"work\"].value".to_owned(),
        "emails[type eq \"home\" and primary eq true].display".to_owned(),
        "emails[value co \"a\"].primary".to_owned(),
        "addresses[type eq \"work\"].locality".to_owned(),
        "roles[primary eq \"True\"].value".to_owned(),
        extension(""),
        extension(":department"),
        extension(":manager"),
        "meta.created".to_owned(),
        "shoeSize".to_owned(),
    ]))
}

fn operations(ops: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let operation = (prop::sample::select(ops), paths(), values())
        .prop_map(|(op, path, value)| json!({"op": op, "path": path, "value": value}));
    prop::collection::vec(operation, 1..4)
        .prop_map(|operations| json!({ "Operations": operations }))
}

/// A user that some requests have shaped.
fn users() -> impl Strategy<Value = Resource> {
    prop::collection::vec(operations(&["add", "replace"]), 0..8).prop_map(|bodies| {
        let mut resource = user();
        for body in bodies {
            let _refused = apply(&body, &mut resource);
        }
        resource
    })
}

fn is_canonical(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => !elements.is_empty() && elements.iter().all(is_canonical),
        Value::Object(parts) => !parts.is_empty() && parts.values().all(is_canonical),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

proptest! {
    #[test]
    fn a_refused_patch_changes_nothing_and_an_accepted_one_leaves_no_empty_value(
        mut resource in users(),
        body in operations(&["add", "replace", "remove"]),
    ) {
        let before = resource.clone();
        match apply(&body, &mut resource) {
            Err(_) => prop_assert_eq!(resource, before),
            Ok(()) => prop_assert!(resource.attributes().values().all(is_canonical)),
        }
    }

    #[test]
    fn a_single_replace_done_twice_is_done_once(
        mut resource in users(),
        body in operations(&["replace"]),
    ) {
        let first = json!({"Operations": [body["Operations"][0]]});
        if apply(&first, &mut resource).is_ok() {
            let once = resource.clone();
            // The one acceptable refusal: the element is no longer what the filter looks for.
            if let Err(error) = apply(&first, &mut resource) {
                prop_assert_eq!(error.scim_type(), Some(ScimType::NoTarget), "{}", error);
            }
            prop_assert_eq!(resource, once);
        }
    }

    #[test]
    fn no_path_makes_parsing_panic(path in "[a-z.\\[\\] \":$]{0,24}", value in values()) {
        let body = json!({"Operations": [{"op": "replace", "path": path, "value": value}]});
        let _either = apply(&body, &mut user());
    }
}
