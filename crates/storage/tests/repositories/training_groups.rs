//! Training groups have a slug of their own and count their members.

use roster::{GroupState, Source, TrainingGroup};
use storage::training_groups;
use storage::{TenantKey, Transaction};

use crate::support::{Store, at, group, on_both, user, users};

/// A training group that was made at time 1, yet under the slug that its name makes.
pub(crate) fn state(id: &str, name: &str) -> GroupState {
    GroupState {
        id: format!("t-{id}"),
        group_id: Some(id.to_owned()),
        slug: roster::slug(name),
        display_name: name.to_owned(),
        external_id: Some("x".to_owned()),
        source: Source::Scim,
        created_at: at(1),
        updated_at: at(1),
    }
}

async fn insert(conn: &Transaction, tenant: TenantKey, id: &str, name: &str) -> String {
    training_groups::insert(conn, tenant, &state(id, name))
        .await
        .unwrap()
}

async fn groups(store: &Store) -> Vec<TrainingGroup> {
    let (reader, tenant) = (store.database.reader(), store.tenant);
    let counts = training_groups::counts(reader, tenant).await.unwrap();
    let mut groups: Vec<TrainingGroup> = Vec::new();
    loop {
        let after = groups.last().map(|it| it.slug.clone()).unwrap_or_default();
        let page = training_groups::page(reader, tenant, &counts, &after, 2).await;
        let page = page.unwrap();
        if page.is_empty() {
            return groups;
        }
        groups.extend(page);
    }
}

#[tokio::test]
async fn a_slug_that_is_taken_gets_a_number() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        for (id, name, expected) in [
            ("g1", "Dział IT", "dzial-it"),
            ("g2", "Dzial-IT", "dzial-it-2"),
            ("g3", "dzial it!", "dzial-it-3"),
        ] {
            assert_eq!(insert(conn, tenant, id, name).await, expected);
        }
        training_groups::delete(conn, tenant, "t-g2").await.unwrap();
        assert_eq!(insert(conn, tenant, "g4", "Dział IT").await, "dzial-it-2");
    })
    .await;
}

#[tokio::test]
async fn a_group_keeps_its_slug_or_gets_another_that_is_free() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        for (id, name) in [("g1", "IT"), ("g2", "it"), ("g3", "Finance")] {
            insert(conn, tenant, id, name).await;
        }
        let kept = training_groups::of_group(conn, tenant, "g2").await.unwrap();
        let kept = GroupState {
            display_name: "IT!".to_owned(),
            external_id: Some("y".to_owned()),
            updated_at: at(9),
            ..kept.unwrap()
        };
        training_groups::update(conn, tenant, &kept).await.unwrap();
        let renamed = GroupState {
            external_id: None,
            updated_at: at(9),
            ..state("g3", "it")
        };
        let slug = training_groups::rename(conn, tenant, &renamed).await;
        assert_eq!(slug.unwrap(), "it-3");
        transaction.commit().await.unwrap();
        let expected = [
            state("g1", "IT").show(0, 0),
            GroupState {
                slug: "it-2".to_owned(),
                ..kept
            }
            .show(0, 0),
            GroupState {
                slug: "it-3".to_owned(),
                ..renamed
            }
            .show(0, 0),
        ];
        assert_eq!(groups(store).await, expected);
    })
    .await;
}

#[tokio::test]
async fn members_are_counted_and_find_their_groups() {
    on_both(async |store| {
        let ids = ["u1", "u2", "u3"];
        store.add(store.users(), &ids.map(user)).await;
        let ids = ["g1", "g2", "g3"];
        store.add(store.groups(), &ids.map(group)).await;
        let transaction = store.database.begin().await.unwrap();
        insert(&transaction, store.tenant, "g1", "Risk").await;
        insert(&transaction, store.tenant, "g2", "Audit").await;
        insert(&transaction, store.tenant, "g3", "All").await;
        let touched = ["g1".to_owned()];
        training_groups::set_updated(&transaction, store.tenant, &touched, at(7))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        store
            .join("g1", &users(&["u1".to_owned(), "u2".to_owned()]))
            .await;
        store.join("g2", &users(&["u2".to_owned()])).await;
        // A circle of two, and both of them in a third.
        let nested = |id: &str| [(id.to_owned(), "Group".to_owned())];
        store.join("g2", &nested("g3")).await;
        store.join("g3", &nested("g2")).await;
        store.join("g3", &users(&["u3".to_owned()])).await;
        let counts: Vec<_> = groups(store)
            .await
            .into_iter()
            .map(|it| {
                (
                    it.slug,
                    it.member_count,
                    it.effective_member_count,
                    it.updated_at,
                )
            })
            .collect();
        let expected = [
            ("all".to_owned(), 2, 2, at(1)),
            ("audit".to_owned(), 2, 2, at(1)),
            ("risk".to_owned(), 2, 2, at(7)),
        ];
        assert_eq!(counts, expected);
        let slugs = training_groups::slugs_of_member(store.database.reader(), store.tenant, "u2");
        assert_eq!(slugs.await.unwrap(), ["audit", "risk"]);
    })
    .await;
}
