//! Training groups have a slug of their own and count their members.

use roster::{Source, TrainingGroup};
use storage::training_groups::{self, NewTrainingGroup};
use storage::{TenantKey, Transaction};

use crate::support::{Store, at, group, on_both, user, users};

async fn insert(conn: &Transaction, tenant: TenantKey, id: &str, name: &str) -> String {
    let new = NewTrainingGroup {
        id: &format!("t-{id}"),
        group_id: id,
        display_name: name,
        external_id: Some("x"),
        source: Source::Scim,
        at: at(1),
    };
    training_groups::insert(conn, tenant, &new).await.unwrap()
}

async fn groups(store: &Store) -> Vec<TrainingGroup> {
    training_groups::list(store.database.reader(), store.tenant)
        .await
        .unwrap()
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
        training_groups::delete(conn, tenant, "g2").await.unwrap();
        assert_eq!(insert(conn, tenant, "g4", "Dział IT").await, "dzial-it-2");
    })
    .await;
}

#[tokio::test]
async fn a_new_name_makes_a_new_slug_only_if_it_differs() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        insert(conn, tenant, "g1", "IT").await;
        insert(conn, tenant, "g2", "it").await;
        insert(conn, tenant, "g3", "Finance").await;
        for (group, name, external_id) in [
            ("g2", "I.T.", None),
            ("g2", "IT!", Some("y")),
            ("g3", "it", None),
        ] {
            training_groups::update(conn, tenant, group, name, external_id, at(9))
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
        let found: Vec<_> = groups(store)
            .await
            .into_iter()
            .map(|it| {
                (
                    it.id,
                    it.slug,
                    it.display_name,
                    it.external_id,
                    it.created_at,
                    it.updated_at,
                )
            })
            .collect();
        let row = |id: &str, slug: &str, name: &str, external: Option<&str>, updated| {
            let external = external.map(str::to_owned);
            (
                id.to_owned(),
                slug.to_owned(),
                name.to_owned(),
                external,
                at(1),
                at(updated),
            )
        };
        let expected = [
            row("t-g1", "it", "IT", Some("x"), 1),
            row("t-g2", "it-2", "IT!", Some("y"), 9),
            row("t-g3", "it-3", "it", None, 9),
        ];
        assert_eq!(found, expected);
    })
    .await;
}

#[tokio::test]
async fn members_are_counted_and_find_their_groups() {
    on_both(async |store| {
        store.add(store.users(), &[user("u1"), user("u2")]).await;
        store.add(store.groups(), &[group("g1"), group("g2")]).await;
        let transaction = store.database.begin().await.unwrap();
        insert(&transaction, store.tenant, "g1", "Risk").await;
        insert(&transaction, store.tenant, "g2", "Audit").await;
        let touched = ["g1".to_owned()];
        training_groups::touch(&transaction, store.tenant, &touched, at(7))
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        store
            .join("g1", &users(&["u1".to_owned(), "u2".to_owned()]))
            .await;
        store.join("g2", &users(&["u2".to_owned()])).await;
        let counts: Vec<_> = groups(store)
            .await
            .into_iter()
            .map(|group| (group.slug, group.member_count, group.updated_at))
            .collect();
        let expected = [
            ("audit".to_owned(), 1, at(1)),
            ("risk".to_owned(), 2, at(7)),
        ];
        assert_eq!(counts, expected);
        let slugs = training_groups::slugs_of_member(store.database.reader(), store.tenant, "u2");
        assert_eq!(slugs.await.unwrap(), ["audit", "risk"]);
    })
    .await;
}
