//! Enums that are stored as one word.

use crate::StorageError;

/// What a word stands for, or an error that names a word which stands for nothing.
pub(crate) fn word<T>(parsed: Option<T>, word: &str) -> Result<T, StorageError> {
    parsed.ok_or_else(|| StorageError::internal(format!("{word:?} stands for nothing here")))
}
