//! Carries the write-ahead log into the file. That takes tens of milliseconds, so it is done beside the
//! writer, on a connection of its own; what was committed meanwhile the writer carries over behind it,
//! which is little, and begins the log anew.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::{connect, logged};
use crate::StorageError;
use crate::database::health::Health;

/// After so many pages the log is carried over. A page that changes often is then written once.
const PAGES: i32 = 4_000;

/// With so many pages in the log the writer does it itself: the others may have failed.
const MANY_PAGES: i32 = 16 * PAGES;

/// When the log is carried over, and by whom.
#[derive(Debug)]
pub(super) struct Checkpoints {
    path: PathBuf,
    health: Arc<Health>,
    /// With so many pages the next one begins.
    next_at: i32,
    is_under_way: Arc<AtomicBool>,
    /// Whether one has begun whose rest the writer has not carried over.
    has_rest: bool,
}

impl Checkpoints {
    pub(super) fn new(path: PathBuf, health: Arc<Health>) -> Self {
        Self {
            path,
            health,
            next_at: PAGES,
            is_under_way: Arc::default(),
            has_rest: false,
        }
    }

    /// To be called by the writer after each commit. What fails does so again later: nothing that was
    /// committed depends on it.
    pub(super) fn after_commit(&mut self, connection: &Connection) {
        let pages = logged::pages();
        if pages < self.next_at - PAGES {
            // The log was begun anew.
            self.next_at = PAGES;
        }
        if self.is_under_way.load(Ordering::Acquire) {
            return;
        }
        if std::mem::take(&mut self.has_rest) || pages >= MANY_PAGES {
            note(&self.health, carry_over(connection));
        } else if pages >= self.next_at {
            self.next_at = pages.saturating_add(PAGES);
            self.begin();
        }
    }

    fn begin(&mut self) {
        let (path, health) = (self.path.clone(), Arc::clone(&self.health));
        let is_under_way = Arc::clone(&self.is_under_way);
        self.is_under_way.store(true, Ordering::Release);
        let carry_over = move || {
            note(&health, carry_over_apart(&path));
            is_under_way.store(false, Ordering::Release);
        };
        let name = "sqlite-checkpoint".to_owned();
        let begun = std::thread::Builder::new().name(name).spawn(carry_over);
        self.has_rest = begun.is_ok();
        self.is_under_way.fetch_and(self.has_rest, Ordering::AcqRel);
    }
}

fn carry_over_apart(path: &Path) -> Result<(), StorageError> {
    carry_over(&connect::reader(path)?)
}

/// Carries over what no reader needs in the log. It waits for nobody.
fn carry_over(connection: &Connection) -> Result<(), StorageError> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

fn note(health: &Health, carried_over: Result<(), StorageError>) {
    if let Err(error) = carried_over {
        health.note(&error);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    use super::super::{connect, logged};
    use super::{Checkpoints, MANY_PAGES, PAGES};
    use crate::database::health::Health;

    /// Adds some pages to the file, and so many more to the log.
    const GROW: &str = "INSERT INTO grown VALUES (randomblob(1000000))";

    #[test]
    fn the_log_is_carried_over_beside_the_writer_and_begun_anew() {
        let place = testkit::sqlite();
        let path = std::path::Path::new(place.url.strip_prefix("sqlite://").unwrap());
        let writer = connect::writer(path).unwrap();
        writer.execute_batch("CREATE TABLE grown (it)").unwrap();
        let mut checkpoints = Checkpoints::new(path.into(), Arc::<Health>::default());
        let mut write = || {
            writer.execute_batch(GROW).unwrap();
            checkpoints.after_commit(&writer);
            (logged::pages(), checkpoints.is_under_way.clone())
        };
        let is_under_way = loop {
            let (pages, is_under_way) = write();
            assert!(pages < 2 * PAGES, "nobody begins to carry the log over");
            if pages >= PAGES {
                break is_under_way;
            }
        };
        while is_under_way.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        // The next one carries over the rest, and the one after it finds the log empty.
        write();
        let (pages, _) = write();
        assert!(pages < PAGES, "the log was not begun anew: {pages} pages");
    }

    #[test]
    fn a_log_that_nobody_else_carries_over_the_writer_does() {
        let place = testkit::sqlite();
        let path = std::path::Path::new(place.url.strip_prefix("sqlite://").unwrap());
        let writer = connect::writer(path).unwrap();
        writer.execute_batch("CREATE TABLE grown (it)").unwrap();
        writer.execute_batch(GROW).unwrap();
        // As if the others had failed all the time.
        logged::set(MANY_PAGES);
        let mut checkpoints = Checkpoints::new(path.into(), Arc::<Health>::default());
        checkpoints.after_commit(&writer);
        writer.execute_batch(GROW).unwrap();
        assert!(logged::pages() < 500, "{} pages", logged::pages());
    }
}
