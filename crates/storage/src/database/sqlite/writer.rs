//! The one writer of a file. Units of work have it in turn. The first that is done asks for the
//! commit, which comes behind those that were waiting by then: so a commit serves all of them, and a
//! unit alone waits for nobody.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::group::Group;
use super::turns::{Owner, Turn, Turns};
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
        let turns = Arc::<Turns>::default();
        let (committing, awaited) = (Arc::clone(&group), Arc::clone(&turns));
        std::thread::Builder::new()
            .name("sqlite-commit".to_owned())
            .spawn(move || commit_when_asked(&committing, &awaited, &asked))
            .map_err(|error| StorageError::internal(error.to_string()))?;
        Ok(Arc::new(Self {
            group,
            turns,
            commits,
        }))
    }

    /// Waits for the turn of a unit.
    pub(in crate::database) async fn begin(
        &self,
        owner: Option<TenantKey>,
    ) -> Result<Unit, StorageError> {
        let deadline = Instant::now() + PATIENCE;
        let (mut group, turn) = self.turn(owner).await?;
        loop {
            match group.begin_unit() {
                Ok(()) => return Ok(Unit::new(group, turn, self.commits.clone())),
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
        let (mut group, _turn) = self.turn(None).await?;
        blocking(move || group.rewrite()).await
    }

    pub(in crate::database) async fn close(&self) -> Result<(), StorageError> {
        let (mut group, _turn) = self.turn(None).await?;
        blocking(move || group.close()).await
    }

    /// Waits for the turn. The connection is given back before it.
    async fn turn(&self, owner: Owner) -> Result<(OwnedMutexGuard<Group>, Turn), StorageError> {
        let turn = tokio::time::timeout(PATIENCE, self.turns.of_unit(owner)).await;
        match turn {
            Ok(Ok(turn)) => Ok((Arc::clone(&self.group).lock_owned().await, turn)),
            _ => Err(StorageError::Unavailable(Trouble::NoConnection)),
        }
    }
}

/// A commit waits for the disk, so it has a thread of its own.
fn commit_when_asked(group: &Mutex<Group>, turns: &Arc<Turns>, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        let turn = turns.of_commit().blocking_recv();
        group.blocking_lock().commit();
        drop(turn);
    }
}
