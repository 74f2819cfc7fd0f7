//! Transactions that write.

use std::ops::Deref;
use std::sync::Arc;

use sea_orm::{SqliteTransactionMode, TransactionOptions, TransactionTrait};

use super::connection::Place;
use super::{Connection, Database};
use crate::StorageError;

/// A transaction that writes. Dropping it without [`Transaction::commit`] rolls it back.
///
/// It tells the database's health of every error, so that a connection which one left in doubt
/// is not used again.
#[derive(Debug)]
pub struct Transaction(Connection);

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}
impl Database {
    /// Begins a transaction that may write. On SQLite it has the database's write lock from the
    /// start; on PostgreSQL it reads what is committed when each statement begins.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] and [`StorageError::Conflict`].
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        match self.try_begin().await {
            // The connection may have been dead since before; then another is not.
            Err(StorageError::Unavailable(trouble)) if trouble.is_lost_connection() => {
                self.try_begin().await
            }
            outcome => outcome,
        }
    }

    async fn try_begin(&self) -> Result<Transaction, StorageError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        match self.writer.begin_with_options(options).await {
            Ok(inner) => Ok(Transaction(Connection::new(
                Place::Transaction(inner),
                Arc::clone(&self.health),
                Arc::clone(&self.record),
            ))),
            Err(error) => {
                let error = StorageError::from(error);
                self.health.note(&error);
                Err(error)
            }
        }
    }
}

impl Transaction {
    /// Makes its writes last.
    ///
    /// # Errors
    ///
    /// [`StorageError::Uncertain`] if nobody can say whether they do.
    pub async fn commit(self) -> Result<(), StorageError> {
        let health = Arc::clone(self.0.health());
        let Some(inner) = self.0.into_transaction() else {
            return Ok(());
        };
        let Err(error) = inner.commit().await else {
            return Ok(());
        };
        let error = StorageError::from(error);
        health.note(&error);
        Err(match error {
            StorageError::Unavailable(trouble) => StorageError::Uncertain(trouble),
            error => error,
        })
    }
}
