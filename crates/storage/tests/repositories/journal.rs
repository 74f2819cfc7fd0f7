//! The journal keeps entries as they were given, and tells of sync sessions.

use roster::{
    Action, Actor, GroupCounts, Identity, JournalCategory, JournalEntry, JournalError,
    LoginRefusal, RefusedLogins, SessionStatus, Status, SyncSession, Target, UserCounts,
};
use scim::diff::Change;
use serde_json::json;
use storage::journal::{self, JournalQuery, logins};

use crate::support::{Store, at, on_both};

const MINUTE: i64 = 60_000;

pub(crate) fn entry(
    id: &str,
    millis: i64,
    target: Target,
    action: Action,
    status: Status,
) -> JournalEntry {
    JournalEntry {
        id: id.to_owned(),
        at: at(millis),
        action,
        target,
        resource_type: None,
        target_id: None,
        target_name: None,
        status,
        changes: Vec::new(),
        error: None,
        token_id: None,
        request_id: None,
        ignored: Vec::new(),
        membership_changes: 0,
        category: JournalCategory::Write,
        actor: None,
        times: None,
    }
}

async fn append(store: &Store, entries: &[JournalEntry]) {
    let transaction = store.database.begin().await.unwrap();
    for entry in entries {
        journal::append(&transaction, store.tenant, entry)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn entries_are_read_newest_first_as_they_were_written() {
    on_both(async |store| {
        let full = JournalEntry {
            target_id: Some("u1".to_owned()),
            target_name: Some("ann@contoso.example".to_owned()),
            changes: vec![Change {
                attribute: "title".to_owned(),
                old: json!(null),
                new: json!({"a": ["ż", 1, true]}),
            }],
            error: Some(JournalError {
                status: 409,
                scim_type: Some("uniqueness".to_owned()),
                detail: "taken".to_owned(),
            }),
            token_id: Some("t".to_owned()),
            actor: Some(Actor::Token(Identity {
                id: "t".to_owned(),
                label: None,
            })),
            request_id: Some("r".to_owned()),
            ignored: vec!["foo".to_owned()],
            membership_changes: 7,
            ..entry("e2", 2, Target::User, Action::Update, Status::Failure)
        };
        let entries = [
            entry(
                "e1",
                1,
                Target::Group,
                Action::ReplaceMembers,
                Status::Success,
            ),
            full,
            entry("e3", 2, Target::User, Action::Disable, Status::Skipped),
        ];
        append(store, &entries).await;
        for (limit, status, since, expected) in [
            (10, None, None, vec![2, 1, 0]),
            (2, None, None, vec![2, 1]),
            (10, Some(Status::Failure), None, vec![1]),
            (10, None, Some(at(2)), vec![2, 1]),
            (10, None, Some(at(3)), vec![]),
        ] {
            let query = JournalQuery {
                limit,
                status,
                since,
                until: None,
                target: None,
                action: None,
            };
            let found = journal::list(store.database.reader(), store.tenant, &query, None).await;
            let expected: Vec<_> = expected
                .into_iter()
                .map(|it: usize| entries[it].clone())
                .collect();
            assert_eq!(found.unwrap(), expected);
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_are_split_by_pauses_of_ten_minutes() {
    on_both(async |store| {
        let (user, group) = (Target::User, Target::Group);
        let (success, failure) = (Status::Success, Status::Failure);
        let joined = JournalEntry {
            membership_changes: 12,
            ..entry("e04", 11 * MINUTE, group, Action::AddMembers, success)
        };
        append(
            store,
            &[
                entry("e01", 0, user, Action::Create, success),
                entry("e02", 9 * MINUTE, user, Action::Disable, success),
                entry("e03", 10 * MINUTE, group, Action::Update, failure),
                joined,
                entry("e05", 21 * MINUTE, user, Action::Update, failure),
                entry("e06", 31 * MINUTE, user, Action::Update, Status::Skipped),
                entry("e07", 41 * MINUTE - 1, group, Action::Create, success),
            ],
        )
        .await;
        let session = |from, to, status| SyncSession {
            started_at: at(from),
            ended_at: at(to),
            status,
            users: UserCounts::default(),
            groups: GroupCounts::default(),
            memberships_changed: 0,
            failures: 0,
        };
        let last = |status| SyncSession {
            groups: GroupCounts {
                created: 1,
                ..GroupCounts::default()
            },
            ..session(31 * MINUTE, 41 * MINUTE - 1, status)
        };
        let failed = SyncSession {
            failures: 1,
            ..session(21 * MINUTE, 21 * MINUTE, SessionStatus::Failed)
        };
        let partial = SyncSession {
            users: UserCounts {
                created: 1,
                disabled: 1,
                ..UserCounts::default()
            },
            memberships_changed: 12,
            failures: 1,
            ..session(0, 11 * MINUTE, SessionStatus::Partial)
        };
        for (limit, now, expected) in [
            (
                10,
                50 * MINUTE,
                vec![last(SessionStatus::Running), failed.clone(), partial],
            ),
            (2, 51 * MINUTE, vec![last(SessionStatus::Success), failed]),
        ] {
            let reader = store.database.reader();
            let sessions = journal::sessions(reader, store.tenant, limit, None, at(now)).await;
            assert_eq!(sessions.unwrap(), expected);
            for (place, session) in expected.iter().enumerate() {
                let behind = Some(session);
                let next = journal::sessions(reader, store.tenant, 1, behind, at(now)).await;
                let next = next.unwrap();
                if let Some(following) = expected.get(place + 1) {
                    assert_eq!(next, std::slice::from_ref(following));
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn sessions_are_whole_however_many_entries_they_have() {
    on_both(async |store| {
        // Entries are looked at from the newest on: one of many, which is met in its middle at first,
        // and one before it.
        let create = |number: i64| {
            let at = if number < 10 { 0 } else { 60 * MINUTE };
            entry(
                &format!("e{number:05}"),
                at + number,
                Target::User,
                Action::Create,
                Status::Success,
            )
        };
        let entries: Vec<_> = (0..6_010).map(create).collect();
        append(store, &entries).await;
        for (limit, expected) in [(1, vec![6_000]), (2, vec![6_000, 10]), (3, vec![6_000, 10])] {
            let reader = store.database.reader();
            let now = at(90 * MINUTE);
            let sessions = journal::sessions(reader, store.tenant, limit, None, now).await;
            let found = sessions.unwrap();
            let created: Vec<u64> = found.iter().map(|it| it.users.created).collect();
            assert_eq!(created, expected, "{limit}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_tenant_without_writes_has_no_sessions() {
    on_both(async |store| {
        let reader = store.database.reader();
        let sessions = journal::sessions(reader, store.tenant, 10, None, at(0)).await;
        assert_eq!(sessions.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn refused_logins_are_added_up_by_minute_and_the_last_ones_are_kept() {
    on_both(async |store| {
        let minute = 1_770_000_000_000 % MINUTE;
        assert_eq!(minute, 0, "the tests' time begins with a minute");
        for (number, (reason, millis, times)) in [
            (LoginRefusal::Expired, 5, 2),
            (LoginRefusal::Expired, MINUTE - 1, 3),
            (LoginRefusal::Expired, 7, 1),
            (LoginRefusal::Revoked, 6, 4),
            (LoginRefusal::Expired, MINUTE, 1),
            (LoginRefusal::Expired, 2 * MINUTE, 9),
        ]
        .into_iter()
        .enumerate()
        {
            let refused = RefusedLogins {
                token_id: "t1".to_owned(),
                reason,
                at: at(millis),
                times,
            };
            let unit = store.database.begin().await.unwrap();
            let id = format!("e{number}");
            logins::add(&unit, store.tenant, &id, &refused, 3)
                .await
                .unwrap();
            unit.commit().await.unwrap();
        }
        for (limit, status, since, expected) in [
            (10, None, None, &[("e5", 9), ("e4", 1), ("e0", 6)][..]),
            (
                10,
                Some(Status::Failure),
                Some(at(MINUTE)),
                &[("e5", 9), ("e4", 1)],
            ),
            (1, None, None, &[("e5", 9)]),
            (10, Some(Status::Success), None, &[]),
        ] {
            let query = JournalQuery {
                limit,
                status,
                since,
                until: None,
                target: None,
                action: None,
            };
            let found =
                logins::of_tenant(store.database.reader(), store.tenant, &query, None).await;
            let found = found.unwrap();
            let told: Vec<_> = found
                .iter()
                .map(|entry| (entry.id.as_str(), entry.times.unwrap()))
                .collect();
            assert_eq!(told, expected);
        }
    })
    .await;
}
