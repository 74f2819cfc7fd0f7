//! Random filters over contacts.

use proptest::prelude::*;
use scim::ResourceType;

use crate::agreement::{combined, tests, text};
use crate::kinds;

/// A filter of any shape: on whatever contacts have, and more often than chance on what is true of
/// them because of others, with ids and names that are there.
pub(super) fn filter(contacts: &ResourceType) -> BoxedStrategy<String> {
    let any = kinds::filters::filter(contacts);
    prop_oneof![1 => any, 3 => combined(leaf().boxed())].boxed()
}

fn leaf() -> impl Strategy<Value = String> {
    const TEXTS: &[&str] = &[
        "email",
        "userName",
        "externalId",
        "displayName",
        "department",
        "addresses.value",
        "addresses.domain",
        "manager.email",
        "manager.displayName",
        "groups.display",
        "custom.cost_type",
        "custom.shoeSize",
    ];
    let group = combined(prop_oneof![known_group(), tests(&["display", "slug"])].boxed());
    let manager = combined(prop_oneof![known_manager(), tests(&["email", "displayName"])].boxed());
    let address = combined(tests(&["value", "domain"]).boxed());
    prop_oneof![
        3 => tests(TEXTS),
        2 => others(),
        1 => known_group().prop_map(|test| format!("groups.{test}")),
        1 => known_manager().prop_map(|test| format!("manager.{test}")),
        1 => group.prop_map(|inner| format!("groups[{inner}]")),
        1 => manager.prop_map(|inner| format!("manager[{inner}]")),
        1 => address.prop_map(|inner| format!("addresses[{inner}]")),
    ]
}

fn others() -> impl Strategy<Value = String> {
    let others = vec![
        "active eq true",
        "active ne true",
        "active pr",
        "isManager eq true",
        "isManager eq false",
        "isManager ne true",
        "isManager pr",
        "isManager eq null",
        "manager pr",
        "manager eq \"c001\"",
        "groups pr",
        "groups eq \"t2\"",
        "custom pr",
        "source eq \"SCIM\"",
        "source ne \"csv\"",
        "hireDate pr",
        "hireDate gt \"2026-02-01T00:00:00Z\"",
        "leaveDate le \"2026-02-01T03:00:00Z\"",
        "createdAt ge \"2026-02-02T02:40:00.010Z\"",
    ];
    prop::sample::select(others).prop_map(str::to_owned)
}

fn known_group() -> BoxedStrategy<String> {
    let known = prop::sample::select(vec![
        "value eq \"t0\"",
        "value eq \"t2\"",
        "value eq \"t4\"",
        "value ne \"t1\"",
        "value gt \"t1\"",
        "value eq \"T2\"",
        "slug eq \"a-b\"",
        "slug eq \"A-B\"",
        "slug sw \"a\"",
        "display eq \"AŻSS\"",
        "display eq \"ab\"",
        "type eq \"direct\"",
        "type eq \"Indirect\"",
        "type ne \"direct\"",
        "type pr",
    ]);
    known.prop_map(str::to_owned).boxed()
}

fn known_manager() -> BoxedStrategy<String> {
    let ids = (0..8_u8).prop_map(|number| format!("value eq \"c00{number}\""));
    let email = text().prop_map(|text| format!("email eq {}", serde_json::Value::from(text)));
    prop_oneof![ids, email, Just("value gt \"c001\"".to_owned())].boxed()
}
