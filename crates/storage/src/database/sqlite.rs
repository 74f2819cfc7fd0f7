//! SQLite: one connection that writes, several that read.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::sqlite::{
    Sqlite, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous,
};
use sea_orm::sqlx::{Connection, Error};
use sea_orm::{ConnectOptions, DatabaseConnection};

use super::health::Health;
use super::{Database, PATIENCE, options};
use crate::StorageError;

/// How long to wait before a SQLite file that somebody else sets up is tried again.
const PAUSE: Duration = Duration::from_millis(10);

const READERS: u32 = 4;

pub(super) async fn open(url: &str) -> Result<Database, StorageError> {
    check_directory(url)?;
    let health = Arc::new(Health::default());
    let mut write = options(url, 1);
    write.map_sqlx_sqlite_opts(|options| {
        shared(options)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
    });
    let known = Arc::clone(&health);
    write.map_sqlx_sqlite_pool_opts(move |options| keep_only_sound(options, &known));
    let mut read = options(url, READERS);
    read.map_sqlx_sqlite_opts(|options| shared(options).pragma("query_only", "ON"));
    for options in [&mut write, &mut read] {
        options.test_before_acquire(false);
        options.idle_timeout(None).max_lifetime(None);
    }
    let writer = connect_writer(write).await?;
    let reader = sea_orm::Database::connect(read).await?;
    Ok(Database::new(writer, reader, health))
}

/// Has the writer connection closed after a transaction that broke it; the next one opens another.
fn keep_only_sound(options: PoolOptions<Sqlite>, health: &Arc<Health>) -> PoolOptions<Sqlite> {
    let health = Arc::clone(health);
    options.after_release(move |connection, _| {
        let is_broken = health.take_broken();
        Box::pin(async move { Ok(!is_broken && has_no_transaction(connection).await?) })
    })
}

/// Whether the connection is outside any transaction, by the driver's count. After an error SQLite
/// may have rolled back by itself; then the driver's own rollback fails and leaves its count wrong,
/// and its next BEGIN would become a SAVEPOINT that no COMMIT ever makes durable.
async fn has_no_transaction(connection: &mut SqliteConnection) -> Result<bool, Error> {
    // The rollback of a dropped transaction is under way; an answer to this comes after it.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
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
