//! How many pages are in the write-ahead log.

use std::cell::Cell;

use rusqlite::Connection;

thread_local! {
    /// The pages in the log after the last commit on this thread.
    static PAGES: Cell<i32> = const { Cell::new(0) };
}

/// Has a connection tell at each of its commits, and carry nothing of the log into the file by itself.
pub(super) fn observe(connection: &Connection) {
    connection.wal_hook(Some(|_, pages| {
        PAGES.set(pages);
        Ok(())
    }));
}

/// The pages in the log after the last commit on this thread.
pub(super) fn pages() -> i32 {
    PAGES.get()
}

#[cfg(test)]
pub(super) fn set(pages: i32) {
    PAGES.set(pages);
}
