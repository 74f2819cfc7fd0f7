//! Transactions that write.

use std::sync::Arc;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::Database;
use super::health::Health;
use crate::StorageError;

/// A transaction that writes. Dropping it without [`Transaction::commit`] rolls it back.
///
/// It tells the database's health of every error, so that a connection which one left in doubt
/// is not used again.
#[derive(Debug)]
pub struct Transaction {
    inner: DatabaseTransaction,
    health: Arc<Health>,
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
            Ok(inner) => Ok(Transaction {
                inner,
                health: Arc::clone(&self.health),
            }),
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
        let Err(error) = self.inner.commit().await else {
            return Ok(());
        };
        let error = StorageError::from(error);
        self.health.note(&error);
        Err(match error {
            StorageError::Unavailable(trouble) => StorageError::Uncertain(trouble),
            error => error,
        })
    }

    fn watched<T>(&self, result: Result<T, DbErr>) -> Result<T, DbErr> {
        if let Err(error) = &result {
            self.health.note(&StorageError::of(error));
        }
        result
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.watched(self.inner.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.watched(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.watched(self.inner.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.watched(self.inner.query_all_raw(statement).await)
    }
}
