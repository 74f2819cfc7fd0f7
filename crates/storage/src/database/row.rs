//! Rows as the repositories read them, whichever driver they come from.

use sea_orm::{DbErr, QueryResult, TryGetable};
use serde_json::Value;

use crate::StorageError;

/// A row of an answer.
pub(crate) struct Row<'r>(&'r QueryResult);

impl<'r> Row<'r> {
    pub(super) fn of(row: &'r QueryResult) -> Self {
        Self(row)
    }

    /// The value in the column of that name.
    pub(crate) fn get<T: Column>(&self, column: &str) -> Result<T, StorageError> {
        T::from_row(self.0, column).map_err(|error| unreadable(column, &error))
    }
}

/// What a column can hold.
pub(crate) trait Column: Sized {
    fn from_row(row: &QueryResult, column: &str) -> Result<Self, DbErr>;
}

/// Says by which of the driver's types each of these is read.
macro_rules! column {
    ($($kind:ty),*) => {$(
        impl Column for $kind {
            fn from_row(row: &QueryResult, column: &str) -> Result<Self, DbErr> {
                <$kind as TryGetable>::try_get_by(row, column).map_err(DbErr::from)
            }
        }

        impl Column for Option<$kind> {
            fn from_row(row: &QueryResult, column: &str) -> Result<Self, DbErr> {
                <Option<$kind> as TryGetable>::try_get_by(row, column).map_err(DbErr::from)
            }
        }
    )*};
}

column!(bool, i64, String, Value);

fn unreadable(column: &str, error: &DbErr) -> StorageError {
    StorageError::internal(format!("the column {column} cannot be read: {error}"))
}
