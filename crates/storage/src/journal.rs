//! The journal: one row for every write that a client asked for.

use chrono::{DateTime, Utc};
use roster::{JournalEntry, Status, SyncSession};
use sea_orm::ConnectionTrait;

use crate::{StorageError, TenantKey};

/// Which entries to read.
#[derive(Clone, Copy, Debug)]
pub struct JournalQuery {
    /// How many at most.
    pub limit: u64,
    /// Only those that ended so.
    pub status: Option<Status>,
    /// Only those from then on.
    pub since: Option<DateTime<Utc>>,
}

/// Adds an entry.
pub async fn append<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    entry: &JournalEntry,
) -> Result<(), StorageError> {
    todo!()
}

/// Entries, newest first.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    query: &JournalQuery,
) -> Result<Vec<JournalEntry>, StorageError> {
    todo!()
}

/// The last `limit` sync sessions, newest first. A session whose last write is less than ten
/// minutes before `now` is still running.
pub async fn sessions<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<Vec<SyncSession>, StorageError> {
    todo!()
}
