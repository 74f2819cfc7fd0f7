//! Contacts follow their users, outlive them, and are taken up again.

use chrono::{DateTime, Utc};
use roster::{Contact, ExternalState, Profile, Source};
use storage::contacts::{self, NewContact, Standing};
use storage::training_groups::{self, NewTrainingGroup};
use storage::{StorageError, TenantKey, Transaction, UniqueKey};

use crate::support::{Store, at, group, on_both, user, users};

pub(crate) fn profile(email: &str, external_id: Option<&str>) -> Profile {
    Profile {
        email: Some(email.to_owned()),
        first_name: Some("Ann".to_owned()),
        last_name: None,
        display_name: Some("Ann Lee".to_owned()),
        title: None,
        department: Some("Risk".to_owned()),
        location: None,
        telephone: None,
        language: Some("en-AU".to_owned()),
        employee_number: None,
        manager_value: Some("u2".to_owned()),
        external_id: external_id.map(str::to_owned),
        state: ExternalState::Active,
    }
}

fn new<'a>(
    id: &'a str,
    user_id: &'a str,
    profile: &'a Profile,
    at: DateTime<Utc>,
) -> NewContact<'a> {
    NewContact {
        id,
        user_id,
        user_name: "Ann@contoso.example",
        profile,
        source: Source::Scim,
        at,
    }
}

/// The contact that `profile` makes at time 1.
fn contact(id: &str, profile: &Profile) -> Contact {
    Contact {
        id: id.to_owned(),
        email: profile.email.clone(),
        first_name: profile.first_name.clone(),
        last_name: profile.last_name.clone(),
        display_name: profile.display_name.clone(),
        title: profile.title.clone(),
        department: profile.department.clone(),
        location: profile.location.clone(),
        telephone: profile.telephone.clone(),
        language: profile.language.clone(),
        employee_number: profile.employee_number.clone(),
        manager_id: None,
        external_id: profile.external_id.clone(),
        external_state: ExternalState::Active,
        source: Source::Scim,
        in_scope: true,
        groups: Vec::new(),
        synced_at: Some(at(1)),
        created_at: at(1),
        updated_at: at(1),
        disabled_at: None,
    }
}

async fn list(store: &Store) -> Vec<Contact> {
    contacts::list(store.database.reader(), store.tenant, None, None)
        .await
        .unwrap()
}

async fn find(store: &Store, id_or_email: &str) -> Option<Contact> {
    contacts::find(store.database.reader(), store.tenant, id_or_email)
        .await
        .unwrap()
}

async fn training_group(conn: &Transaction, tenant: TenantKey, group_id: &str) {
    let new = NewTrainingGroup {
        id: &format!("t-{group_id}"),
        group_id,
        display_name: group_id,
        external_id: None,
        source: Source::Scim,
        at: at(1),
    };
    training_groups::insert(conn, tenant, &new).await.unwrap();
}

#[tokio::test]
async fn a_contact_shows_its_user_its_manager_and_its_groups() {
    on_both(async |store| {
        store.add(store.users(), &[user("u1"), user("u2")]).await;
        store
            .add(store.groups(), &[group("risk"), group("audit")])
            .await;
        for id in ["risk", "audit"] {
            store.join(id, &users(&["u1".to_owned()])).await;
        }
        let (ann, boss) = (profile("Ann@x", Some("a")), profile("boss@x", Some("b")));
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        training_group(conn, tenant, "risk").await;
        training_group(conn, tenant, "audit").await;
        contacts::insert(conn, tenant, &new("c1", "u1", &ann, at(1)))
            .await
            .unwrap();
        let alone = contacts::find(conn, tenant, "c1").await.unwrap().unwrap();
        assert_eq!(alone.manager_id, None);
        contacts::insert(conn, tenant, &new("c2", "u2", &boss, at(1)))
            .await
            .unwrap();
        transaction.commit().await.unwrap();

        let first = Contact {
            manager_id: Some("c2".to_owned()),
            groups: vec!["audit".to_owned(), "risk".to_owned()],
            ..contact("c1", &ann)
        };
        let second = Contact {
            manager_id: Some("c2".to_owned()),
            ..contact("c2", &boss)
        };
        assert_eq!(list(store).await, [first.clone(), second]);
        assert_eq!(find(store, "ANN@X").await, Some(first));
        assert_eq!(find(store, "nobody").await, None);
    })
    .await;
}

#[tokio::test]
async fn leaving_and_returning_keep_the_contact() {
    on_both(async |store| {
        let ann = profile("ann@x", Some("a"));
        let disabled = Profile {
            state: ExternalState::Disabled,
            ..ann.clone()
        };
        let groups = vec!["risk".to_owned()];
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        contacts::insert(conn, tenant, &new("c1", "u1", &ann, at(1)))
            .await
            .unwrap();
        let standing = Standing::Disabled {
            groups: groups.clone(),
        };
        contacts::update(conn, tenant, "u1", "ann", &disabled, &standing, at(2))
            .await
            .unwrap();
        contacts::release(conn, tenant, "u1", &["later".to_owned()], at(3))
            .await
            .unwrap();
        let left = contacts::find(conn, tenant, "c1").await.unwrap();
        let expected = Contact {
            external_state: ExternalState::Disabled,
            groups,
            synced_at: Some(at(3)),
            updated_at: at(3),
            disabled_at: Some(at(2)),
            ..contact("c1", &ann)
        };
        assert_eq!(left, Some(expected));

        let back = new("c9", "u9", &ann, at(4));
        let taken = contacts::take_up(conn, tenant, &back).await.unwrap();
        assert_eq!(taken.as_deref(), Some("c1"));
        let again = contacts::take_up(conn, tenant, &back).await.unwrap();
        assert_eq!(again, None, "nobody takes a contact that a user holds");
        transaction.commit().await.unwrap();
        let expected = Contact {
            synced_at: Some(at(4)),
            updated_at: at(4),
            ..contact("c1", &ann)
        };
        assert_eq!(list(store).await, [expected]);
    })
    .await;
}

