//! Resources are kept as they were given, found again, and changed only from the state that was
//! read.

use std::collections::HashMap;

use scim::filter::compile;
use scim::{Limits, ResourceType};
use serde_json::json;
use storage::resources::{self, ListQuery, Stored};
use storage::{StorageError, UniqueKey};

use crate::support::{Store, at, group, on_both, resource, stored, user};

async fn get(store: &Store, resource_type: &ResourceType, id: &str) -> Option<Stored> {
    let reader = store.database.reader();
    resources::get(reader, store.tenant, resource_type, id)
        .await
        .unwrap()
}

async fn update(store: &Store, changed: &Stored) -> Result<(), StorageError> {
    let before = get(store, store.users(), &changed.id).await;
    let before = before.map(|it| it.resource).unwrap_or_default();
    let transaction = store.database.begin().await?;
    let (tenant, users) = (store.tenant, store.users());
    resources::update(&transaction, tenant, users, &before, changed).await?;
    transaction.commit().await
}

async fn with_email(store: &Store, address: &str) -> u64 {
    let filter = format!("emails.value eq \"{address}\"");
    let filter = compile(&filter, store.users(), &Limits::default()).unwrap();
    let query = ListQuery {
        filter: Some(&filter),
        ..ListQuery::default()
    };
    let reader = store.database.reader();
    let page = resources::list(reader, store.tenant, store.users(), &query);
    page.await.unwrap().total
}

#[tokio::test]
async fn a_resource_is_read_as_it_was_written() {
    on_both(async |store| {
        let attributes = json!({
            "userName": "Żółć@contoso.example",
            "active": false,
            "emails": [{"value": "a@b", "primary": true}],
            scim::schema::ENTERPRISE_USER: {"manager": {"value": "x"}},
        });
        let mut written = stored("u1", attributes);
        (written.created_at, written.modified_at) = (at(1), at(2));
        store
            .add(store.users(), std::slice::from_ref(&written))
            .await;
        assert_eq!(get(store, store.users(), "u1").await, Some(written.clone()));
        assert_eq!(get(store, store.groups(), "u1").await, None);
        assert_eq!(get(store, store.users(), "u2").await, None);
        assert_eq!(get(store, store.users(), "u\0").await, None);
        let transaction = store.database.begin().await.unwrap();
        let locked = resources::lock(&transaction, store.tenant, store.users(), "u1").await;
        assert_eq!(locked.unwrap(), Some(written));
    })
    .await;
}

#[tokio::test]
async fn the_unique_attribute_is_unique_in_any_spelling_within_tenant_and_type() {
    on_both(async |store| {
        let named =
            |id: &str, name: &str| stored(id, json!({"userName": name, "displayName": name}));
        store.add(store.users(), &[named("u1", "Straße")]).await;
        store.add(store.groups(), &[named("g1", "Straße")]).await;
        let other = crate::support::tenant(&store.database, "other").await;
        for (tenant, resource_type, new, accepted) in [
            (store.tenant, store.users(), named("u2", "STRASSE"), false),
            (store.tenant, store.groups(), named("g2", "strasse"), false),
            (store.tenant, store.users(), named("u3", "Strase"), true),
            (other, store.users(), named("u1", "Straße"), true),
        ] {
            let transaction = store.database.begin().await.unwrap();
            let result = resources::insert(&transaction, tenant, resource_type, &new).await;
            match result {
                Ok(()) => assert!(accepted, "{}", new.id),
                Err(StorageError::Unique(UniqueKey::ResourceName)) => {
                    assert!(!accepted, "{}", new.id);
                }
                Err(error) => panic!("{}: {error}", new.id),
            }
        }
        let transaction = store.database.begin().await.unwrap();
        let again = named("u1", "someone else");
        let result = resources::insert(&transaction, store.tenant, store.users(), &again).await;
        assert!(matches!(
            result,
            Err(StorageError::Unique(UniqueKey::Other))
        ));
    })
    .await;
}

