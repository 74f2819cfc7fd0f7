//! Changes between two states of a resource.

#![cfg(test)]

use rollcall_scim::Resource;
use rollcall_scim::diff::{Change, changes};
use rollcall_scim::schema::ENTERPRISE_USER;
use serde_json::{Value, json};

fn resource(value: Value) -> Resource {
    match value {
        Value::Object(object) => Resource::from_canonical(object),
        _ => Resource::default(),
    }
}

#[track_caller]
fn check(old: Value, new: Value, expected: &Value) {
    let changes = changes(&resource(old), &resource(new));
    let written = serde_json::to_value(&changes).expect("changes are JSON");
    assert_eq!(&written, expected);
    let read: Vec<Change> = serde_json::from_value(written).expect("what is written can be read");
    assert_eq!(read, changes);
}

#[test]
fn equal_resources_have_no_changes() {
    let one = json!({ "userName": "ann", "name": { "givenName": "Ann", "familyName": "Lee" } });
    let other = json!({ "name": { "familyName": "Lee", "givenName": "Ann" }, "userName": "ann" });
    check(one, other, &json!([]));
}

#[test]
fn changes_are_told_by_path_and_in_the_order_of_paths() {
    check(
        json!({
            "title": "Analyst",
            "userName": "ann",
            "name": { "givenName": "Ann", "familyName": "Lee" },
            "emails": [{ "value": "a@b.example" }],
            "active": true,
            ENTERPRISE_USER: { "department": "Risk", "manager": { "value": "u-1" } },
        }),
        json!({
            "nickName": "Annie",
            "userName": "ann",
            "name": { "middleName": "B", "givenName": "Ann", "familyName": "Lee-Brown" },
            "emails": [{ "value": "a@b.example" }, { "value": "c@d.example" }],
            "active": false,
            ENTERPRISE_USER: { "costCenter": "7", "manager": { "value": "u-2" } },
        }),
        &json!([
            { "attribute": "active", "old": true, "new": false },
            {
                "attribute": "emails",
                "old": [{ "value": "a@b.example" }],
                "new": [{ "value": "a@b.example" }, { "value": "c@d.example" }],
            },
            { "attribute": "name.familyName", "old": "Lee", "new": "Lee-Brown" },
            { "attribute": "name.middleName", "old": null, "new": "B" },
            { "attribute": "nickName", "old": null, "new": "Annie" },
            { "attribute": "title", "old": "Analyst", "new": null },
            {
                "attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
                "old": null,
                "new": "7",
            },
            {
                "attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                "old": "Risk",
                "new": null,
            },
            {
                "attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                "old": "u-1",
                "new": "u-2",
            },
        ]),
    );
}

#[test]
fn what_appears_or_vanishes_is_told_part_by_part() {
    let full = json!({
        "name": { "givenName": "Ann" },
        ENTERPRISE_USER: { "manager": { "value": "u-1" } },
    });
    let told = |old: [Value; 2], new: [Value; 2]| {
        let [old_name, old_manager] = old;
        let [new_name, new_manager] = new;
        json!([
            { "attribute": "name.givenName", "old": old_name, "new": new_name },
            {
                "attribute": "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value",
                "old": old_manager,
                "new": new_manager,
            },
        ])
    };
    let (values, none) = ([json!("Ann"), json!("u-1")], [Value::Null, Value::Null]);
    check(json!({}), full.clone(), &told(none.clone(), values.clone()));
    check(full, json!({}), &told(values, none));
}
