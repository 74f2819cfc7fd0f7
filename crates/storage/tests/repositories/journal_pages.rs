//! Journals read page by page, each behind the last entry of the one before.

use roster::{Action, Actor, JournalEntry, LoginRefusal, RefusedLogins, Status, Target};
use storage::StorageError;
use storage::journal::{self, JournalPosition, JournalQuery, administration, logins};

use crate::journal::entry;
use crate::plans::plans;
use crate::support::{Store, at, on_both};

/// Times of entries, as they are added. Some are of one millisecond, and ids follow neither order.
const TIMES: [(&str, i64); 7] = [
    ("e3", 1),
    ("e1", 2),
    ("e5", 2),
    ("e2", 2),
    ("e7", 3),
    ("e6", 9),
    ("e4", 2),
];
const NEWEST_FIRST: [&str; 7] = ["e6", "e7", "e5", "e4", "e2", "e1", "e3"];

#[derive(Clone, Copy, Debug)]
enum Journal {
    Writes,
    Administration,
    Installation,
    Logins,
}

fn entries() -> impl Iterator<Item = JournalEntry> {
    TIMES.iter().map(|(id, millis)| JournalEntry {
        actor: Some(Actor::System {
            label: "test".to_owned(),
        }),
        ..entry(id, *millis, Target::User, Action::Update, Status::Failure)
    })
}

async fn fill(store: &Store) {
    let unit = store.database.begin().await.unwrap();
    for (number, entry) in entries().enumerate() {
        let tenant = store.tenant;
        journal::append(&unit, tenant, &entry).await.unwrap();
        for tenant in [Some(tenant), None] {
            administration::note(&unit, tenant, &entry).await.unwrap();
        }
        // One row for each token.
        let refused = RefusedLogins {
            token_id: format!("token{number}"),
            reason: LoginRefusal::Expired,
            at: entry.at,
            times: 1,
        };
        let added = logins::add(&unit, tenant, &entry.id, &refused, 99);
        added.await.unwrap();
    }
    unit.commit().await.unwrap();
}

impl Journal {
    async fn read(
        self,
        store: &Store,
        query: &JournalQuery,
        behind: Option<&JournalPosition>,
    ) -> Result<Vec<JournalEntry>, StorageError> {
        let (reader, tenant) = (store.database.reader(), store.tenant);
        match self {
            Self::Writes => journal::list(reader, tenant, query, behind).await,
            Self::Administration => administration::of_tenant(reader, tenant, query, behind).await,
            Self::Installation => administration::of_installation(reader, query, behind).await,
            Self::Logins => logins::of_tenant(reader, tenant, query, behind).await,
        }
    }

    /// The ids of all pages of that length.
    async fn walk(self, store: &Store, query: &JournalQuery) -> Vec<String> {
        let (mut walked, mut behind) = (Vec::new(), None);
        loop {
            let page = self.read(store, query, behind.as_ref()).await.unwrap();
            let Some(last) = page.last() else {
                return walked;
            };
            behind = Some(JournalPosition::of(last));
            walked.extend(page.into_iter().map(|entry| entry.id));
        }
    }
}

#[tokio::test]
async fn pages_of_every_length_hold_each_entry_once_newest_first() {
    on_both(async |store| {
        fill(store).await;
        for journal in [
            Journal::Writes,
            Journal::Administration,
            Journal::Installation,
            Journal::Logins,
        ] {
            for limit in 1..=8 {
                let query = JournalQuery {
                    limit,
                    status: Some(Status::Failure),
                    since: None,
                    until: None,
                    target: None,
                    action: None,
                };
                let all = journal.walk(store, &query).await;
                assert_eq!(all, NEWEST_FIRST, "{journal:?} by {limit}");
                let since = JournalQuery {
                    since: Some(at(2)),
                    ..query
                };
                let some = journal.walk(store, &since).await;
                assert_eq!(some, NEWEST_FIRST[..6], "{journal:?} by {limit}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_begins_where_the_index_says() {
    on_both(async |store| {
        fill(store).await;
        let query = JournalQuery {
            limit: 2,
            status: None,
            since: None,
            until: None,
            target: None,
            action: None,
        };
        for (journal, begins) in [
            (Journal::Writes, "journal_at (tenant_key=? AND at<?)"),
            (
                Journal::Administration,
                "administration_journal_at (tenant_key=? AND at<?)",
            ),
            (Journal::Installation, "installation_journal_at (at<?)"),
        ] {
            let page = journal.read(store, &query, None).await.unwrap();
            let behind = JournalPosition::of(page.last().unwrap());
            let plans = plans(store, journal.read(store, &query, Some(&behind))).await;
            // PostgreSQL reads a table as small as this one whole.
            let is_served = plans.iter().any(|plan| plan.contains(begins));
            assert!(is_served || !store.is_sqlite(), "{plans:?}");
        }
    })
    .await;
}
