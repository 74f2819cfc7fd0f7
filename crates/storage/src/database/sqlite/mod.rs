//! SQLite: one connection that writes, for many at a time, and as many that read as there are reads.

mod checkpoint;
mod connect;
mod group;
mod handed;
mod logged;
mod readers;
mod reply;
mod rewrite;
mod searchers;
mod statement;
mod turns;
mod unit;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;

use super::PATIENCE;
use super::access::Access;
use super::health::Health;
use crate::{StorageError, Trouble};

pub(super) use self::readers::Readers;
pub(super) use self::unit::Unit;
pub(super) use self::writer::Writer;

/// How long to wait before a SQLite file that somebody else sets up is tried again.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(10);

/// Opens the file that a URL names. If it is missing it is made, or that is an error; a connection that
/// writes is opened at once unless nothing is to be written.
pub(super) async fn open(
    url: &str,
    access: Access,
    health: &Arc<Health>,
) -> Result<(Arc<Writer>, Arc<Readers>), StorageError> {
    let path = path(url)?;
    if access == Access::Make {
        check_directory(&path)?;
    } else if std::fs::metadata(&path).is_ok_and(|file| file.len() == 0) || !exists(&path) {
        return Err(StorageError::Unavailable(Trouble::Missing));
    }
    let connection = match access {
        Access::Read => None,
        Access::Make | Access::Write => Some(connect_writer(&path).await?),
    };
    let writer = Writer::new(path.clone(), connection, Arc::clone(health))?;
    Ok((writer, Arc::new(Readers::new(path)?)))
}

/// Runs what may last on a thread where it keeps nobody waiting.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StorageError> + Send + 'static,
) -> Result<T, StorageError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(StorageError::internal(error.to_string())),
    }
}

/// Connects the writer. While another program turns the same new file to its write-ahead log, SQLite
/// refuses without waiting, whatever its timeout for locks is.
async fn connect_writer(path: &Path) -> Result<rusqlite::Connection, StorageError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let file = path.to_owned();
        match blocking(move || connect::writer(&file)).await {
            Err(StorageError::Conflict) if Instant::now() < deadline => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(StorageError::Conflict) => {
                return Err(StorageError::Unavailable(Trouble::NoConnection));
            }
            outcome => return outcome,
        }
    }
}

/// Whether there is such a file. One that cannot be looked at is there.
fn exists(path: &Path) -> bool {
    path.try_exists().unwrap_or(true)
}

pub(super) fn path(url: &str) -> Result<PathBuf, StorageError> {
    let options: SqliteConnectOptions = url
        .parse()
        .map_err(|_| StorageError::internal("the URL of the SQLite database is malformed"))?;
    Ok(options.get_filename().to_owned())
}

/// SQLite would only say that it is unable to open the file.
fn check_directory(path: &Path) -> Result<(), StorageError> {
    match path.parent() {
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
