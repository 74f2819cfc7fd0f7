//! What nobody can read is not lost because a client sends back what it read.

#![cfg(test)]

use rollcall_scim::retain::write_only;
use rollcall_scim::schema::{Extension, Mutability};
use rollcall_scim::{Attribute, Resource, ResourceType, Schema};
use serde_json::{Value, json};

const ACCESS: &str = "urn:example:Access";

fn lockers() -> ResourceType {
    let hidden = |name| Attribute::string(name, "Secret.").mutability(Mutability::WriteOnly);
    let lock = |name| {
        let parts = vec![Attribute::string("maker", "Who made it."), hidden("code")];
        Attribute::complex(name, "A lock.", parts)
    };
    let core = vec![
        Attribute::string("number", "Which."),
        hidden("pin"),
        lock("lock"),
        lock("spare").multi_valued(),
    ];
    let access = vec![Attribute::string("floor", "Where."), hidden("phrase")];
    let extension = Extension {
        schema: Schema::new(ACCESS, "Access", "Access", access),
        required: false,
    };
    let schema = Schema::new("urn:example:Locker", "Locker", "Locker", core);
    ResourceType::new("Locker", "/Lockers", "Locker", schema, vec![extension])
}

fn resource(value: Value) -> Resource {
    let Value::Object(attributes) = value else {
        panic!("a resource is an object")
    };
    Resource::from_canonical(attributes)
}

#[track_caller]
fn check(old: Value, new: Value, expected: Value) {
    let mut kept = resource(new);
    write_only(&resource(old), &mut kept, &lockers());
    assert_eq!(kept, resource(expected));
}

#[test]
fn what_nobody_reads_is_kept_until_it_is_sent_anew() {
    check(json!({"pin": "1"}), json!({}), json!({"pin": "1"}));
    check(
        json!({"pin": "1"}),
        json!({"pin": "2"}),
        json!({"pin": "2"}),
    );
    check(json!({}), json!({"pin": "2"}), json!({"pin": "2"}));
    check(json!({"number": "7"}), json!({}), json!({}));
}

#[test]
fn hidden_parts_stay_with_the_attribute_they_are_part_of() {
    for (name, shown, part) in [("lock", "maker", "code"), (ACCESS, "floor", "phrase")] {
        let old = json!({name: {shown: "A", part: "1"}});
        let changed = json!({name: {shown: "B"}});
        check(old.clone(), changed, json!({name: {shown: "B", part: "1"}}));
        check(old, json!({}), json!({}));
        let unseen = json!({name: {part: "1"}});
        check(unseen.clone(), json!({}), unseen);
    }
}

#[test]
fn elements_of_a_list_are_replaced_whole() {
    check(
        json!({"spare": [{"maker": "A", "code": "1"}]}),
        json!({"spare": [{"maker": "A"}]}),
        json!({"spare": [{"maker": "A"}]}),
    );
}
