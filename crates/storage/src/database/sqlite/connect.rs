//! Connections to a SQLite file, and the file itself.

use std::fs::OpenOptions;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::logged;
use super::statement::run;
use crate::StorageError;
use crate::database::PATIENCE;

/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 256;

/// The memory in which a connection that writes keeps pages of the file, in KiB.
pub(super) const CACHE: &str = "PRAGMA cache_size = -65536";

/// The same while it writes very much at once, of which it needs no page again.
pub(super) const SMALL_CACHE: &str = "PRAGMA cache_size = -2048";

/// Opens a connection that writes. The first one of a new file turns it to its write-ahead log.
pub(super) fn writer(path: &Path) -> Result<Connection, StorageError> {
    make(path)?;
    let connection = open(path)?;
    // What a savepoint keeps aside is small, and would be a file of its own each time.
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
        PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
        PRAGMA journal_size_limit = 67108864;";
    connection.execute_batch(settings)?;
    run(&connection, CACHE)?;
    logged::observe(&connection);
    Ok(connection)
}

/// Opens a connection that only reads.
pub(super) fn reader(path: &Path) -> Result<Connection, StorageError> {
    let connection = open(path)?;
    run(&connection, "PRAGMA query_only = ON")?;
    run(&connection, "PRAGMA cache_size = -8192")?;
    Ok(connection)
}

fn open(path: &Path) -> Result<Connection, StorageError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan depends on a statement's text alone. Else SQLite plans one with a bound LIMIT anew for every
    // value of it, which takes longer than a look-up.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// Makes a missing file. It will hold personal data, so nobody but its owner may read it; SQLite
/// gives the same mode to the files beside it.
fn make(path: &Path) -> Result<(), StorageError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(
            StorageError::internal(format!("{} cannot be made: {error}", path.display())),
        ),
        _ => Ok(()),
    }
}
