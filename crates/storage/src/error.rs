//! What can go wrong, sorted by what a caller can do about it. Driver errors are read here only.

use std::error::Error;

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, SqlxError};

/// A failed storage operation. Its text is for logs, never for clients.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Another row holds a value that must be unique.
    #[error("a unique value is taken already ({0:?})")]
    Unique(UniqueKey),
    /// The row is not in the state that was read before: someone else was faster.
    #[error("the row changed since it was read")]
    Stale,
    /// The database gave up on this transaction in favour of another. Doing the whole transaction
    /// again is likely to succeed.
    #[error("the transaction collided with another one")]
    Conflict,
    /// The database cannot be reached, or has no connection to spare.
    #[error("the database is unavailable")]
    Unavailable,
    /// Anything else: a defect here, a damaged database, a full disk.
    #[error("the database failed: {0}")]
    Internal(Box<dyn Error + Send + Sync>),
}

/// What it is that must be unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UniqueKey {
    /// The slug of a tenant.
    TenantSlug,
    /// The unique attribute of a resource type: a user's userName, a group's displayName.
    ResourceName,
    /// The slug of a training group in its tenant.
    TrainingGroupSlug,
    /// The user a contact stands for; each has at most one contact.
    ContactUser,
    /// Another key, such as an id.
    Other,
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        match &error {
            DbErr::ConnectionAcquire(
                ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed,
            ) => Self::Unavailable,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
                classify(cause).unwrap_or_else(|| Self::Internal(Box::new(error)))
            }
            _ => Self::Internal(Box::new(error)),
        }
    }
}

impl StorageError {
    /// An error that has no driver error behind it, such as a stored value that makes no sense.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::Internal(message.into().into())
    }
}

fn classify(error: &SqlxError) -> Option<StorageError> {
    match error {
        SqlxError::PoolTimedOut
        | SqlxError::PoolClosed
        | SqlxError::WorkerCrashed
        | SqlxError::Io(_)
        | SqlxError::Tls(_) => Some(StorageError::Unavailable),
        SqlxError::Database(error) => {
            if error.is_unique_violation() {
                let key = unique_key(error.constraint(), error.message());
                return Some(StorageError::Unique(key));
            }
            by_code(&error.code()?)
        }
        _ => None,
    }
}

/// Sorts PostgreSQL's SQLSTATE and SQLite's extended result codes.
fn by_code(code: &str) -> Option<StorageError> {
    match code {
        // Serialization failure, deadlock, lock not available; a foreign key that no longer holds
        // means that the other resource came or went in between.
        "40001" | "40P01" | "55P03" | "23503" | "787" => Some(StorageError::Conflict),
        // Too many connections, and a server that is starting or going down.
        "53300" | "57P01" | "57P02" | "57P03" => Some(StorageError::Unavailable),
        _ if code.starts_with("08") => Some(StorageError::Unavailable),
        _ => sqlite_is_busy(code).then_some(StorageError::Conflict),
    }
}

/// `SQLITE_BUSY` is 5 and `SQLITE_LOCKED` 6 in the low byte of the extended code.
fn sqlite_is_busy(code: &str) -> bool {
    code.len() < 5 && matches!(code.parse::<u32>().map(|code| code & 0xff), Ok(5 | 6))
}

/// PostgreSQL names the index; SQLite lists the columns in its message.
fn unique_key(constraint: Option<&str>, message: &str) -> UniqueKey {
    let known = [
        ("tenants_slug", "tenants.slug", UniqueKey::TenantSlug),
        (
            "resources_unique_key",
            "resources.unique_key",
            UniqueKey::ResourceName,
        ),
        (
            "training_groups_slug",
            "training_groups.slug",
            UniqueKey::TrainingGroupSlug,
        ),
        (
            "contacts_user_id",
            "contacts.user_id",
            UniqueKey::ContactUser,
        ),
    ];
    known
        .into_iter()
        .find(|(index, column, _)| constraint == Some(*index) || message.ends_with(column))
        .map_or(UniqueKey::Other, |(_, _, key)| key)
}
