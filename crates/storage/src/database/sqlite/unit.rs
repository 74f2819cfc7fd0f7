//! A unit of work: the statements of one write, which take place together or not at all.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use sea_orm::sea_query::Values;
use tokio::sync::{OwnedMutexGuard, oneshot};

use super::blocking;
use super::group::Group;
use super::statement::{collect, execute, gather, query};
use super::turns;
use crate::database::row::{Add, OwnedRow, Row};
use crate::{StorageError, Trouble};

/// Units that may wait for one commit.
const MOST: usize = 256;

/// A unit that writes more rows takes longer than the commit that it would save.
const MANY: usize = 200;

/// The pages of so many rows are not worth the memory they take.
const VERY_MANY: usize = 10_000;

/// A unit whose turn it is. Dropping it undoes it.
#[derive(Debug)]
pub(in crate::database) struct Unit {
    /// None while a long statement has it.
    turn: Mutex<Option<Turn>>,
}

impl Unit {
    pub(super) fn new(group: OwnedMutexGuard<Group>, turn: turns::Turn) -> Self {
        let turn = Turn {
            group,
            permit: turn,
            is_under_way: true,
        };
        Self {
            turn: Mutex::new(Some(turn)),
        }
    }

    pub(in crate::database) fn execute(
        &self,
        sql: &str,
        values: Values,
    ) -> Result<u64, StorageError> {
        with(&mut self.lock(), |connection| {
            execute(connection, sql, values)
        })
    }

    pub(in crate::database) fn query<T>(
        &self,
        sql: &str,
        values: &Values,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        with(&mut self.lock(), |connection| {
            query(connection, sql, values, read)
        })
    }

    /// Has it neither keep others waiting nor keep very much in memory.
    pub(in crate::database) fn expect_rows(&self, rows: usize) -> Result<(), StorageError> {
        let mut turn = self.lock();
        let group = &mut turn.as_mut().ok_or_else(out_of_turn)?.group;
        if rows > VERY_MANY {
            group.spare_memory()?;
        }
        if rows > MANY {
            group.be_alone()?;
        }
        Ok(())
    }

    /// A statement that may last, and its rows.
    pub(in crate::database) async fn scan(
        &self,
        sql: String,
        values: Values,
    ) -> Result<Vec<OwnedRow>, StorageError> {
        self.run(move |connection| collect(connection, &sql, &values))
            .await
    }

    /// A statement that may last, and what is gathered of its rows.
    pub(in crate::database) async fn gather<A: Send + 'static>(
        &self,
        (sql, values): (String, Values),
        gathered: A,
        add: Add<A>,
    ) -> Result<A, StorageError> {
        self.run(move |connection| gather(connection, &sql, &values, gathered, add))
            .await
    }

    /// Carries out what may last, on a thread where it keeps nobody but other writers waiting. If
    /// the future is dropped, the unit is undone when that has ended.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let mut turn = self.lock().take();
        let (turn, found) = blocking(move || {
            let found = with(&mut turn, work);
            Ok((turn, found))
        })
        .await?;
        *self.lock() = turn;
        found
    }

    /// Waits until its writes last.
    pub(in crate::database) async fn commit(self) -> Result<(), StorageError> {
        let (sender, outcome) = oneshot::channel();
        self.settle(move |committed| {
            // Whoever has gone need not be told.
            let _ = sender.send(committed);
        });
        let outcome = outcome.await;
        outcome.unwrap_or(Err(StorageError::Uncertain(Trouble::DiskFailed)))
    }

    /// Ends it, and gives the turn to the next. `tell` learns whether its writes last, after the
    /// commit.
    pub(super) fn settle(self, tell: impl FnOnce(Result<(), StorageError>) + Send + 'static) {
        let turn = self.lock().take();
        match turn {
            Some(mut turn) => turn.settle(tell),
            None => tell(Err(out_of_turn())),
        }
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, Option<Turn>> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Uses the connection of a unit whose turn it is.
fn with<T>(
    turn: &mut Option<Turn>,
    work: impl FnOnce(&Connection) -> Result<T, StorageError>,
) -> Result<T, StorageError> {
    let group = &mut turn.as_mut().ok_or_else(out_of_turn)?.group;
    let outcome = group.connection().and_then(work);
    if let Err(error) = &outcome {
        group.note(error);
    }
    outcome
}

fn out_of_turn() -> StorageError {
    StorageError::internal("a unit of work was used while one of its statements was under way")
}

/// The turn of a unit. Whoever drops it ends the unit, wherever that is.
#[derive(Debug)]
struct Turn {
    group: OwnedMutexGuard<Group>,
    /// Given back after the connection.
    permit: turns::Turn,
    is_under_way: bool,
}

impl Turn {
    fn settle(&mut self, tell: impl FnOnce(Result<(), StorageError>) + Send + 'static) {
        self.is_under_way = false;
        self.group.settle_unit(tell);
        match self.group.len() {
            1 => self.permit.ask_for_commit(),
            MOST.. => self.group.commit(),
            _ => {}
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.is_under_way {
            self.group.undo_unit();
        }
    }
}
