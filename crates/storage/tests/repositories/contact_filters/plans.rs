//! What an index serves of filters over contacts, in a tenant of 20,000 users, with and without
//! statistics.

use scim::Limits;
use scim::filter::{Expr, compile};
use storage::SentStatement;
use storage::contacts::{self, MatchPage};

use super::contact_type;
use crate::look_ups::{expect_look_ups, populate, sent};
use crate::support::{Store, on_both};

/// Filters that name one contact or few, and the columns by which they are looked up.
const FEW: [(&str, &[&str]); 6] = [
    ("email eq \"7@mail.example\"", &["email_key"]),
    (
        "userName eq \"Name7\" and active eq true",
        &["user_name_key"],
    ),
    ("externalId eq \"external7\"", &["external_key"]),
    ("manager.value eq \"active7\"", &["manager_key", "id"]),
    ("manager eq \"active7\"", &["manager_key", "id"]),
    (
        "manager.email eq \"7@mail.example\"",
        &["manager_key", "email_key"],
    ),
];

/// Filters that name a group, of which anybody may be a member.
const GROUPS: [(&str, &str); 2] = [
    ("groups.value eq \"t7000\"", "training_groups_pkey"),
    ("groups.slug eq \"group-7000\"", "training_groups_slug"),
];

/// Filters that go through all contacts, and look up what is true of each because of others.
const EACH: [&str; 6] = [
    "groups.display co \"7000\"",
    "groups[type eq \"indirect\"]",
    "not (groups.slug eq \"group-7000\")",
    "isManager eq true",
    "manager.displayName sw \"Bo\"",
    "not (manager pr)",
];

#[tokio::test]
async fn contacts_are_found_by_filters_with_and_without_statistics() {
    on_both(async |store| {
        populate(store).await;
        check(store).await;
        check_each(store).await;
        store.analyze().await;
        check(store).await;
        check_each(store).await;
    })
    .await;
}

async fn check(store: &Store) {
    let contacts = contact_type();
    let filter = |text| compile(text, &contacts, &Limits::default()).unwrap();
    for (text, columns) in FEW {
        let statements = matching(store, &filter(text)).await;
        expect_look_ups(store, text, &statements, columns).await;
    }
    for (text, index) in GROUPS {
        let statements = matching(store, &filter(text)).await;
        if store.is_sqlite() {
            expect_look_ups(store, text, &statements, &["user_id", "group_id"]).await;
        } else {
            expect_members(store, &statements, index).await;
        }
    }
}

async fn check_each(store: &Store) {
    let contacts = contact_type();
    for text in EACH {
        let filter = compile(text, &contacts, &Limits::default()).unwrap();
        for statement in matching(store, &filter).await {
            let plan = store.database.plan(&statement).await.unwrap().join("\n");
            for scan in [
                "Seq Scan on memberships",
                "Seq Scan on training_groups",
                "Seq Scan on resources",
                "SCAN next",
                "SCAN direct",
                "SCAN training",
                "SCAN other",
                "SCAN report",
                "SCAN manager",
            ] {
                assert!(!plan.contains(scan), "{text}\n{plan}");
            }
        }
    }
}

async fn matching(store: &Store, filter: &Expr<'_>) -> Vec<SentStatement> {
    let page = MatchPage {
        after: None,
        limit: 100,
    };
    sent(store, async |conn, tenant| {
        let ids = contacts::matching(conn, tenant, filter, page).await;
        ids.map(drop)
    })
    .await
}

/// PostgreSQL, which knows how large the table of contacts is, may read all of it to find so many;
/// but those whom it looks for it finds by index.
async fn expect_members(store: &Store, statements: &[SentStatement], index: &str) {
    for statement in statements {
        let plan = store.database.plan(statement).await.unwrap().join("\n");
        for needed in [index, "memberships_pkey"] {
            assert!(plan.contains(needed), "{needed}\n{plan}");
        }
        for table in ["memberships", "training_groups"] {
            assert!(!plan.contains(&format!("Seq Scan on {table}")), "{plan}");
        }
    }
}