#[tokio::test]
async fn an_update_sets_every_field_and_enabling_ends_the_leave() {
    on_both(async |store| {
        let before = Profile {
            state: ExternalState::Disabled,
            ..profile("ann@x", Some("a"))
        };
        let after = Profile {
            title: Some("Manager".to_owned()),
            department: None,
            ..profile("new@x", None)
        };
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        contacts::insert(conn, tenant, &new("c1", "u1", &before, at(1)))
            .await
            .unwrap();
        let made = contacts::find(conn, tenant, "c1").await.unwrap().unwrap();
        assert_eq!(made.disabled_at, Some(at(1)));
        let standing = Standing::Enabled;
        contacts::update(conn, tenant, "u1", "ann", &after, &standing, at(2))
            .await
            .unwrap();
        contacts::touch(conn, tenant, &["u1".to_owned()], at(3))
            .await
            .unwrap();
        let expected = Contact {
            synced_at: Some(at(2)),
            updated_at: at(3),
            ..contact("c1", &after)
        };
        assert_eq!(
            contacts::find(conn, tenant, "NEW@x").await.unwrap(),
            Some(expected)
        );
        assert_eq!(contacts::find(conn, tenant, "ann@x").await.unwrap(), None);
    })
    .await;
}

/// Leavers by contact id, externalId, userName, source and time of leaving.
const LEAVERS: &[(&str, Option<&str>, &str, Source, i64)] = &[
    ("c1", Some("a"), "first", Source::Scim, 10),
    ("c2", Some("a"), "second", Source::Scim, 30),
    ("c3", Some("a"), "third", Source::Scim, 20),
    ("c4", None, "fourth", Source::Scim, 10),
    ("c5", Some("csv"), "fifth", Source::Csv, 10),
];

/// Returning users by externalId and userName, and the contact that each takes up.
const RETURNS: &[(Option<&str>, &str, Option<&str>)] = &[
    (Some("a"), "first", Some("c2")),
    (Some("A"), "nobody", None),
    (Some("b"), "FIRST", Some("c1")),
    (None, "Fourth", Some("c4")),
    (None, "nobody", None),
    (Some("csv"), "fifth", None),
];

async fn add_leavers(conn: &Transaction, tenant: TenantKey) {
    for (id, external_id, user_name, source, left) in LEAVERS {
        let profile = profile("x@x", *external_id);
        let leaver = NewContact {
            user_name,
            source: *source,
            ..new(id, id, &profile, at(1))
        };
        contacts::insert(conn, tenant, &leaver).await.unwrap();
        contacts::release(conn, tenant, id, &[], at(*left))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_leaver_is_known_by_external_id_else_by_user_name() {
    on_both(async |store| {
        for (external_id, user_name, expected) in RETURNS {
            let transaction = store.database.begin().await.unwrap();
            add_leavers(&transaction, store.tenant).await;
            let profile = profile("y@y", *external_id);
            let back = NewContact {
                user_name,
                ..new("c9", "u9", &profile, at(99))
            };
            let taken = contacts::take_up(&transaction, store.tenant, &back)
                .await
                .unwrap();
            assert_eq!(taken.as_deref(), *expected, "{external_id:?} {user_name}");
        }
    })
    .await;
}

#[tokio::test]
async fn lists_are_narrowed_by_state_and_source() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        let ann = profile("ann@x", None);
        let csv = NewContact {
            source: Source::Csv,
            ..new("c2", "u2", &ann, at(1))
        };
        contacts::insert(conn, tenant, &new("c1", "u1", &ann, at(1)))
            .await
            .unwrap();
        contacts::insert(conn, tenant, &csv).await.unwrap();
        contacts::release(conn, tenant, "u2", &[], at(2))
            .await
            .unwrap();
        for (state, source, expected) in [
            (None, None, vec!["c1", "c2"]),
            (Some(ExternalState::Active), None, vec!["c1"]),
            (None, Some(Source::Csv), vec!["c2"]),
            (Some(ExternalState::Active), Some(Source::Csv), vec![]),
        ] {
            let found = contacts::list(conn, tenant, state, source).await.unwrap();
            let ids: Vec<String> = found.into_iter().map(|contact| contact.id).collect();
            assert_eq!(ids, expected);
        }
        // Of several with one address the active one is shown.
        let shown = contacts::find(conn, tenant, "ann@x")
            .await
            .unwrap()
            .unwrap();
        assert_eq!(shown.id, "c1");
    })
    .await;
}

#[tokio::test]
async fn a_user_has_one_contact() {
    on_both(async |store| {
        let ann = profile("ann@x", None);
        let transaction = store.database.begin().await.unwrap();
        let (conn, tenant) = (&transaction, store.tenant);
        contacts::insert(conn, tenant, &new("c1", "u1", &ann, at(1)))
            .await
            .unwrap();
        let second = contacts::insert(conn, tenant, &new("c2", "u1", &ann, at(1))).await;
        assert!(matches!(
            second,
            Err(StorageError::Unique(UniqueKey::ContactUser))
        ));
    })
    .await;
}
