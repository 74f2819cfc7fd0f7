//! What can go wrong, sorted by what a caller can do about it. Driver errors are read here only.

mod tls;
mod trouble;
mod unique;

use std::error::Error;

pub use self::tls::TlsTrouble;
pub use self::trouble::Trouble;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::postgres::PgDatabaseError;
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
    /// The database cannot do it now. Nothing was written.
    #[error("the database is unavailable: {0}")]
    Unavailable(Trouble),
    /// A search took more work than one request may cause.
    #[error("a search took more work than it may")]
    TooMuch,
    /// The database failed while it committed: the whole transaction may have taken place or none
    /// of it.
    #[error("the database failed to commit: {0}")]
    Uncertain(Trouble),
    /// Anything else: a defect here.
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
        known(&error).unwrap_or_else(|| Self::Internal(Box::new(error)))
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        if let rusqlite::Error::SqliteFailure(failure, message) = &error {
            if is_unique_violation(failure.extended_code) {
                let message = message.as_deref().unwrap_or_default();
                return Self::Unique(unique::of_message(message));
            }
            let known = u32::try_from(failure.extended_code).map(by_result_code);
            if let Ok(Some(known)) = known {
                return known;
            }
        }
        Self::Internal(Box::new(error))
    }
}

/// `SQLITE_CONSTRAINT_PRIMARYKEY`, `_UNIQUE` and `_ROWID`.
fn is_unique_violation(code: i32) -> bool {
    matches!(code, 1555 | 2067 | 2579)
}

impl StorageError {
    /// The same where it kept a server from being connected to at all: nothing is in use yet, and what a
    /// driver says is for nobody.
    pub(crate) fn while_connecting(self) -> Self {
        match self {
            Self::Unavailable(Trouble::NoConnection) => Self::Unavailable(Trouble::Unreachable),
            Self::Internal(_) => Self::Unavailable(Trouble::Refused),
            other => other,
        }
    }

    /// An error that has no driver error behind it, such as a stored value that makes no sense.
    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::Internal(message.into().into())
    }
}

fn known(error: &DbErr) -> Option<StorageError> {
    match error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => {
            Some(StorageError::Unavailable(Trouble::NoConnection))
        }
        DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => {
            Some(StorageError::Unavailable(Trouble::Unreachable))
        }
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => classify(cause),
        _ => None,
    }
}

fn classify(error: &SqlxError) -> Option<StorageError> {
    let trouble = match error {
        SqlxError::Database(error) => {
            if error.is_unique_violation() {
                return Some(StorageError::Unique(violated(&**error)));
            }
            return by_code(&error.code()?);
        }
        SqlxError::Tls(_) | SqlxError::Io(_) => {
            tls::trouble(error).map_or(Trouble::Unreachable, Trouble::Tls)
        }
        SqlxError::PoolTimedOut => Trouble::NoConnection,
        SqlxError::PoolClosed | SqlxError::WorkerCrashed => Trouble::Unreachable,
        // The driver lost count of its transactions; the connection is closed for it.
        SqlxError::BeginFailed | SqlxError::InvalidSavePointStatement => Trouble::DiskFailed,
        _ => return None,
    };
    Some(StorageError::Unavailable(trouble))
}

/// The length of an SQLSTATE. SQLite's codes are shorter.
const SQLSTATE_LENGTH: usize = 5;

/// Sorts PostgreSQL's SQLSTATE and SQLite's extended result codes.
fn by_code(code: &str) -> Option<StorageError> {
    if code.len() == SQLSTATE_LENGTH {
        return by_sqlstate(code);
    }
    by_result_code(code.parse().ok()?)
}