#[tokio::test]
async fn an_update_needs_the_state_that_was_read() {
    on_both(async |store| {
        store.add(store.users(), &[user("u1"), user("u2")]).await;
        let changed = Stored {
            version: 2,
            modified_at: at(5),
            resource: resource(json!({"userName": "new", "title": "x"})),
            ..user("u1")
        };
        update(store, &changed).await.unwrap();
        assert_eq!(get(store, store.users(), "u1").await, Some(changed.clone()));
        let lost = update(store, &changed).await;
        assert!(matches!(lost, Err(StorageError::Stale)));
        let taken = Stored {
            version: 2,
            ..changed.clone()
        };
        let taken = update(
            store,
            &Stored {
                id: "u2".to_owned(),
                ..taken
            },
        )
        .await;
        assert!(matches!(
            taken,
            Err(StorageError::Unique(UniqueKey::ResourceName))
        ));
    })
    .await;
}

#[tokio::test]
async fn the_index_of_addresses_follows_the_resource() {
    on_both(async |store| {
        let with = |version, addresses: &[&str]| {
            let emails: Vec<_> = addresses.iter().map(|it| json!({"value": it})).collect();
            Stored {
                version,
                ..stored("u1", json!({"userName": "u1", "emails": emails}))
            }
        };
        store
            .add(store.users(), &[with(1, &["A@x", "b@x", "a@X"])])
            .await;
        assert_eq!(with_email(store, "a@x").await, 1);
        update(store, &with(2, &["b@x", "c@x"])).await.unwrap();
        let mut counts = Vec::new();
        for address in ["a@x", "b@x", "c@x"] {
            counts.push(with_email(store, address).await);
        }
        assert_eq!(counts, [0, 1, 1]);
        let transaction = store.database.begin().await.unwrap();
        let delete = resources::delete(&transaction, store.tenant, "u1");
        assert!(delete.await.unwrap());
        transaction.commit().await.unwrap();
        assert_eq!(with_email(store, "b@x").await, 0);
    })
    .await;
}

#[tokio::test]
async fn versions_rise_without_the_document() {
    on_both(async |store| {
        store.add(store.groups(), &[group("g1"), group("g2")]).await;
        let transaction = store.database.begin().await.unwrap();
        let conn = &transaction;
        resources::bump_version(conn, store.tenant, "g1", 2, at(7))
            .await
            .unwrap();
        let lost = resources::bump_version(conn, store.tenant, "g1", 2, at(8)).await;
        assert!(matches!(lost, Err(StorageError::Stale)));
        let both = ["g1".to_owned(), "g2".to_owned()];
        resources::bump(conn, store.tenant, &both, at(9))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        for (id, version) in [("g1", 3), ("g2", 2)] {
            let expected = Stored {
                version,
                modified_at: at(9),
                ..group(id)
            };
            assert_eq!(get(store, store.groups(), id).await, Some(expected));
        }
    })
    .await;
}

#[tokio::test]
async fn pages_follow_each_other_and_know_the_total() {
    on_both(async |store| {
        let users: Vec<Stored> = crate::support::ids("u", 7)
            .iter()
            .map(|id| user(id))
            .collect();
        store.add(store.users(), &users).await;
        for (offset, limit, expected) in [
            (0, 0, 0..0),
            (0, 3, 0..3),
            (3, 3, 3..6),
            (6, 3, 6..7),
            (7, 3, 0..0),
            (0, 7, 0..7),
            (0, 100, 0..7),
            (1_000, 1, 0..0),
        ] {
            let query = ListQuery {
                offset,
                limit,
                ..ListQuery::default()
            };
            let reader = store.database.reader();
            let page = resources::list(reader, store.tenant, store.users(), &query);
            let page = page.await.unwrap();
            assert_eq!(page.resources, users[expected], "{offset} {limit}");
            assert_eq!(page.total, 7, "{offset} {limit}");
        }
    })
    .await;
}

#[tokio::test]
async fn types_are_told_of_those_that_exist() {
    on_both(async |store| {
        store.add(store.users(), &[user("u1")]).await;
        store.add(store.groups(), &[group("g1")]).await;
        let ids = ["u1", "g1", "nobody", "\0", "it's \"quoted\""].map(str::to_owned);
        let types = resources::types_of(store.database.reader(), store.tenant, &ids).await;
        let expected = [("u1", "User"), ("g1", "Group")];
        let expected: HashMap<String, String> = expected
            .into_iter()
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .collect();
        assert_eq!(types.unwrap(), expected);
    })
    .await;
}
