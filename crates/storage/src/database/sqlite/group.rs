//! Several units of work in one transaction of SQLite, each in a savepoint: one durable commit for
//! all that wait. One that fails is undone alone; where the commit fails, all fail.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;

use super::checkpoint::Checkpoints;
use super::connect;
use super::reply::Reply;
use super::rewrite;
use super::statement::run;
use crate::database::PATIENCE;
use crate::database::health::Health;
use crate::{StorageError, Trouble};

/// What became of units whose writes waited for the commit.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// Their writes last.
    Committed,
    /// Nothing of them was written.
    Undone(Trouble),
    /// The commit failed: nobody can say.
    Uncertain(Trouble),
}

impl Fate {
    fn outcome(self) -> Result<(), StorageError> {
        match self {
            Self::Committed => Ok(()),
            Self::Undone(trouble) => Err(StorageError::Unavailable(trouble)),
            Self::Uncertain(trouble) => Err(StorageError::Uncertain(trouble)),
        }
    }
}

/// The connection that writes, and the units that wait for its commit.
#[derive(Debug)]
pub(super) struct Group {
    path: PathBuf,
    /// None before the first unit that writes, and after one failed: the next unit opens another.
    connection: Option<Connection>,
    /// None outside a transaction.
    waiting: Option<Vec<Reply>>,
    /// Why the connection must not be used any more.
    trouble: Option<Trouble>,
    is_closed: bool,
    /// Whether the unit that is under way has the connection keep little in memory.
    is_sparing: bool,
    /// Whether the transaction is that of the unit under way alone, without a savepoint.
    is_alone: bool,
    /// The rows that the connection had written when the unit under way began.
    written_before: u64,
    health: Arc<Health>,
    checkpoints: Checkpoints,
}

impl Group {
    pub(super) fn new(path: PathBuf, connection: Option<Connection>, health: Arc<Health>) -> Self {
        Self {
            checkpoints: Checkpoints::new(path.clone(), Arc::clone(&health)),
            path,
            connection,
            waiting: None,
            trouble: None,
            is_closed: false,
            is_sparing: false,
            is_alone: false,
            written_before: 0,
            health,
        }
    }

    /// Begins a unit, and the transaction if there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Conflict`] while another process writes.
    pub(super) fn begin_unit(&mut self) -> Result<(), StorageError> {
        let begun = self.try_begin_unit();
        if let Err(error) = &begun {
            self.note(error);
            self.end_if_broken();
        }
        begun
    }

    fn try_begin_unit(&mut self) -> Result<(), StorageError> {
        if self.is_closed {
            return Err(StorageError::Unavailable(Trouble::Unreachable));
        }
        // One whose connection failed has not ended in good order.
        (self.is_alone, self.is_sparing) = (false, false);
        if self.connection.is_none() {
            self.connection = Some(connect::writer(&self.path)?);
        }
        if self.waiting.is_none() {
            run(self.connection()?, "BEGIN IMMEDIATE")?;
            self.waiting = Some(Vec::new());
        }
        self.written_before = self.connection()?.total_changes();
        run(self.connection()?, "SAVEPOINT unit")
    }

    /// The connection of the unit that is under way.
    pub(super) fn connection(&self) -> Result<&Connection, StorageError> {
        let lost = || StorageError::Unavailable(self.trouble.unwrap_or(Trouble::Unreachable));
        match self.trouble {
            Some(trouble) => Err(StorageError::Unavailable(trouble)),
            None => self.connection.as_ref().ok_or_else(lost),
        }
    }

    /// Has the connection keep little in memory until the unit that is under way ends.
    pub(super) fn spare_memory(&mut self) -> Result<(), StorageError> {
        self.is_sparing = true;
        run(self.connection()?, connect::SMALL_CACHE)
    }

    /// Gives the unit that is under way a transaction to itself. Those who wait have their commit
    /// first, if the unit wrote nothing yet; what it read was of their transaction, so it writes on
    /// conditions as any unit that was overtaken. It needs no savepoint, which would keep every page
    /// aside in memory that changes after it.
    pub(super) fn be_alone(&mut self) -> Result<(), StorageError> {
        let connection = self.connection()?;
        let has_written = connection.total_changes() > self.written_before;
        if self.is_alone || (has_written && self.len() > 0) {
            return Ok(());
        }
        run(connection, "RELEASE unit")?;
        self.is_alone = true;
        if self.len() > 0 {
            self.commit();
            run(self.connection()?, "BEGIN IMMEDIATE")?;
            self.waiting = Some(Vec::new());
        }
        Ok(())
    }

