//! The one writer of a file. Units of work have it in turn. The first that is done asks for the
//! commit, which comes behind those that were waiting by then: so a commit serves all of them, and a
//! unit alone waits for nobody. A thread carries out the units that are handed over, and commits.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use futures_util::FutureExt;
use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use super::group::Group;
use super::handed::{Claim, GivesUp, Handed};
use super::turns::{Errand, Owner, Turn, Turns};
use super::unit::Unit;
use super::{PAUSE, blocking};
use crate::database::PATIENCE;
use crate::database::health::Health;
use crate::{StorageError, TenantKey, Trouble};

/// The connection that writes, and who has it when.
#[derive(Debug)]
pub(in crate::database) struct Writer {
    group: Arc<Mutex<Group>>,
    turns: Arc<Turns>,
}

impl Writer {
    pub(super) fn new(
        path: PathBuf,
        connection: Option<Connection>,
        health: Arc<Health>,
    ) -> Result<Arc<Self>, StorageError> {
        let group = Arc::new(Mutex::new(Group::new(path, connection, health)));
        let (turns, errands) = Turns::new();
        let of_thread = Arc::clone(&group);
        std::thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || carry_out(&of_thread, &errands))
            .map_err(|error| StorageError::internal(error.to_string()))?;
        Ok(Arc::new(Self { group, turns }))
    }

    /// Waits for the turn of a unit.
    pub(in crate::database) async fn begin(
        &self,
        owner: Option<TenantKey>,
    ) -> Result<Unit, StorageError> {
        let turn = self.turn(owner).await?;
        begin(&self.group, turn).await
    }

    /// Has the writer's thread carry out a unit. It returns when its writes last, or nothing of them
    /// is there. Until it is begun it is given up at the deadline, after [`PATIENCE`] and if the
    /// future is dropped.
    ///
    /// `work` gets the unit, and gives it back with its output to have it committed.
    pub(in crate::database) async fn hand_over<T, E>(
        &self,
        owner: Option<TenantKey>,
        deadline: Option<Instant>,
        work: impl AsyncFnOnce(Unit) -> Result<(T, Unit), E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let (sender, mut outcome) = oneshot::channel();
        let (claim, group, runtime) =
            (Claim::default(), Arc::clone(&self.group), Handle::current());
        let work = move |turn| runtime.block_on(serve(group, turn, work, sender));
        self.turns
            .hand_over(owner, Handed::new(claim.clone(), Box::new(work)));
        let claim = GivesUp(claim);
        let patience = Instant::now() + PATIENCE;
        let until = deadline.map_or(patience, |it| it.min(patience));
        let outcome = match tokio::time::timeout_at(until.into(), &mut outcome).await {
            Ok(outcome) => outcome,
            Err(_) if claim.0.take() => {
                let is_late = until < patience;
                let trouble = if is_late {
                    Trouble::TimedOut
                } else {
                    Trouble::NoConnection
                };
                return Err(StorageError::Unavailable(trouble).into());
            }
            Err(_) => outcome.await,
        };
        // Without a word of it, it was dropped while it waited for the commit.
        outcome.unwrap_or_else(|_| Err(StorageError::Uncertain(Trouble::DiskFailed).into()))
    }

    /// Writes the file anew, so that nothing of what was deleted stands in it or beside it.
    pub(in crate::database) async fn rewrite(&self) -> Result<(), StorageError> {
        let _turn = self.turn(None).await?;
        let mut group = Arc::clone(&self.group).lock_owned().await;
        blocking(move || group.rewrite()).await
    }

    pub(in crate::database) async fn close(&self) -> Result<(), StorageError> {
        let _turn = self.turn(None).await?;
        let mut group = Arc::clone(&self.group).lock_owned().await;
        blocking(move || group.close()).await
    }

    async fn turn(&self, owner: Owner) -> Result<Turn, StorageError> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.of_unit(owner)).await;
        match turn {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(StorageError::Unavailable(Trouble::NoConnection)),
        }
    }
}

/// Begins a unit whose turn it is.
async fn begin(group: &Arc<Mutex<Group>>, turn: Turn) -> Result<Unit, StorageError> {
    let deadline = Instant::now() + PATIENCE;
    let mut group: OwnedMutexGuard<Group> = Arc::clone(group).lock_owned().await;
    loop {
        match group.begin_unit() {
            // The connection is given back before the turn.
            Ok(()) => return Ok(Unit::new(group, turn)),
            // Another process writes, and does not tell when it has finished.
            Err(StorageError::Conflict) if Instant::now() < deadline => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Carries out a unit that was handed over, and tells what became of it: at once if it failed, else
/// after the commit. A panic is an error of that unit alone.
async fn serve<T, E>(
    group: Arc<Mutex<Group>>,
    turn: Turn,
    work: impl AsyncFnOnce(Unit) -> Result<(T, Unit), E>,
    outcome: oneshot::Sender<Result<T, E>>,
) where
    T: Send + 'static,
    E: From<StorageError> + Send + 'static,
{
    let work = async move {
        let unit = begin(&group, turn).await?;
        work(unit).await
    };
    let done = AssertUnwindSafe(work).catch_unwind().await;
    let failed = match done {
        Ok(Ok((output, unit))) => {
            unit.settle(move |committed| {
                // Whoever has gone need not be told.
                let _ = outcome.send(committed.map(|()| output).map_err(E::from));
            });
            return;
        }
        Ok(Err(error)) => error,
        Err(_) => StorageError::internal("a unit of work panicked").into(),
    };
    let _ = outcome.send(Err(failed));
}

/// What the writer's thread does.
fn carry_out(group: &Mutex<Group>, errands: &Receiver<Errand>) {
    while let Ok(errand) = errands.recv() {
        match errand {
            Errand::Unit(unit, turn) => unit.carry_out(turn),
            Errand::Commit(turn) => {
                group.blocking_lock().commit();
                drop(turn);
            }
        }
    }
}
