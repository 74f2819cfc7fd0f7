//! Why an administrative command was refused or failed.

use storage::StorageError;
use thiserror::Error;

/// A refusal or failure, displayed as one line for the administrator.
#[derive(Debug, Error)]
pub enum AdminError {
    /// What was named does not exist; the line says what.
    #[error("{0}")]
    NotFound(String),
    /// It exists, but this cannot be done; the line says why.
    #[error("{0}")]
    Refused(String),
    /// The database failed.
    #[error("the database failed: {0}")]
    Storage(#[from] StorageError),
}