    fn end_sparing(&mut self) -> Result<(), StorageError> {
        self.is_alone = false;
        if std::mem::take(&mut self.is_sparing) {
            run(self.connection()?, connect::CACHE)?;
        }
        Ok(())
    }

    /// Takes an error of a statement. After some of them SQLite has undone the whole transaction.
    pub(super) fn note(&mut self, error: &StorageError) {
        self.health.note(error);
        let is_undone = || {
            let connection = self.connection.as_ref();
            self.waiting.is_some() && connection.is_some_and(Connection::is_autocommit)
        };
        self.trouble = self.trouble.or(match error {
            StorageError::Unavailable(Trouble::TimedOut) => None,
            StorageError::Unavailable(trouble) => Some(*trouble),
            _ if is_undone() => Some(Trouble::DiskFailed),
            _ => None,
        });
    }

    /// Ends a unit that is done. `tell` learns what became of it, after the commit.
    pub(super) fn settle_unit(
        &mut self,
        tell: impl FnOnce(Result<(), StorageError>) + Send + 'static,
    ) {
        let released = match self.connection() {
            Ok(_) if self.is_alone => Ok(()),
            Ok(connection) => run(connection, "RELEASE unit"),
            Err(error) => Err(error),
        };
        let released = released.and_then(|()| self.end_sparing());
        let Err(error) = released else {
            self.waiting.get_or_insert_default().push(Reply::new(tell));
            return;
        };
        self.note(&error);
        self.trouble = self.trouble.or(Some(Trouble::DiskFailed));
        self.end_if_broken();
        tell(Err(error));
    }

    /// How many units wait for the commit.
    pub(super) fn len(&self) -> usize {
        self.waiting.as_ref().map_or(0, Vec::len)
    }

    /// Undoes the unit that is under way.
    pub(super) fn undo_unit(&mut self) {
        let undone = self.connection().and_then(|connection| {
            if !self.is_alone {
                run(connection, "ROLLBACK TO unit")?;
                run(connection, "RELEASE unit")?;
            }
            if self.len() == 0 && !connection.is_autocommit() {
                run(connection, "ROLLBACK")?;
            }
            Ok(())
        });
        let undone = undone.and_then(|()| self.end_sparing());
        match undone {
            Ok(()) if self.len() == 0 => self.waiting = None,
            Ok(()) => {}
            Err(error) => {
                self.note(&error);
                self.trouble = self.trouble.or(Some(Trouble::DiskFailed));
                self.end_if_broken();
            }
        }
    }

    /// Makes last what waits for it.
    pub(super) fn commit(&mut self) {
        if self.len() == 0 {
            return;
        }
        let committed = match self.connection() {
            Ok(connection) => run(connection, "COMMIT"),
            Err(error) => Err(error),
        };
        let Err(error) = committed else {
            self.tell(Fate::Committed);
            if let Some(connection) = &self.connection {
                self.checkpoints.after_commit(connection);
            }
            return;
        };
        self.note(&error);
        let trouble = self.trouble.take().unwrap_or(Trouble::DiskFailed);
        self.connection = None;
        self.tell(Fate::Uncertain(trouble));
    }

    /// Writes the file anew once all that waits for it is committed.
    pub(super) fn rewrite(&mut self) -> Result<(), StorageError> {
        self.commit();
        rewrite::rewrite(&self.path)
    }

    /// Closes the connection in good order: the write-ahead log goes into the file first.
    pub(super) fn close(&mut self) -> Result<(), StorageError> {
        self.commit();
        self.is_closed = true;
        let Some(connection) = self.connection.take() else {
            return Ok(());
        };
        connection.busy_timeout(PATIENCE)?;
        Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    /// Gives up a connection that must not be used any more, and all that waited for its commit.
    fn end_if_broken(&mut self) {
        if let Some(trouble) = self.trouble.take() {
            self.connection = None;
            self.tell(Fate::Undone(trouble));
        }
    }

    /// Ends the transaction for those who waited.
    fn tell(&mut self, fate: Fate) {
        for waiting in self.waiting.take().unwrap_or_default() {
            waiting.tell(fate.outcome());
        }
    }
}
