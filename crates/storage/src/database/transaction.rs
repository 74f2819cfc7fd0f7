//! Transactions that write.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Instant;

use super::connection::Place;
use super::{Connection, Database, Engine, deadline, postgres};
use crate::{StorageError, TenantKey};

/// A transaction that writes. Dropping it without [`Transaction::commit`] undoes it.
#[derive(Debug)]
pub struct Transaction(Connection);

impl Deref for Transaction {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl Database {
    /// Carries out a unit of work, all of it or nothing. When this returns, its writes last.
    ///
    /// # Errors
    ///
    /// What the unit fails with, and as [`Database::begin`] and [`Transaction::commit`].
    pub async fn write<T, E: From<StorageError>>(
        &self,
        unit: impl AsyncFnOnce(&Transaction) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_of(None, None, unit).await
    }

    /// The same for a tenant: where units wait for each other, tenants take turns. No statement is begun
    /// after the deadline, and the transaction is undone then. Inside a commit of many, as SQLite has
    /// it, a statement is never interrupted, since that would undo the others.
    ///
    /// # Errors
    ///
    /// As [`Database::write`], and [`crate::Trouble::TimedOut`].
    pub async fn write_of<T, E: From<StorageError>>(
        &self,
        tenant: impl Into<Option<TenantKey>>,
        deadline: Option<Instant>,
        unit: impl AsyncFnOnce(&Transaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.begin_of(tenant.into(), deadline).await?;
        let output = unit(&transaction).await?;
        transaction.commit().await?;
        Ok(output)
    }

    /// The same for a unit that needs nothing of whoever asks for it. On SQLite the thread that writes
    /// carries it out, one after the other with those of others, so that none waits for a thread to be
    /// woken. A unit that was begun is carried on, even if the future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Database::write_of`].
    pub async fn hand_over<T, E>(
        &self,
        tenant: TenantKey,
        deadline: Option<Instant>,
        unit: impl AsyncFnOnce(&Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let Engine::Sqlite(writer, _) = &self.parts.engine else {
            return self.write_of(tenant, deadline, unit).await;
        };
        let database = self.clone();
        let work = async move |place| {
            let connection = database.connection(Place::SqliteUnit(place));
            let transaction = Transaction(connection.until(deadline));
            let output = unit(&transaction).await?;
            deadline::check(deadline)?;
            match transaction.0.into_place() {
                Place::SqliteUnit(place) => Ok((output, place)),
                _ => Err(StorageError::internal("a unit lost its connection").into()),
            }
        };
        writer.hand_over(Some(tenant), deadline, work).await
    }

    /// Begins a transaction that may write. On SQLite it is the only one that writes, and reads
    /// what those before it wrote; on PostgreSQL it reads what is committed when each statement
    /// begins. Use-cases call [`Database::write`].
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] and [`StorageError::Conflict`].
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        self.begin_of(None, None).await
    }

    async fn begin_of(
        &self,
        tenant: Option<TenantKey>,
        deadline: Option<Instant>,
    ) -> Result<Transaction, StorageError> {
        let begin = async {
            Ok(match &self.parts.engine {
                Engine::Sqlite(writer, _) => Place::SqliteUnit(writer.begin(tenant).await?),
                Engine::Postgres(pools) => Place::PostgresTransaction(pools.begin().await?),
            })
        };
        let place = deadline::hold(deadline, begin).await?;
        Ok(Transaction(self.connection(place).until(deadline)))
    }

    /// How many writes of one tenant the database should be given at a time, so that those of
    /// others find room. SQLite commits many at once, so it does best with many.
    pub fn writes_of_one_tenant(&self) -> usize {
        match &self.parts.engine {
            Engine::Sqlite(..) => 64,
            Engine::Postgres(_) => postgres::WRITES_OF_ONE_TENANT,
        }
    }
}

impl Transaction {
    /// Says about how many rows are to be written. For many, SQLite makes those last first that others
    /// wrote before, so that they do not wait for these; for very many, it keeps less of them in
    /// memory, which else takes as many pages as writes in a large directory are fast with.
    ///
    /// # Errors
    ///
    /// As a statement's.
    pub fn expect_rows(&self, rows: usize) -> Result<(), StorageError> {
        self.0.expect_rows(rows)
    }

    /// Makes its writes last.
    ///
    /// # Errors
    ///
    /// [`StorageError::Uncertain`] if nobody can say whether they do.
    pub async fn commit(self) -> Result<(), StorageError> {
        deadline::check(self.0.deadline())?;
        let health = Arc::clone(self.0.health());
        match self.0.into_place() {
            Place::SqliteUnit(unit) => unit.commit().await,
            Place::PostgresTransaction(transaction) => {
                let committed = transaction.commit().await.map_err(StorageError::from);
                committed.map_err(|error| {
                    health.note(&error);
                    match error {
                        StorageError::Unavailable(trouble) => StorageError::Uncertain(trouble),
                        error => error,
                    }
                })
            }
            Place::SqliteReaders(_) | Place::PostgresPools(_) => Ok(()),
        }
    }
}
