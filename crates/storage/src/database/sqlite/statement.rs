//! A statement on a connection, carried out on the thread that asks for it.

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, Value as SqliteValue, ValueRef};
use rusqlite::{Connection, Statement, ToSql};
use sea_orm::sea_query::{Value, Values};

use crate::StorageError;
use crate::database::row::{Add, OwnedRow, Row};

/// Runs a statement and tells how many rows it changed. The values are dropped before, since SQLite
/// has its own.
pub(super) fn execute(
    connection: &Connection,
    sql: &str,
    values: Values,
) -> Result<u64, StorageError> {
    let mut statement = prepared(connection, sql, &values)?;
    drop(values);
    let changed = statement.raw_execute()?;
    Ok(u64::try_from(changed).unwrap_or_default())
}

/// Runs a statement and reads its rows while it stands on them.
pub(super) fn query<T>(
    connection: &Connection,
    sql: &str,
    values: &Values,
    read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
) -> Result<Vec<T>, StorageError> {
    let mut statement = prepared(connection, sql, values)?;
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(&Row::Sqlite(row))?);
    }
    Ok(found)
}

/// Runs a statement and keeps its rows.
pub(super) fn collect(
    connection: &Connection,
    sql: &str,
    values: &Values,
) -> Result<Vec<OwnedRow>, StorageError> {
    let mut statement = prepared(connection, sql, values)?;
    let names = statement.column_names();
    let names: Arc<[String]> = names.into_iter().map(str::to_owned).collect();
    let mut rows = statement.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..names.len()).map(|index| Ok(SqliteValue::try_from(row.get_ref(index)?)?));
        let values: Result<_, rusqlite::Error> = values.collect();
        found.push(OwnedRow::new(Arc::clone(&names), values?));
    }
    Ok(found)
}

/// Runs a statement and adds its rows to what is gathered while it stands on them.
pub(super) fn gather<A>(
    connection: &Connection,
    sql: &str,
    values: &Values,
    mut gathered: A,
    add: Add<A>,
) -> Result<A, StorageError> {
    let mut statement = prepared(connection, sql, values)?;
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if add(&mut gathered, &Row::Sqlite(row))?.is_break() {
            break;
        }
    }
    Ok(gathered)
}

/// Runs a statement without values that answers nothing.
pub(super) fn run(connection: &Connection, sql: &str) -> Result<(), StorageError> {
    connection.prepare_cached(sql)?.raw_execute()?;
    Ok(())
}

fn prepared<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &Values,
) -> Result<rusqlite::CachedStatement<'c>, StorageError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    Ok(statement)
}

fn bind(statement: &mut Statement<'_>, values: &Values) -> Result<(), StorageError> {
    for (index, value) in (1..).zip(values.iter()) {
        statement.raw_bind_parameter(index, Bound(value))?;
    }
    Ok(())
}

/// A value of sea-query as SQLite takes it.
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::String(Some(text)) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(Some(bytes)) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::BigInt(Some(number)) => (*number).into(),
            Value::Int(Some(number)) => (*number).into(),
            Value::Bool(Some(truth)) => (*truth).into(),
            Value::Double(Some(number)) => (*number).into(),
            // Beyond what SQLite counts to there are no rows either.
            Value::BigUnsigned(Some(number)) => i64::try_from(*number).unwrap_or(i64::MAX).into(),
            Value::Json(Some(json)) => ToSqlOutput::Owned(SqliteValue::Text(text(json)?)),
            Value::String(None)
            | Value::Bytes(None)
            | Value::BigInt(None)
            | Value::Int(None)
            | Value::Bool(None)
            | Value::Double(None)
            | Value::BigUnsigned(None)
            | Value::Json(None) => ToSqlOutput::Borrowed(ValueRef::Null),
            other => {
                let unknown = format!("{other:?} is of no type that is stored");
                return Err(rusqlite::Error::ToSqlConversionFailure(unknown.into()));
            }
        })
    }
}

/// Faster than by way of its `Display`.
fn text(json: &serde_json::Value) -> rusqlite::Result<String> {
    serde_json::to_string(json)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}
