//! Who writes next. Units take turns in the order in which they came. The first that is done asks
//! for the commit, which comes behind those that were waiting by then: so a commit serves all of
//! them, and a unit alone waits for nobody.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::group::Group;
use super::unit::Unit;
use super::{PAUSE, blocking};
use crate::database::PATIENCE;
use crate::database::health::Health;
use crate::{StorageError, Trouble};

/// The one writer of a file.
#[derive(Debug)]
pub(in crate::database) struct Writer {
    group: Arc<Mutex<Group>>,
    commits: Sender<()>,
}

impl Writer {
    pub(super) fn new(
        path: PathBuf,
        connection: Option<Connection>,
        health: Arc<Health>,
    ) -> Result<Arc<Self>, StorageError> {
        let group = Arc::new(Mutex::new(Group::new(path, connection, health)));
        let (commits, asked) = channel();
        let committing = Arc::clone(&group);
        std::thread::Builder::new()
            .name("sqlite-commit".to_owned())
            .spawn(move || commit_when_asked(&committing, &asked))
            .map_err(|error| StorageError::internal(error.to_string()))?;
        Ok(Arc::new(Self { group, commits }))
    }

    /// Waits for the turn of a unit.
    pub(in crate::database) async fn begin(&self) -> Result<Unit, StorageError> {
        let deadline = Instant::now() + PATIENCE;
        let mut group = self.turn(PATIENCE).await?;
        loop {
            match group.begin_unit() {
                Ok(()) => return Ok(Unit::new(group, self.commits.clone())),
                // Another process writes, and does not tell when it has finished.
                Err(StorageError::Conflict) if Instant::now() < deadline => {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes the file anew, so that nothing of what was deleted stands in it or beside it.
    pub(in crate::database) async fn rewrite(&self) -> Result<(), StorageError> {
        let mut group = self.turn(PATIENCE).await?;
        blocking(move || group.rewrite()).await
    }

    pub(in crate::database) async fn close(&self) -> Result<(), StorageError> {
        let mut group = self.turn(PATIENCE).await?;
        blocking(move || group.close()).await
    }

    async fn turn(&self, patience: Duration) -> Result<OwnedMutexGuard<Group>, StorageError> {
        let turn = Arc::clone(&self.group).lock_owned();
        let turn = tokio::time::timeout(patience, turn).await;
        turn.map_err(|_| StorageError::Unavailable(Trouble::NoConnection))
    }
}

/// A commit waits for the disk, so it has a thread of its own.
fn commit_when_asked(group: &Mutex<Group>, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        group.blocking_lock().commit();
    }
}