/// PostgreSQL's codes (its documentation, appendix A).
fn by_sqlstate(code: &str) -> Option<StorageError> {
    let trouble = match code {
        // Serialization failure, deadlock, lock not available; a foreign key that no longer holds
        // means that the other resource came or went in between.
        "40001" | "40P01" | "55P03" | "23503" => return Some(StorageError::Conflict),
        "53100" => Trouble::DiskFull,
        "53200" => Trouble::OutOfMemory,
        // Invalid authorization, wrong password, no right to connect.
        "28000" | "28P01" | "42501" => Trouble::NotAdmitted,
        "3D000" => Trouble::Missing,
        "53300" => Trouble::NoConnection,
        "25006" => Trouble::ReadOnly,
        "57014" => Trouble::TimedOut,
        // A server that is starting or going down.
        "57P01" | "57P02" | "57P03" => Trouble::Unreachable,
        "58030" => Trouble::DiskFailed,
        "XX001" | "XX002" => Trouble::Damaged,
        _ if code.starts_with("08") => Trouble::Unreachable,
        _ => return None,
    };
    Some(StorageError::Unavailable(trouble))
}

/// SQLite's codes (sqlite.org/rescode.html); what kind an extended one is of stands in its low byte.
fn by_result_code(code: u32) -> Option<StorageError> {
    /// `SQLITE_CONSTRAINT_FOREIGNKEY`; see PostgreSQL's 23503.
    const FOREIGN_KEY: u32 = 787;
    if code == FOREIGN_KEY {
        return Some(StorageError::Conflict);
    }
    let trouble = match code & 0xff {
        // BUSY and LOCKED.
        5 | 6 => return Some(StorageError::Conflict),
        7 => Trouble::OutOfMemory,
        8 => Trouble::ReadOnly,
        // INTERRUPT.
        9 => Trouble::TimedOut,
        // IOERR, and PROTOCOL: the locks of the write-ahead log could not be had.
        10 | 15 => Trouble::DiskFailed,
        // CORRUPT and NOTADB.
        11 | 26 => Trouble::Damaged,
        13 => Trouble::DiskFull,
        14 => Trouble::CannotOpen,
        _ => return None,
    };
    Some(StorageError::Unavailable(trouble))
}

/// The unique key that a driver says is violated.
fn violated(error: &dyn DatabaseError) -> UniqueKey {
    match error.try_downcast_ref::<PgDatabaseError>() {
        Some(error) => unique::of_fields(error.table(), error.detail()),
        None => unique::of_message(error.message()),
    }
}

#[cfg(test)]
mod tests {
    use super::{StorageError, Trouble, by_code};

    #[test]
    fn each_code_is_classified_as_what_it_is() {
        for (code, expected) in [
            ("7", Trouble::OutOfMemory),
            ("8", Trouble::ReadOnly),
            ("776", Trouble::ReadOnly),
            ("9", Trouble::TimedOut),
            ("10", Trouble::DiskFailed),
            ("778", Trouble::DiskFailed),
            ("1034", Trouble::DiskFailed),
            ("11", Trouble::Damaged),
            ("26", Trouble::Damaged),
            ("13", Trouble::DiskFull),
            ("14", Trouble::CannotOpen),
            ("15", Trouble::DiskFailed),
            ("25006", Trouble::ReadOnly),
            ("53100", Trouble::DiskFull),
            ("53200", Trouble::OutOfMemory),
            ("53300", Trouble::NoConnection),
            ("28P01", Trouble::NotAdmitted),
            ("3D000", Trouble::Missing),
            ("57014", Trouble::TimedOut),
            ("57P01", Trouble::Unreachable),
            ("58030", Trouble::DiskFailed),
            ("08006", Trouble::Unreachable),
            ("XX001", Trouble::Damaged),
        ] {
            match by_code(code) {
                Some(StorageError::Unavailable(trouble)) => assert_eq!(trouble, expected, "{code}"),
                other => panic!("{code}: {other:?}"),
            }
        }
        for code in ["5", "6", "261", "517", "787", "40001", "40P01", "55P03"] {
            let error = by_code(code);
            assert!(
                matches!(error, Some(StorageError::Conflict)),
                "{code}: {error:?}"
            );
        }
        for code in ["1", "19", "42601"] {
            assert!(by_code(code).is_none(), "{code}");
        }
    }
}
