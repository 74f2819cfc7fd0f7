//! Rows as the repositories read them, whichever driver they come from.

use std::ops::ControlFlow;
use std::sync::Arc;

use rusqlite::types::{Value as SqliteValue, ValueRef};
use scim::Id;
use sea_orm::sqlx::Row as _;
use sea_orm::{DbErr, QueryResult, TryGetable};
use serde_json::Value;

use crate::StorageError;

/// A row of an answer. Nothing of it is copied before it is asked for.
pub(crate) enum Row<'r> {
    /// One on which a statement of SQLite stands.
    Sqlite(&'r rusqlite::Row<'r>),
    /// One that a statement of SQLite left behind.
    Owned(&'r OwnedRow),
    /// One of PostgreSQL.
    Postgres(&'r QueryResult),
}

/// Adds a row to what is gathered, and says whether to go on.
pub(crate) type Add<A> = fn(&mut A, &Row<'_>) -> Result<ControlFlow<()>, StorageError>;

/// A row that outlives the statement of SQLite it came from.
#[derive(Debug)]
pub(crate) struct OwnedRow {
    /// The names of its columns, which all rows of an answer share.
    names: Arc<[String]>,
    values: Vec<SqliteValue>,
}

impl OwnedRow {
    pub(super) fn new(names: Arc<[String]>, values: Vec<SqliteValue>) -> Self {
        Self { names, values }
    }

    fn get(&self, column: &str) -> Option<ValueRef<'_>> {
        let mut columns = self.names.iter().zip(&self.values);
        let (_, value) = columns.find(|(name, _)| *name == column)?;
        Some(value.into())
    }
}

impl Row<'_> {
    /// The value in the column of that name.
    pub(crate) fn get<T: Column>(&self, column: &str) -> Result<T, StorageError> {
        let value = match self {
            Self::Sqlite(row) => {
                let value = row.get_ref(column).map_err(|_| unreadable(column))?;
                T::from_sqlite(value)
            }
            Self::Owned(row) => row.get(column).and_then(T::from_sqlite),
            Self::Postgres(row) => T::from_postgres(row, column).ok(),
        };
        value.ok_or_else(|| unreadable(column))
    }
}

fn unreadable(column: &str) -> StorageError {
    StorageError::internal(format!(
        "the column {column} cannot be read as it should be"
    ))
}

/// What a column can hold.
pub(crate) trait Column: Sized {
    /// `None` for a value of another type.
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self>;
    fn from_postgres(row: &QueryResult, column: &str) -> Result<Self, DbErr>;
}

/// Says how a type stands in SQLite, and that it may be absent.
macro_rules! column {
    ($kind:ty, $pattern:pat => $value:expr) => {
        impl Column for $kind {
            fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    $pattern => $value,
                    _ => None,
                }
            }

            fn from_postgres(row: &QueryResult, column: &str) -> Result<Self, DbErr> {
                Ok(<$kind as TryGetable>::try_get_by(row, column)?)
            }
        }

        impl Column for Option<$kind> {
            fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    ValueRef::Null => Some(None),
                    value => <$kind as Column>::from_sqlite(value).map(Some),
                }
            }

            fn from_postgres(row: &QueryResult, column: &str) -> Result<Self, DbErr> {
                Ok(<Option<$kind> as TryGetable>::try_get_by(row, column)?)
            }
        }
    };
}

column!(bool, ValueRef::Integer(number) => Some(number != 0));
column!(i64, ValueRef::Integer(number) => Some(number));
column!(String, ValueRef::Text(text) => std::str::from_utf8(text).ok().map(str::to_owned));
column!(Value, ValueRef::Text(text) => serde_json::from_slice(text).ok());

impl Column for Id {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Text(text) => str::from_utf8(text).ok().map(Self::from),
            _ => None,
        }
    }

    fn from_postgres(row: &QueryResult, column: &str) -> Result<Self, DbErr> {
        String::from_postgres(row, column).map(Self::from)
    }
}

/// A column of JSON, as its text.
#[derive(Debug)]
pub(crate) struct JsonText(pub(crate) String);

impl Column for JsonText {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        String::from_sqlite(value).map(Self)
    }

    fn from_postgres(row: &QueryResult, column: &str) -> Result<Self, DbErr> {
        let unreadable = || DbErr::Type(format!("{column} is no JSON"));
        let row = row.try_as_pg_row().ok_or_else(unreadable)?;
        let value = row.try_get_raw(column).map_err(|_| unreadable())?;
        let bytes = value.as_bytes().map_err(|_| unreadable())?;
        // In the binary format the version of the format, 1, stands before the text.
        let text = bytes.strip_prefix(&[1]).unwrap_or(bytes);
        let text = std::str::from_utf8(text).map_err(|_| unreadable())?;
        Ok(Self(text.to_owned()))
    }
}
