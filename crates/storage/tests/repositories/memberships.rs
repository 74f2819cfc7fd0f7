//! Memberships are rows: adding and removing touches those that differ, at any size.

use storage::StorageError;
use storage::memberships::{self, GroupRef, Linked};
use storage::resources::{self, Stored};

use crate::support::{Store, at, group, ids, on_both, stored, user, users};

async fn members(store: &Store, group: &str) -> Vec<String> {
    let groups = [group.to_owned()];
    let found = memberships::of_groups(store.database.reader(), store.tenant, &groups).await;
    let members = shown(&found.unwrap(), 0).into_iter();
    members.map(|(id, _, _)| id).collect()
}

/// The ids, kinds and names of those that are linked to a resource.
fn shown(linked: &Linked, owner: usize) -> Vec<(String, String, Option<String>)> {
    let links = linked.of(owner).map(|place| linked.get(place).unwrap());
    let shown = links.map(|link| {
        let display = link.display.map(str::to_owned);
        (link.id.to_string(), link.kind.to_owned(), display)
    });
    shown.collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

async fn prepare(store: &Store, count: usize) -> Vec<String> {
    let ids = ids("u", count);
    let resources: Vec<Stored> = ids.iter().map(|id| user(id)).collect();
    store.add(store.users(), &resources).await;
    store.add(store.groups(), &[group("g1"), group("g2")]).await;
    ids
}

#[tokio::test]
async fn only_what_differs_is_reported() {
    on_both(async |store| {
        let ids = prepare(store, 4).await;
        let all = users(&ids);
        assert_eq!(store.join("g1", &all[..2]).await, ids[..2]);
        assert_eq!(store.join("g1", &all[1..3]).await, ids[2..3]);
        assert_eq!(store.join("g1", &[]).await, texts(&[]));

        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        let gone = texts(&["u00000", "u00003", "nobody", "\0"]);
        let removed = memberships::remove(conn, tenant, "g1", &gone, at(2))
            .await
            .unwrap();
        assert_eq!(removed, users(&ids[..1]));
        transaction.commit().await.unwrap();
        assert_eq!(members(store, "g1").await, ids[1..3]);
        assert_eq!(members(store, "g2").await, texts(&[]));
    })
    .await;
}

#[tokio::test]
async fn members_and_groups_are_shown_with_their_names() {
    on_both(async |store| {
        let named = stored(
            "u2",
            serde_json::json!({"userName": "u2", "displayName": "Żółć"}),
        );
        store.add(store.users(), &[user("u1"), named]).await;
        store.add(store.groups(), &[group("g1"), group("g2")]).await;
        let mut both = users(&texts(&["u2", "u1"]));
        both.push(("g2".to_owned(), "Group".to_owned()));
        store.join("g1", &both).await;
        store.join("g2", &users(&texts(&["u1"]))).await;

        let (reader, tenant) = (store.database.reader(), store.tenant);
        let member = |id: &str, kind: &str, display: Option<&str>| {
            (id.to_owned(), kind.to_owned(), display.map(str::to_owned))
        };
        let ids = texts(&["g3", "g2", "g1"]);
        let groups = memberships::of_groups(reader, tenant, &ids).await.unwrap();
        let first = vec![
            member("g2", "Group", Some("g2")),
            member("u1", "User", None),
            member("u2", "User", Some("Żółć")),
        ];
        assert_eq!(shown(&groups, 2), first);
        assert_eq!(shown(&groups, 1), first[1..2]);
        assert_eq!(shown(&groups, 0), []);

        let group = |id: &str| GroupRef {
            id: id.to_owned(),
            display: Some(id.to_owned()),
        };
        let ids = texts(&["u1", "g2", "u3"]);
        let members = memberships::of_members(reader, tenant, &ids).await.unwrap();
        assert_eq!(members["u1"], [group("g1"), group("g2")]);
        assert_eq!(members["g2"], [group("g1")]);
        assert_eq!(members.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn groups_around_groups_are_found_and_circles_end() {
    on_both(async |store| {
        let groups = ["a", "b", "c", "d", "e", "far"];
        store.add(store.groups(), &groups.map(group)).await;
        store
            .add(store.users(), &["u1", "u2", "u3"].map(user))
            .await;
        // a is in b, b in c, c in a again; all that is in d is in a too, and far is around c.
        for (outer, inner) in [("b", "a"), ("c", "b"), ("a", "c"), ("a", "d"), ("far", "c")] {
            let inner = [(inner.to_owned(), "Group".to_owned())];
            store.join(outer, &inner).await;
        }
        for (group, user) in [("a", "u1"), ("d", "u2"), ("b", "u2"), ("e", "u3")] {
            store.join(group, &users(&texts(&[user]))).await;
        }
        let (reader, tenant) = (store.database.reader(), store.tenant);
        let ids = texts(&["u1", "u2", "u3", "c"]);
        let direct = memberships::of_members(reader, tenant, &ids).await.unwrap();
        let outer = memberships::outer_of(reader, tenant, &direct)
            .await
            .unwrap();
        let mut found: Vec<(String, String)> = outer
            .into_iter()
            .map(|(member, groups)| {
                let groups = groups.into_iter().map(|it| {
                    assert_eq!(it.display.as_ref(), Some(&it.id));
                    it.id
                });
                (member, groups.collect::<Vec<_>>().join(" "))
            })
            .collect();
        found.sort();
        let expected = [("c", "b"), ("u1", "b c far"), ("u2", "a c far")];
        let expected = expected.map(|(member, groups)| (member.to_owned(), groups.to_owned()));
        assert_eq!(found, expected);
    })
    .await;
}

#[tokio::test]
async fn who_is_in_no_group_costs_no_second_statement() {
    on_both(async |store| {
        store.add(store.users(), &[user("u1")]).await;
        let (reader, tenant) = (store.database.reader(), store.tenant);
        store.database.record_statements();
        let direct = memberships::of_members(reader, tenant, &texts(&["u1"])).await;
        let outer = memberships::outer_of(reader, tenant, &direct.unwrap()).await;
        assert!(outer.unwrap().is_empty());
        assert_eq!(store.database.recorded_statements().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_member_leaves_all_groups_and_a_group_loses_all_members() {
    on_both(async |store| {
        let ids = prepare(store, 3).await;
        store.join("g1", &users(&ids)).await;
        store.join("g2", &users(&ids)).await;
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        let still_member = resources::delete(conn, tenant, "u00000").await;
        assert!(matches!(still_member, Err(StorageError::Conflict)));
        drop(transaction);

        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        let groups = memberships::remove_member(conn, tenant, "u00000", at(2))
            .await
            .unwrap();
        assert_eq!(groups, texts(&["g1", "g2"]));
        assert!(resources::delete(conn, tenant, "u00000").await.unwrap());
        let members = memberships::remove(conn, tenant, "g2", &ids, at(2))
            .await
            .unwrap();
        assert_eq!(members, users(&ids[1..]));
        transaction.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn who_does_not_exist_cannot_be_a_member() {
    on_both(async |store| {
        prepare(store, 1).await;
        let transaction = store.database.begin().await.unwrap();
        let unknown = users(&texts(&["nobody"]));
        let added = memberships::add(&transaction, store.tenant, "g1", &unknown, at(0)).await;
        assert!(matches!(added, Err(StorageError::Conflict)));
    })
    .await;
}

#[tokio::test]
async fn large_groups_are_complete() {
    on_both(async |store| {
        let ids = prepare(store, 10_001).await;
        for count in [101, 1_001, 10_001] {
            let added = store.join("g1", &users(&ids[..count])).await;
            assert!(!added.is_empty());
            assert_eq!(members(store, "g1").await, ids[..count]);
            let (reader, tenant) = (store.database.reader(), store.tenant);
            let found = memberships::ids_of(reader, tenant, "g1").await.unwrap();
            assert!(found.iter().zip(&ids).all(|(found, id)| *found == **id));
            assert_eq!(found.len(), count);
            let size = count as u64;
            for (limit, expected) in [(100, true), (size - 1, true), (size, false)] {
                let exceeds = memberships::exceed(reader, tenant, "g1", limit)
                    .await
                    .unwrap();
                assert_eq!(exceeds, expected, "{count} {limit}");
            }
        }
        let transaction = store.database.begin().await.unwrap();
        let removed = memberships::remove(&transaction, store.tenant, "g1", &ids[1..], at(3)).await;
        transaction.commit().await.unwrap();
        assert_eq!(removed.unwrap(), users(&ids[1..]));
    })
    .await;
}

#[tokio::test]
async fn the_groups_of_one_member_are_those_told_of_several() {
    on_both(async |store| {
        let ids = prepare(store, 2).await;
        let nameless = stored("g0", serde_json::json!({}));
        store.add(store.groups(), &[nameless]).await;
        let group = |id: &str| [(id.to_owned(), "Group".to_owned())];
        store.join("g2", &users(&ids)).await;
        store.join("g0", &users(&ids[..1])).await;
        let reader = store.database.reader();
        let of_member = async |id: &str| {
            let direct = memberships::of_member(reader, store.tenant, id)
                .await
                .unwrap();
            let of_all = memberships::of_members(reader, store.tenant, &texts(&[id, "x"])).await;
            let of_all = of_all.unwrap().remove(id).unwrap_or_default();
            assert_eq!(direct.groups, of_all, "{id}");
            (direct.groups.len(), direct.is_nested)
        };
        assert_eq!(of_member(&ids[0]).await, (2, false));
        store.join("g1", &group("g2")).await;
        assert_eq!(of_member(&ids[0]).await, (2, true));
        assert_eq!(of_member(&ids[1]).await, (1, true));
        assert_eq!(of_member("g2").await, (1, false));
        assert_eq!(of_member("nobody").await, (0, false));
    })
    .await;
}
