//! Enums that are stored as one word.

use sea_orm::DbErr;

/// What a word stands for, or an error that names a word which stands for nothing.
pub(crate) fn word<T>(parsed: Option<T>, word: &str) -> Result<T, DbErr> {
    parsed.ok_or_else(|| DbErr::Type(format!("{word:?} stands for nothing here")))
}
