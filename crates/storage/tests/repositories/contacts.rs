//! Contacts are found by their users, outlive them, and have every version kept.

use chrono::{DateTime, Utc};
use roster::contact::{Departure, Field, Fields, Snapshot, Standing};
use roster::observation::Key;
use roster::scope::Status;
use roster::{Contact, ContactState, ExternalState, GroupState, JobKind, Source};
use storage::contacts::{self, ContactQuery, ContactVersion, StoredContact};
use storage::jobs::{self, Affected, NewJob};
use storage::training_groups;
use storage::{StorageError, TenantKey, Transaction, UniqueKey};

use crate::support::{Store, at, group, on_both, user, users};

/// The state of a contact as it was made at time 1.
pub(crate) fn state(
    id: &str,
    user_id: &str,
    email: &str,
    external_id: Option<&str>,
) -> ContactState {
    let mut fields: Fields = [
        (Field::UserName, "Ann@contoso.example"),
        (Field::Email, email),
        (Field::FirstName, "Ann"),
        (Field::DisplayName, "Ann Lee"),
        (Field::Department, "Risk"),
        (Field::Division, "Money"),
        (Field::Language, "en-AU"),
        (Field::Manager, "u2"),
        (Field::Custom("shoe_size".to_owned()), "38"),
    ]
    .map(|(field, value)| (field, value.to_owned()))
    .into_iter()
    .collect();
    fields.set(Field::ExternalId, external_id.map(str::to_owned));
    ContactState {
        id: id.to_owned(),
        user_id: Some(user_id.to_owned()),
        source: Source::Scim,
        fields,
        addresses: vec![email.to_owned(), "old@x".to_owned()],
        external_state: ExternalState::Active,
        standing: Standing::default(),
        groups_at_leave: None,
        synced_at: Some(at(1)),
        created_at: at(1),
        updated_at: at(1),
        disabled_at: None,
    }
}

/// What reports show of it when nothing is known around it.
fn shown(state: &ContactState) -> Contact {
    state.show(&roster::contact::Surroundings::default())
}

/// The same contact after its user was deleted.
fn left(state: &ContactState, at: DateTime<Utc>, groups: &[&str]) -> ContactState {
    ContactState {
        user_id: None,
        external_state: ExternalState::Disabled,
        groups_at_leave: Some(groups.iter().map(|&slug| slug.to_owned()).collect()),
        synced_at: Some(at),
        updated_at: at,
        disabled_at: Some(at),
        ..state.clone()
    }
}

async fn insert(conn: &Transaction, tenant: TenantKey, state: &ContactState) {
    contacts::insert(conn, tenant, state).await.unwrap();
}

async fn of_user(conn: &Transaction, tenant: TenantKey, user_id: &str) -> StoredContact {
    let found = contacts::of_user(conn, tenant, user_id).await.unwrap();
    found.unwrap()
}

async fn update(
    conn: &Transaction,
    tenant: TenantKey,
    before: &StoredContact,
    after: &ContactState,
) {
    contacts::update(conn, tenant, before, after, after.updated_at)
        .await
        .unwrap();
}

async fn list(store: &Store) -> Vec<Contact> {
    let query = ContactQuery {
        limit: 100,
        ..ContactQuery::default()
    };
    contacts::page(store.database.reader(), store.tenant, &query)
        .await
        .unwrap()
}

async fn find(store: &Store, id_or_email: &str) -> Option<Contact> {
    contacts::find(store.database.reader(), store.tenant, id_or_email, at(0))
        .await
        .unwrap()
}

pub(crate) async fn training_group(conn: &Transaction, tenant: TenantKey, group_id: &str) {
    let group = GroupState {
        id: format!("t-{group_id}"),
        group_id: Some(group_id.to_owned()),
        slug: group_id.to_owned(),
        display_name: group_id.to_owned(),
        external_id: None,
        source: Source::Scim,
        created_at: at(1),
        updated_at: at(1),
    };
    training_groups::insert(conn, tenant, &group).await.unwrap();
}

#[tokio::test]
async fn a_contact_shows_its_user_its_manager_and_its_groups() {
    on_both(async |store| {
        store.add(store.users(), &[user("u1"), user("u2")]).await;
        let groups = ["risk", "audit", "all"];
        store.add(store.groups(), &groups.map(group)).await;
        for id in ["risk", "audit"] {
            store.join(id, &users(&["u1".to_owned()])).await;
        }
        let inner = [("audit".to_owned(), "Group".to_owned())];
        store.join("all", &inner).await;
        let ann = state("c1", "u1", "Ann@x", Some("a"));
        let boss = state("c2", "u2", "boss@x", Some("b"));
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        for id in groups {
            training_group(conn, tenant, id).await;
        }
        insert(conn, tenant, &ann).await;
        let alone = contacts::find(conn, tenant, "c1", at(0))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(alone.manager_id, None);
        insert(conn, tenant, &boss).await;
        transaction.commit().await.unwrap();

        let texts = |slugs: &[&str]| slugs.iter().map(|&slug| slug.to_owned()).collect();
        let first = Contact {
            manager_id: Some("c2".to_owned()),
            groups: texts(&["audit", "risk"]),
            effective_groups: texts(&["all", "audit", "risk"]),
            ..shown(&ann)
        };
        let second = Contact {
            manager_id: Some("c2".to_owned()),
            ..shown(&boss)
        };
        assert_eq!(list(store).await, [first.clone(), second]);
        assert_eq!(find(store, "ANN@X").await, Some(first));
        assert_eq!(find(store, "nobody").await, None);
    })
    .await;
}

