//! Searches that an index answers by itself find what any other search with the same filter finds.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use scim::filter::compile;
use scim::{Limits, ResourceType};
use serde_json::{Value, json};
use storage::resources::{self, ListQuery};

use crate::agreement::{maybe, text};
use crate::support::{Store, on_both, stored};

const RESOURCES: usize = 40;

/// So many rows are not looked up in place.
const MANY: u64 = 1_000;

/// A user and a group with one of few names, or none.
async fn populate(store: &Store, runner: &mut TestRunner) {
    let one = (maybe(text()), maybe(text()));
    for number in 0..RESOURCES {
        let (display, external) = one.new_tree(runner).unwrap().current();
        let mut attributes = json!({"userName": format!("u{number:03}")});
        for (name, value) in [("displayName", display), ("externalId", external)] {
            if let Some(value) = value {
                attributes[name] = Value::from(value);
            }
        }
        let user = stored(&format!("u{number:03}"), attributes.clone());
        store.add(store.users(), &[user]).await;
        attributes.as_object_mut().unwrap().remove("userName");
        // No two groups have the same name.
        attributes["displayName"] = Value::from(format!("Name {number}"));
        let group = stored(&format!("g{number:03}"), attributes);
        store.add(store.groups(), &[group]).await;
    }
}

async fn found(
    store: &Store,
    resource_type: &ResourceType,
    filter: &str,
    limit: u64,
) -> (u64, Vec<resources::Stored>) {
    let resolved = compile(filter, resource_type, &Limits::default()).unwrap();
    let query = ListQuery {
        filter: Some(&resolved),
        limit,
        ..ListQuery::default()
    };
    let reader = store.database.reader();
    let page = resources::list(reader, store.tenant, resource_type, &query).await;
    let page = page.unwrap();
    (page.total, page.resources)
}

#[tokio::test]
async fn a_look_up_by_a_key_finds_what_any_other_search_does() {
    on_both(async |store| {
        let mut runner = TestRunner::default();
        populate(store, &mut runner).await;
        let mut hits = 0;
        for number in 0..100 {
            let wanted = match number % 4 {
                0 => format!("nAME {number}"),
                1 => format!("U{number:03}"),
                _ => text().new_tree(&mut runner).unwrap().current(),
            };
            let wanted = Value::from(wanted).to_string();
            for name in ["displayName", "externalId", "userName"] {
                let filter = format!("{name} eq {wanted}");
                for resource_type in [store.users(), store.groups()] {
                    if resource_type.core_attribute(name).is_none() {
                        continue;
                    }
                    let (total, all) = found(store, resource_type, &filter, MANY).await;
                    for limit in [0, 1, 2, 100_u8] {
                        let first: Vec<_> = all.iter().take(limit.into()).cloned().collect();
                        let looked_up = found(store, resource_type, &filter, limit.into()).await;
                        assert_eq!(looked_up, (total, first), "{filter} {limit}");
                    }
                    hits += total;
                }
            }
        }
        assert!(hits > 20, "{hits} is too few to tell anything");
    })
    .await;
}
