//! Where statements go: to a pool that only reads, or into a transaction.

use std::sync::Arc;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
};

use super::health::Health;
use super::record::Record;
use super::row::Row;
use crate::StorageError;
use crate::statement::{Fixed, Sql};

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

#[derive(Debug)]
pub(super) enum Place {
    Pool(DatabaseConnection),
    Transaction(DatabaseTransaction),
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
            Place::Pool(pool) => pool.get_database_backend(),
            Place::Transaction(transaction) => transaction.get_database_backend(),
        }
    }

    /// Runs a statement and tells how many rows it changed.
    pub(crate) async fn execute(&self, sql: &impl Sql) -> Result<u64, StorageError> {
        let statement = self.statement(sql);
        let outcome = match &self.place {
            Place::Pool(pool) => pool.execute_raw(statement).await,
            Place::Transaction(transaction) => transaction.execute_raw(statement).await,
        };
        Ok(self.checked(outcome)?.rows_affected())
    }

    /// All rows of an answer.
    pub(crate) async fn all<T>(
        &self,
        sql: &impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let statement = self.statement(sql);
        let outcome = match &self.place {
            Place::Pool(pool) => pool.query_all_raw(statement).await,
            Place::Transaction(transaction) => transaction.query_all_raw(statement).await,
        };
        let rows = self.checked(outcome)?;
        rows.iter().map(|row| read(&Row::of(row))).collect()
    }

    /// The first row of an answer.
    pub(crate) async fn one<T>(
        &self,
        sql: &impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        Ok(self.all(sql, read).await?.into_iter().next())
    }

    /// Whether the database answers.
    pub(super) async fn ping(&self) -> Result<(), StorageError> {
        self.one(&Fixed("SELECT 1", []), |_| Ok(())).await?;
        Ok(())
    }

    /// Closes the pool that it is.
    pub(super) async fn close(&self) -> Result<(), StorageError> {
        if let Place::Pool(pool) = &self.place {
            pool.close_by_ref().await?;
        }
        Ok(())
    }

    pub(super) fn health(&self) -> &Arc<Health> {
        &self.health
    }

    /// The transaction that it is, to be committed.
    pub(super) fn into_transaction(self) -> Option<DatabaseTransaction> {
        match self.place {
            Place::Pool(_) => None,
            Place::Transaction(transaction) => Some(transaction),
        }
    }

    fn statement(&self, sql: &impl Sql) -> Statement {
        let db_backend = self.backend();
        let (sql, values) = sql.build(db_backend);
        self.record.note(&sql, &values);
        Statement {
            sql: sql.into_owned(),
            values: Some(values),
            db_backend,
        }
    }

    /// An error in a transaction may leave its connection in doubt.
    fn checked<T>(&self, outcome: Result<T, DbErr>) -> Result<T, StorageError> {
        outcome.map_err(|error| {
            let error = StorageError::from(error);
            if matches!(self.place, Place::Transaction(_)) {
                self.health.note(&error);
            }
            error
        })
    }
}