#[tokio::test]
async fn everything_of_a_state_is_kept() {
    on_both(async |store| {
        let ann = state("c1", "u1", "ann@x", Some("a"));
        let other = ContactState {
            source: Source::Csv,
            standing: Standing {
                status: Some(Status::Held),
                audiences: vec!["finance".to_owned()],
                decided_by: Some("r1".to_owned()),
                has_exceptions: true,
                next_moment: Some(at(9)),
                departure: Some(Departure {
                    at: at(4),
                    held_since: Some(at(5)),
                    grace_until: Some(at(9)),
                    is_confirmed: true,
                }),
            },
            ..left(&state("c1", "u1", "new@x", None), at(5), &["risk"])
        };
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        insert(conn, tenant, &ann).await;
        let before = of_user(conn, tenant, "u1").await;
        let expected = StoredContact {
            state: ann,
            version: 1,
            version_at: Some(at(1)),
        };
        assert_eq!(before, expected);
        update(conn, tenant, &before, &other).await;
        let key = Key {
            user_name: Some("ann@contoso.example".to_owned()),
            ..Key::default()
        };
        let after = contacts::leavers(conn, tenant, &key).await.unwrap();
        let expected = StoredContact {
            state: other,
            version: 2,
            version_at: Some(at(5)),
        };
        assert_eq!(after, [expected]);
    })
    .await;
}

#[tokio::test]
async fn each_change_adds_a_version_that_begins_where_the_last_one_ends() {
    on_both(async |store| {
        let first = state("c1", "u1", "ann@x", Some("a"));
        let second = ContactState {
            updated_at: at(4),
            ..state("c1", "u1", "new@x", Some("a"))
        };
        let third = left(&second, at(9), &[]);
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        insert(conn, tenant, &first).await;
        update(conn, tenant, &of_user(conn, tenant, "u1").await, &second).await;
        // The clock was set back: a version never ends before it begins.
        let before = of_user(conn, tenant, "u1").await;
        contacts::update(conn, tenant, &before, &third, at(2))
            .await
            .unwrap();
        let found = contacts::versions_of(conn, tenant, "c1").await.unwrap();
        let version = |number, from, until, state: &ContactState| ContactVersion {
            status: Some(state.status()),
            audiences: state.standing.audiences.clone(),
            number,
            valid_from: from,
            valid_until: until,
            snapshot: Snapshot::of(state),
        };
        let expected = [
            version(1, at(1), Some(at(4)), &first),
            version(2, at(4), Some(at(4)), &second),
            version(3, at(4), None, &third),
        ];
        assert_eq!(found, expected);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_change_what_they_read_the_second_is_told() {
    on_both(async |store| {
        let ann = state("c1", "u1", "ann@x", Some("a"));
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        insert(conn, tenant, &ann).await;
        let read = of_user(conn, tenant, "u1").await;
        update(conn, tenant, &read, &ann).await;
        let second = contacts::update(conn, tenant, &read, &ann, at(2)).await;
        assert!(matches!(second, Err(StorageError::Stale)), "{second:?}");
    })
    .await;
}

#[tokio::test]
async fn a_later_change_through_others_is_not_taken_back() {
    on_both(async |store| {
        let ann = state("c1", "u1", "ann@x", Some("a"));
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        insert(conn, tenant, &ann).await;
        let read = of_user(conn, tenant, "u1").await;
        let users = ["u1".to_owned()];
        contacts::set_updated(conn, tenant, &users, at(7))
            .await
            .unwrap();
        contacts::set_updated(conn, tenant, &users, at(6))
            .await
            .unwrap();
        update(conn, tenant, &read, &ann).await;
        contacts::confirm(conn, tenant, "c1", at(8)).await.unwrap();
        let after = of_user(conn, tenant, "u1").await.state;
        let expected = ContactState {
            updated_at: at(7),
            synced_at: Some(at(8)),
            ..ann
        };
        assert_eq!(after, expected);
    })
    .await;
}

#[tokio::test]
async fn a_leaver_is_found_by_external_id_and_by_user_name_in_any_case() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        for (id, external_id, user_name, is_gone) in [
            ("c1", Some("a"), "first", true),
            ("c2", Some("a"), "second", true),
            ("c3", None, "Third", true),
            ("c4", Some("a"), "first", false),
        ] {
            let mut contact = state(id, id, "x@x", external_id);
            contact
                .fields
                .set(Field::UserName, Some(user_name.to_owned()));
            if is_gone {
                contact = left(&contact, at(2), &[]);
            }
            insert(conn, tenant, &contact).await;
        }
        for (external_id, user_name, expected) in [
            (Some("a"), Some("nobody"), vec!["c1", "c2"]),
            (Some("A"), Some("THIRD"), vec!["c3"]),
            (None, Some("first"), vec!["c1"]),
            (None, None, vec![]),
        ] {
            let key = Key {
                user_id: Some("u9".to_owned()),
                external_id: external_id.map(str::to_owned),
                user_name: user_name.map(str::to_owned),
            };
            let found = contacts::leavers(conn, tenant, &key).await.unwrap();
            let mut ids: Vec<String> = found.into_iter().map(|it| it.state.id).collect();
            ids.sort_unstable();
            assert_eq!(ids, expected, "{external_id:?} {user_name:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn lists_are_narrowed_by_state_and_source_and_read_in_pages() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        insert(conn, tenant, &state("c1", "u1", "ann@x", None)).await;
        let csv = ContactState {
            source: Source::Csv,
            ..left(&state("c2", "u2", "ann@x", None), at(2), &[])
        };
        insert(conn, tenant, &csv).await;
        let all = ContactQuery {
            limit: 10,
            ..ContactQuery::default()
        };
        let (active, csv) = (Some(ExternalState::Active), Some(Source::Csv));
        for (query, expected) in [
            (all, vec!["c1", "c2"]),
            (ContactQuery { limit: 1, ..all }, vec!["c1"]),
            (
                ContactQuery {
                    after: Some("c1"),
                    ..all
                },
                vec!["c2"],
            ),
            (
                ContactQuery {
                    state: active,
                    ..all
                },
                vec!["c1"],
            ),
            (ContactQuery { source: csv, ..all }, vec!["c2"]),
            (
                ContactQuery {
                    state: active,
                    source: csv,
                    ..all
                },
                vec![],
            ),
        ] {
            let found = contacts::page(conn, tenant, &query).await.unwrap();
            let ids: Vec<String> = found.into_iter().map(|contact| contact.id).collect();
            assert_eq!(ids, expected, "{query:?}");
        }
        // Of several with one address the active one is shown.
        let found = contacts::find(conn, tenant, "ann@x", at(0)).await.unwrap();
        assert_eq!(found.unwrap().id, "c1");
    })
    .await;
}

#[tokio::test]
async fn a_user_has_one_contact() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        insert(conn, tenant, &state("c1", "u1", "ann@x", None)).await;
        let second = state("c2", "u1", "ann@x", None);
        let second = contacts::insert(conn, tenant, &second).await;
        assert!(matches!(
            second,
            Err(StorageError::Unique(UniqueKey::ContactUser))
        ));
    })
    .await;
}

