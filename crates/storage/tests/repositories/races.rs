//! What several writers do at once.

use std::sync::Arc;

use storage::memberships;
use storage::resources::{self, Stored};
use storage::training_groups;
use storage::{Database, StorageError, TenantKey};

use crate::support::{at, group, ids, on_both, resource, stored, user, users};

/// Adds one member the way a use-case does: lock the group, write, raise its version.
async fn add_member(
    database: &Database,
    tenant: TenantKey,
    member: &str,
) -> Result<(), StorageError> {
    let registry = scim::Registry::standard();
    let groups = registry.resource_type("Group").unwrap();
    let transaction = database.begin().await?;
    let group = resources::lock(&transaction, tenant, groups, "g1")
        .await?
        .unwrap();
    let member = users(&[member.to_owned()]);
    memberships::add(&transaction, tenant, "g1", &member, at(1)).await?;
    resources::bump_version(&transaction, tenant, "g1", group.version + 1, at(1)).await?;
    transaction.commit().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_joins_of_one_group_all_take_place() {
    on_both(async |store| {
        let ids = ids("u", 50);
        let people: Vec<Stored> = ids.iter().map(|id| user(id)).collect();
        store.add(store.users(), &people).await;
        store.add(store.groups(), &[group("g1")]).await;
        let tasks: Vec<_> = ids
            .iter()
            .cloned()
            .map(|id| {
                let (database, tenant) = (store.database.clone(), store.tenant);
                tokio::spawn(async move { add_member(&database, tenant, &id).await })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let (reader, tenant) = (store.database.reader(), store.tenant);
        let groups = ["g1".to_owned()];
        let members = memberships::of_groups(reader, tenant, &groups)
            .await
            .unwrap();
        assert_eq!(members.of(0).len(), 50);
        let group = resources::get(reader, tenant, store.groups(), "g1").await;
        assert_eq!(group.unwrap().unwrap().version, 51);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_creations_of_one_name_one_succeeds() {
    on_both(async |store| {
        let users = Arc::new(store.users().clone());
        let create = |id: String| {
            let (database, tenant, users) = (store.database.clone(), store.tenant, users.clone());
            tokio::spawn(async move {
                let new = stored(&id, serde_json::json!({"userName": "Same"}));
                let transaction = database.begin().await?;
                resources::insert(&transaction, tenant, &users, &new).await?;
                transaction.commit().await
            })
        };
        let tasks: Vec<_> = ids("u", 8).into_iter().map(create).collect();
        let mut created = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => created += 1,
                Err(StorageError::Unique(key)) => assert_eq!(key, storage::UniqueKey::ResourceName),
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(created, 1);
    })
    .await;
}

#[tokio::test]
async fn a_write_from_a_state_that_is_gone_is_stale() {
    on_both(async |store| {
        store.add(store.users(), &[user("u1")]).await;
        let changed = |title: &str| Stored {
            version: 2,
            resource: resource(serde_json::json!({"userName": "u1", "title": title})),
            ..user("u1")
        };
        let mut results = Vec::new();
        for title in ["first", "second"] {
            let transaction = store.database.begin().await.unwrap();
            let new = changed(title);
            let (tenant, users) = (store.tenant, store.users());
            let before = user("u1").resource;
            let result = resources::update(&transaction, tenant, users, &before, &new);
            results.push(result.await);
            transaction.commit().await.unwrap();
        }
        assert!(matches!(results[..], [Ok(()), Err(StorageError::Stale)]));
        let reader = store.database.reader();
        let found = resources::get(reader, store.tenant, store.users(), "u1").await;
        assert_eq!(found.unwrap(), Some(changed("first")));
    })
    .await;
}

#[tokio::test]
async fn two_transactions_that_wait_for_each_other_are_told_to_try_again() {
    let place = testkit::postgres();
    let database = crate::support::open(&place).await;
    let tenant = crate::support::tenant(&database, "contoso").await;
    let registry = scim::Registry::standard();
    let users = registry.resource_type("User").unwrap();
    let (first, second) = (
        database.begin().await.unwrap(),
        database.begin().await.unwrap(),
    );
    for id in ["u1", "u2"] {
        let transaction = database.begin().await.unwrap();
        resources::insert(&transaction, tenant, users, &user(id))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }
    resources::lock(&first, tenant, users, "u1").await.unwrap();
    resources::lock(&second, tenant, users, "u2").await.unwrap();
    let (left, right) = tokio::join!(
        async {
            let result = resources::lock(&first, tenant, users, "u2").await;
            drop(first);
            result
        },
        async {
            let result = resources::lock(&second, tenant, users, "u1").await;
            drop(second);
            result
        },
    );
    let conflicts = [left, right].map(|result| matches!(result, Err(StorageError::Conflict)));
    assert!(
        conflicts == [true, false] || conflicts == [false, true],
        "{conflicts:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn groups_of_one_name_made_at_once_get_a_slug_each() {
    on_both(async |store| {
        let create = |id: String| {
            let (database, tenant) = (store.database.clone(), store.tenant);
            tokio::spawn(async move {
                let new = crate::training_groups::state(&id, "Finance");
                let transaction = database.begin().await?;
                let slug = training_groups::insert(&transaction, tenant, &new).await?;
                transaction.commit().await?;
                Ok::<_, StorageError>(slug)
            })
        };
        let tasks: Vec<_> = ids("g", 8).into_iter().map(create).collect();
        let mut slugs = Vec::new();
        for task in tasks {
            slugs.push(task.await.unwrap().unwrap());
        }
        slugs.sort_unstable();
        let mut expected = vec!["finance".to_owned()];
        expected.extend((2..=8).map(|number| format!("finance-{number}")));
        assert_eq!(slugs, expected);
    })
    .await;
}
