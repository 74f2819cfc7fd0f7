//! Opening a database, and transactions.

use std::ops::Deref;
use std::path::Path;
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::StorageError;

/// How long to wait for a connection, and on SQLite for another process that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait before a SQLite file that somebody else sets up is tried again.
const PAUSE: Duration = Duration::from_millis(10);

/// After how long PostgreSQL gives up on a statement.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);

/// After how long without use a connection is tried before it is trusted.
const IDLE: Duration = Duration::from_secs(5);

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 20;

/// An open database, SQLite or PostgreSQL. Cheap to clone.
///
/// SQLite has one connection that writes and several that only read; PostgreSQL has one pool.
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
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if the server doesn't answer, and [`StorageError::Internal`]
    /// if the URL is malformed or the file cannot be opened; then its text says why.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        match url.split_once(':') {
            Some(("sqlite", _)) => open_sqlite(url).await,
            Some(("postgres" | "postgresql", _)) => open_postgres(url).await,
            _ => Err(StorageError::internal(
                "a database URL begins with sqlite:// or postgres://",
            )),
        }
    }

    /// Begins a transaction that may write. On SQLite it has the database's write lock from the
    /// start; on PostgreSQL it reads what is committed when each statement begins.
    pub async fn begin(&self) -> Result<Transaction, StorageError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Transaction(self.writer.begin_with_options(options).await?))
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
        Ok(self.reader.ping().await?)
    }

    /// Closes it in good order: SQLite's write-ahead log goes into the database file first. Clones
    /// are closed with it.
    pub async fn close(self) -> Result<(), StorageError> {
        self.reader.close_by_ref().await?;
        if self.writer.get_database_backend() == DbBackend::Sqlite {
            self.writer
                .execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
                .await?;
            self.writer.close_by_ref().await?;
        }
        Ok(())
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

async fn open_sqlite(url: &str) -> Result<Database, StorageError> {
    check_directory(url)?;
    let mut write = options(url, 1);
    write.map_sqlx_sqlite_opts(|options| {
        shared(options)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
    });
    let mut read = options(url, SQLITE_READERS);
    read.map_sqlx_sqlite_opts(|options| shared(options).pragma("query_only", "ON"));
    for options in [&mut write, &mut read] {
        options.test_before_acquire(false);
        options.idle_timeout(None).max_lifetime(None);
    }
    let writer = connect_writer(write).await?;
    let reader = sea_orm::Database::connect(read).await?;
    Ok(Database { writer, reader })
}

/// Connects the writer. While another program turns the same new file to its write-ahead log, SQLite
/// refuses without waiting, whatever its timeout for locks is.
async fn connect_writer(options: ConnectOptions) -> Result<DatabaseConnection, StorageError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let error = match sea_orm::Database::connect(options.clone()).await {
            Ok(writer) => return Ok(writer),
            Err(error) => StorageError::from(error),
        };
        if !matches!(error, StorageError::Conflict) || Instant::now() > deadline {
            return Err(error);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn shared(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options.foreign_keys(true).busy_timeout(PATIENCE)
}

/// SQLite would only say that it is unable to open the file.
fn check_directory(url: &str) -> Result<(), StorageError> {
    let options: SqliteConnectOptions = url
        .parse()
        .map_err(|_| StorageError::internal("the URL of the SQLite database is malformed"))?;
    let directory = options.get_filename().parent();
    match directory {
        Some(directory) if directory != Path::new("") && !directory.is_dir() => {
            let message = format!(
                "the directory of the SQLite database does not exist: {}",
                directory.display()
            );
            Err(StorageError::internal(message))
        }
        _ => Ok(()),
    }
}

async fn open_postgres(url: &str) -> Result<Database, StorageError> {
    let mut options = options(url, POSTGRES_CONNECTIONS);
    options.test_before_acquire_if_idle_for(IDLE);
    options.map_sqlx_postgres_opts(|options| {
        options.application_name("rollcall").options([
            ("default_transaction_isolation", "read committed".to_owned()),
            (
                "statement_timeout",
                STATEMENT_TIMEOUT.as_millis().to_string(),
            ),
        ])
    });
    let pool = sea_orm::Database::connect(options).await?;
    Ok(Database {
        writer: pool.clone(),
        reader: pool,
    })
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
