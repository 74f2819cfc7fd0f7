//! Statements as they are sent: built by sea-query, written from a list of columns, or fixed text with
//! its values.

mod rows;

use std::borrow::Cow;

use sea_orm::DbBackend;
use sea_orm::sea_query::{
    DeleteStatement, Expr, InsertStatement, Query, SelectStatement, UpdateStatement, Value, Values,
};

use serde::Serialize;

use crate::StorageError;

pub(crate) use self::rows::{InsertRow, SelectRows, UpdateRows};

/// What can be sent to a database.
pub(crate) trait Sql {
    /// Its text in the language of the database, and the values to bind.
    fn build(self, backend: DbBackend) -> (Cow<'static, str>, Values);
}

/// Text that both databases understand, with `$1`, `$2`, … in it once each and in this order.
pub(crate) struct Fixed<const N: usize>(pub(crate) &'static str, pub(crate) [Value; N]);

impl<const N: usize> Sql for Fixed<N> {
    fn build(self, _: DbBackend) -> (Cow<'static, str>, Values) {
        (Cow::Borrowed(self.0), Values(self.1.into()))
    }
}

/// Has sea-query write a statement.
macro_rules! built_by_sea_query {
    ($($statement:ty),*) => {$(
        impl Sql for &$statement {
            fn build(self, backend: DbBackend) -> (Cow<'static, str>, Values) {
                let built = backend.build(self);
                (Cow::Owned(built.sql), built.values.unwrap_or(Values(Vec::new())))
            }
        }
    )*};
}

built_by_sea_query!(
    SelectStatement,
    InsertStatement,
    UpdateStatement,
    DeleteStatement
);

/// What stands as JSON in a column. SQLite takes text, so nothing is copied for it.
///
/// # Errors
///
/// For what cannot be JSON.
pub(crate) fn json<T: Serialize + ?Sized>(
    backend: DbBackend,
    content: &T,
) -> Result<Value, StorageError> {
    let value = match backend {
        DbBackend::Postgres => serde_json::to_value(content).map(Value::from),
        _ => serde_json::to_string(content).map(Value::from),
    };
    value.map_err(|error| StorageError::internal(error.to_string()))
}

/// The same where there may be nothing.
///
/// # Errors
///
/// For what cannot be JSON.
pub(crate) fn optional_json<T: Serialize>(
    backend: DbBackend,
    content: Option<&T>,
) -> Result<Value, StorageError> {
    content.map_or(Ok(Value::Json(None)), |content| json(backend, content))
}

/// Columns and what shall stand in them.
pub(crate) type Assignments = Vec<(&'static str, Value)>;

/// An INSERT of one row.
pub(crate) fn insert(
    table: &'static str,
    row: Assignments,
) -> Result<InsertStatement, StorageError> {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert
        .into_table(table)
        .columns(columns)
        .values(values.into_iter().map(Expr::val))
        .map_err(|error| StorageError::internal(error.to_string()))?;
    Ok(insert)
}

/// An UPDATE, yet without a condition.
pub(crate) fn update(table: &'static str, row: Assignments) -> UpdateStatement {
    let mut update = Query::update();
    update.table(table);
    for (column, value) in row {
        update.value(column, value);
    }
    update
}
