//! Reads of SQLite. A look-up takes microseconds and runs where it is asked for. What may last runs
//! on a thread of its own, is one of a few at a time, and ends when nobody waits for it any more;
//! so it takes neither connections nor threads from look-ups.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rusqlite::Connection;
use sea_orm::sea_query::Values;

use super::connect;
use super::searchers::Searchers;
use super::statement::{collect, gather, query};
use crate::database::PATIENCE;
use crate::database::row::{Add, OwnedRow, Row};
use crate::database::scan_queue::{SHARE, Scan, ScanQueue};
use crate::{StorageError, Trouble};

/// After so many steps of SQLite's machine, less than a millisecond, a read looks whether anybody
/// still waits for it.
const STEPS: std::ffi::c_int = 10_000;

/// How many scans of one tenant are carried out at a time: here they are work of this process, so half
/// of the machine's cores stay free for everybody else.
fn share() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    u32::try_from(cores / 2).unwrap_or(SHARE).clamp(1, SHARE)
}

/// The connections of one file that read.
#[derive(Debug)]
pub(in crate::database) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    queue: Arc<ScanQueue>,
    searchers: Searchers,
    is_closed: AtomicBool,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Result<Self, StorageError> {
        Ok(Self {
            path,
            idle: Mutex::default(),
            queue: ScanQueue::new(PATIENCE, share()),
            searchers: Searchers::start()?,
            is_closed: AtomicBool::new(false),
        })
    }

    /// A read that takes microseconds.
    pub(in crate::database) fn look_up<T>(
        &self,
        sql: &str,
        values: &Values,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let connection = self.take()?;
        let found = query(&connection, sql, values, read)?;
        self.give_back(connection);
        Ok(found)
    }

    /// A read that may last, and its rows.
    pub(in crate::database) async fn scan(
        self: &Arc<Self>,
        scan: Scan,
        sql: String,
        values: Values,
    ) -> Result<Vec<OwnedRow>, StorageError> {
        self.run(scan, move |connection| collect(connection, &sql, &values))
            .await
    }

    /// A read that may last, and what is gathered of its rows.
    pub(in crate::database) async fn gather<A: Send + 'static>(
        self: &Arc<Self>,
        scan: Scan,
        (sql, values): (String, Values),
        gathered: A,
        add: Add<A>,
    ) -> Result<A, StorageError> {
        self.run(scan, move |connection| {
            gather(connection, &sql, &values, gathered, add)
        })
        .await
    }

    /// Reads what may last. It is interrupted when the future is dropped.
    async fn run<T: Send + 'static>(
        self: &Arc<Self>,
        scan: Scan,
        read: impl FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let permit = self.queue.admit(scan.tenant).await?;
        let connection = self.take()?;
        let waiting = Waiting::default();
        let (readers, has_gone) = (Arc::clone(self), Arc::clone(&waiting.has_gone));
        let found = self.searchers.run(move || {
            let begun = Instant::now();
            let is_over = move || scan.limit.is_some_and(|limit| begun.elapsed() >= limit);
            let shall_end = move || has_gone.load(Ordering::Relaxed) || is_over();
            connection.progress_handler(STEPS, Some(shall_end))?;
            let found = match read(&connection) {
                Err(StorageError::Unavailable(Trouble::TimedOut)) if is_over() => {
                    return Err(StorageError::TooMuch);
                }
                found => found?,
            };
            connection.progress_handler(0, None::<fn() -> bool>)?;
            readers.give_back(connection);
            drop(permit);
            Ok(found)
        });
        found.await
    }

    /// Closes what is idle; the rest closes when it is given back.
    pub(in crate::database) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        self.queue.close();
        self.lock().clear();
    }

    fn take(&self) -> Result<Connection, StorageError> {
        if self.is_closed.load(Ordering::Acquire) {
            return Err(StorageError::Unavailable(Trouble::Unreachable));
        }
        let idle = self.lock().pop();
        match idle {
            Some(connection) => Ok(connection),
            None => connect::reader(&self.path),
        }
    }

    /// One that failed is not given back, so whatever was wrong with it ends with it.
    fn give_back(&self, connection: Connection) {
        if !self.is_closed.load(Ordering::Acquire) {
            self.lock().push(connection);
        }
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever waits for a read; dropping this ends the read. A flag that the read looks at, and not
/// `sqlite3_interrupt`, which is lost on a statement that has not begun yet.
#[derive(Default)]
struct Waiting {
    has_gone: Arc<AtomicBool>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.has_gone.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sea_orm::sea_query::Values;

    use super::{Readers, Scan};

    /// Would take hours.
    const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
        SELECT COUNT(*) FROM n WHERE i < 0";

    #[tokio::test(flavor = "multi_thread")]
    async fn a_long_read_ends_when_nobody_waits_for_it_and_looks_ups_go_on_meanwhile() {
        let place = testkit::sqlite();
        let path = place.url.strip_prefix("sqlite://").unwrap();
        std::fs::write(path, "").unwrap();
        let readers = Arc::new(Readers::new(path.into()).unwrap());
        let none = || Values(Vec::new());
        let endless = async || {
            let scan = readers.scan(Scan::default(), ENDLESS.to_owned(), none());
            scan.await.map(drop)
        };
        let short = async || {
            let scan = readers.scan(Scan::default(), "SELECT 7 AS n".to_owned(), none());
            scan.await.map(|rows| rows.len())
        };
        // All that one tenant may do at a time, and one more that waits.
        tokio::select! {
            ended = async { tokio::join!(endless(), endless(), endless(), endless()) } => {
                panic!("{ended:?}");
            }
            found = async {
                tokio::task::yield_now().await;
                readers.look_up("SELECT 7 AS n", &none(), |row| row.get::<i64>("n"))
            } => assert_eq!(found.unwrap(), [7]),
        }
        let freed = tokio::join!(short(), short(), short());
        let counts = [freed.0, freed.1, freed.2].map(Result::unwrap);
        assert_eq!(counts, [1, 1, 1], "reads go on that nobody waits for");
    }
}
