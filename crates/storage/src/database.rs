//! Opening a database, and transactions.

use std::ops::Deref;

use sea_orm::{DatabaseConnection, DatabaseTransaction};

use crate::StorageError;

/// An open database, SQLite or PostgreSQL. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
}

/// A transaction that writes. Dropping it without [`Transaction::commit`] rolls it back.
#[derive(Debug)]
pub struct Transaction(DatabaseTransaction);

impl Database {
    /// Opens `sqlite://path` or `postgres://…`. A SQLite file that is missing is created. Applies
    /// no migrations.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        todo!()
    }

    /// Begins a transaction that may write.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        todo!()
    }

    /// For reads outside a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For applying migrations.
    pub fn migration_connection(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        todo!()
    }

    /// Closes it in good order.
    pub async fn close(self) -> Result<(), StorageError> {
        todo!()
    }
}

impl Transaction {
    /// Makes its writes last.
    pub async fn commit(self) -> Result<(), StorageError> {
        Ok(self.0.commit().await?)
    }
}

impl Deref for Transaction {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
