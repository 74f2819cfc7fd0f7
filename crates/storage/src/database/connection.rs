//! Where statements go: to connections that only read, or into a transaction.

use std::sync::Arc;

use sea_orm::sea_query::Values;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};

use super::health::Health;
use super::record::Record;
use super::row::{OwnedRow, Row};
use super::sqlite::{Readers, Unit};
use crate::StorageError;
use crate::statement::{Fixed, Sql};

/// So many look-ups take little time together.
const FEW: usize = 200;

/// What statements can be sent to. Reads take one of these; writes take a [`Transaction`], which
/// is one as well.
///
/// [`Transaction`]: super::Transaction
#[derive(Debug)]
pub struct Connection {
    place: Place,
    health: Arc<Health>,
    record: Arc<Record>,
}

/// The connections behind it.
#[derive(Debug)]
pub(super) enum Place {
    SqliteReaders(Arc<Readers>),
    SqliteUnit(Unit),
    PostgresPool(DatabaseConnection),
    PostgresTransaction(DatabaseTransaction),
}

impl Connection {
    pub(super) fn new(place: Place, health: Arc<Health>, record: Arc<Record>) -> Self {
        Self {
            place,
            health,
            record,
        }
    }

    /// Which language it speaks.
    pub(crate) fn backend(&self) -> DbBackend {
        match &self.place {
            Place::SqliteReaders(_) | Place::SqliteUnit(_) => DbBackend::Sqlite,
            Place::PostgresPool(_) | Place::PostgresTransaction(_) => DbBackend::Postgres,
        }
    }

    /// Runs a statement that takes little time, and tells how many rows it changed.
    pub(crate) async fn execute(&self, sql: &impl Sql) -> Result<u64, StorageError> {
        let (text, values) = self.built(sql);
        match &self.place {
            Place::SqliteReaders(_) => Err(StorageError::internal("a reader cannot write")),
            Place::SqliteUnit(unit) => unit.execute(&text, &values),
            _ => Ok(self
                .execute_on_postgres(text, values)
                .await?
                .rows_affected()),
        }
    }

    /// All rows of an answer that takes little time: look-ups by an index.
    pub(crate) async fn all<T>(
        &self,
        sql: &impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let (text, values) = self.built(sql);
        match &self.place {
            Place::SqliteReaders(readers) => readers.look_up(&text, &values, read),
            Place::SqliteUnit(unit) => unit.query(&text, &values, read),
            _ => {
                let rows = self.query_postgres(text, values).await?;
                rows.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    /// The first row of an answer that takes little time.
    pub(crate) async fn one<T>(
        &self,
        sql: &impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        Ok(self.all(sql, read).await?.into_iter().next())
    }

    /// All rows of an answer that may take long: ranges, whole tables, many ids. On SQLite it runs
    /// where it keeps no other request waiting.
    pub(crate) async fn scan<T>(
        &self,
        sql: &impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let (text, values) = self.built(sql);
        let owned: Vec<OwnedRow> = match &self.place {
            Place::SqliteReaders(readers) => readers.scan(text, values).await?,
            Place::SqliteUnit(unit) => unit.scan(text, values).await?,
            _ => {
                let rows = self.query_postgres(text, values).await?;
                return rows.iter().map(|row| read(&Row::Postgres(row))).collect();
            }
        };
        owned.iter().map(|row| read(&Row::Owned(row))).collect()
    }

    /// All rows of an answer about so many things, which are looked up one by one.
    pub(crate) async fn look_up<T>(
        &self,
        count: usize,
        sql: &impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        if count > FEW {
            return self.scan(sql, read).await;
        }
        self.all(sql, read).await
    }

    /// Whether the database answers.
    pub(super) async fn ping(&self) -> Result<(), StorageError> {
        self.one(&Fixed("SELECT 1", []), |_| Ok(())).await?;
        Ok(())
    }

    pub(super) fn health(&self) -> &Arc<Health> {
        &self.health
    }

    pub(super) fn into_place(self) -> Place {
        self.place
    }

    fn built(&self, sql: &impl Sql) -> (String, Values) {
        let (text, values) = sql.build(self.backend());
        self.record.note(&text, &values);
        (text.into_owned(), values)
    }

    async fn execute_on_postgres(
        &self,
        sql: String,
        values: Values,
    ) -> Result<ExecResult, StorageError> {
        let statement = on_postgres(sql, values);
        match &self.place {
            Place::PostgresPool(pool) => self.checked(pool.execute_raw(statement).await),
            Place::PostgresTransaction(transaction) => {
                self.checked(transaction.execute_raw(statement).await)
            }
            _ => Err(elsewhere()),
        }
    }

    async fn query_postgres(
        &self,
        sql: String,
        values: Values,
    ) -> Result<Vec<QueryResult>, StorageError> {
        let statement = on_postgres(sql, values);
        match &self.place {
            Place::PostgresPool(pool) => self.checked(pool.query_all_raw(statement).await),
            Place::PostgresTransaction(transaction) => {
                self.checked(transaction.query_all_raw(statement).await)
            }
            _ => Err(elsewhere()),
        }
    }

    /// What goes wrong in a transaction, the database's health shall know.
    fn checked<T>(&self, outcome: Result<T, DbErr>) -> Result<T, StorageError> {
        outcome.map_err(|error| {
            let error = StorageError::from(error);
            if matches!(self.place, Place::PostgresTransaction(_)) {
                self.health.note(&error);
            }
            error
        })
    }
}

fn on_postgres(sql: String, values: Values) -> Statement {
    Statement {
        sql,
        values: Some(values),
        db_backend: DbBackend::Postgres,
    }
}

fn elsewhere() -> StorageError {
    StorageError::internal("a statement for PostgreSQL went to another database")
}
