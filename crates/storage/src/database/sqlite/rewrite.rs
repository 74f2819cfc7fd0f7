//! A SQLite file without anything in it that was deleted.

use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;

use super::{PAUSE, connect};
use crate::database::PATIENCE;
use crate::{StorageError, Trouble};

/// Writes the file anew and cuts its write-ahead log off. Only then the mark goes that an erasure left:
/// it stands in the file's header, where nothing else uses it.
pub(super) fn rewrite(path: &Path) -> Result<(), StorageError> {
    let connection = connect::writer(path)?;
    // What is written anew would be held in memory as a whole.
    connection.execute_batch("PRAGMA temp_store = FILE")?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        match connection
            .execute_batch("VACUUM")
            .map_err(StorageError::from)
        {
            // Another process writes, and does not tell when it has finished.
            Err(StorageError::Conflict) if Instant::now() < deadline => std::thread::sleep(PAUSE),
            Err(StorageError::Conflict) => return Err(busy()),
            rewritten => break rewritten?,
        }
    }
    cut_off_log(&connection)?;
    Ok(connection.execute_batch("PRAGMA user_version = 0")?)
}

/// Readers that began before keep the log; they are waited for.
fn cut_off_log(connection: &Connection) -> Result<(), StorageError> {
    let is_busy = |row: &rusqlite::Row<'_>| row.get::<_, i64>("busy");
    let is_busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], is_busy)?;
    if is_busy == 0 { Ok(()) } else { Err(busy()) }
}

fn busy() -> StorageError {
    StorageError::Unavailable(Trouble::NoConnection)
}