#[tokio::test]
async fn a_contact_is_pending_until_the_job_is_past_it() {
    on_both(async |store| {
        let ids = ["u1", "u2", "u3"];
        store.add(store.users(), &ids.map(user)).await;
        store
            .add(store.groups(), &[group("risk"), group("all")])
            .await;
        store
            .join("risk", &users(&["u1".to_owned(), "u2".to_owned()]))
            .await;
        let inner = [("risk".to_owned(), "Group".to_owned())];
        store.join("all", &inner).await;
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        for (id, user) in ["c1", "c2", "c3"].into_iter().zip(ids) {
            insert(conn, tenant, &state(id, user, "x@x", None)).await;
        }
        transaction.commit().await.unwrap();
        let within = |group_id: &str| Affected::Within {
            group_id: group_id.to_owned(),
        };
        let manager = Affected::ReportsOf {
            user_id: "u2".to_owned(),
        };
        for (affected, expected) in [
            (Affected::changed("risk", at(1)), vec!["c1", "c2"]),
            (Affected::changed("risk", at(2)), vec![]),
            (within("all"), vec!["c1", "c2"]),
            (manager, vec!["c1", "c2", "c3"]),
        ] {
            let pending = pending_while(store, &affected).await;
            assert_eq!(pending, expected, "{affected:?}");
        }
    })
    .await;
}

/// The contacts that are pending while there is a job for those. The job is gone afterwards.
async fn pending_while(store: &Store, affected: &Affected) -> Vec<String> {
    let transaction = store.database.begin().await.unwrap();
    let job = NewJob {
        id: "job",
        kind: JobKind::DecideContacts,
        input: affected.input().unwrap(),
        at: at(9),
    };
    jobs::add(&transaction, store.tenant, &job).await.unwrap();
    let query = ContactQuery {
        limit: 100,
        ..ContactQuery::default()
    };
    let contacts = contacts::page(&transaction, store.tenant, &query).await;
    let pending = contacts.unwrap().into_iter().filter(|it| it.pending);
    pending.map(|contact| contact.id).collect()
}
