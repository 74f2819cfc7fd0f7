//! Opening a database, and what is known of its health.

mod connection;
mod health;
mod postgres;
mod probe;
mod record;
mod row;
mod sqlite;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::Query;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend};

use crate::StorageError;

pub use self::connection::Connection;
pub use self::health::WriteState;
pub use self::record::SentStatement;
pub(crate) use self::row::Row;
pub use self::transaction::Transaction;

use self::connection::Place;
use self::health::Health;
use self::record::Record;

/// How long to wait for a connection, and on SQLite for another process that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open database, SQLite or PostgreSQL. Cheap to clone.
///
/// SQLite has one connection that writes and several that only read; PostgreSQL has one pool.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    reader: Arc<Connection>,
    health: Arc<Health>,
    record: Arc<Record>,
}

impl Database {
    /// Opens `sqlite://path` or `postgres://…`. A SQLite file that is missing is created. Applies
    /// no migrations.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if the server doesn't answer, and [`StorageError::Internal`]
    /// if the URL is malformed or the file cannot be opened; then its text says why.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => sqlite::open(url).await,
            Some(("postgres" | "postgresql", _)) => postgres::open(url).await,
            _ => Err(StorageError::internal(
                "a database URL begins with sqlite:// or postgres://",
            )),
        }
    }

    fn new(writer: DatabaseConnection, reader: DatabaseConnection, health: Arc<Health>) -> Self {
        let record = Arc::new(Record::default());
        let place = Place::Pool(reader);
        let reader = Connection::new(place, Arc::clone(&health), Arc::clone(&record));
        Self {
            writer,
            reader: Arc::new(reader),
            health,
            record,
        }
    }

    /// For reads outside a transaction.
    pub fn reader(&self) -> &Connection {
        &self.reader
    }

    /// For applying migrations.
    pub fn migration_connection(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// The names of the migrations that were applied.
    ///
    /// # Errors
    ///
    /// Also if none was yet.
    pub async fn applied_migrations(&self) -> Result<Vec<String>, StorageError> {
        let select = Query::select()
            .column("version")
            .from("seaql_migrations")
            .take();
        self.reader.all(&select, |row| row.get("version")).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.reader.ping().await
    }

    /// Closes it in good order: SQLite's write-ahead log goes into the database file first. Clones
    /// are closed with it.
    pub async fn close(self) -> Result<(), StorageError> {
        self.reader.close().await?;
        if self.reader.backend() == DbBackend::Sqlite {
            self.writer
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await?;
            self.writer.close_by_ref().await?;
        }
        Ok(())
    }
}

/// Statements are not logged: their values are personal data.
fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}
