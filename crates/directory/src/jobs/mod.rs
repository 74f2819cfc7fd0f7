//! Jobs: work that outlasts a request. Every server looks for some; a job has one runner at a time,
//! and goes on elsewhere when its runner is gone.

mod apply;
mod decide;
mod due;
mod figures;
mod tell;
mod version;

pub(crate) use apply::input as input_of_apply;

use chrono::TimeDelta;
use roster::JobKind;
use storage::jobs::{self, LEASE, LeasedJob};
use storage::{StorageError, Transaction};

use crate::Directory;
use crate::fault::Fault;
use crate::unit::Unit;

/// So many steps are done before other jobs have their turn.
const STEPS: usize = 20;
/// How often a step is tried that fails for a defect of ours, before its job is given up.
const ATTEMPTS: i64 = 5;
/// How long until a failed step is tried again.
const PAUSE: TimeDelta = TimeDelta::seconds(10);
/// How long jobs are shown after they are done.
const SHOWN: TimeDelta = TimeDelta::days(30);

impl Directory {
    /// Goes on with a job that waits, for some steps, as `runner`, a name that no other process has.
    /// Returns whether there was one.
    ///
    /// # Errors
    ///
    /// 503 if the database does not answer. The job waits until its lease ends.
    pub async fn work(&self, runner: &str) -> Result<bool, scim::ScimError> {
        Ok(self.work_on_one(runner).await?)
    }

    /// Has the database know its tables well enough to look things up in them; to be asked for often.
    ///
    /// # Errors
    ///
    /// 503 if the database does not answer.
    pub async fn keep_statistics(&self) -> Result<(), scim::ScimError> {
        let made = self.database().keep_statistics().await;
        let made = made.map_err(Fault::Storage)?;
        if !made.is_empty() {
            tracing::debug!(tables = made.join(", "), "statistics were made");
        }
        Ok(())
    }

    async fn work_on_one(&self, runner: &str) -> Result<bool, Fault> {
        self.fold_figures().await?;
        self.tell_of_brakes().await?;
        if self.decide_due().await? {
            return Ok(true);
        }
        if !jobs::any_waiting(self.database().reader(), self.now()).await? {
            return Ok(false);
        }
        let Some(mut job) = self.lease(runner).await? else {
            return Ok(false);
        };
        for _ in 0..STEPS {
            match self.step(&job).await {
                Ok(Some(position)) => job.position = Some(position),
                // It is done, or somebody else has it and may be further.
                Ok(None) | Err(Fault::Storage(StorageError::Stale)) => return Ok(true),
                Err(fault) => {
                    self.note_failure(&job, fault).await?;
                    return Ok(true);
                }
            }
        }
        self.release(&job).await?;
        Ok(true)
    }

    async fn lease(&self, runner: &str) -> Result<Option<LeasedJob>, Fault> {
        let unit = async |transaction: &Transaction| {
            let now = self.now();
            jobs::lease(transaction, runner, now, now + LEASE).await
        };
        Ok(self.database().write(unit).await?)
    }

    /// Does one step and notes how far the job is, all in one transaction. Returns behind what it goes
    /// on, if there is more to do.
    async fn step(&self, job: &LeasedJob) -> Result<Option<String>, Fault> {
        let missing = match job.kind {
            JobKind::FillFigures => figures::missing(self, job).await?,
            JobKind::DecideContacts | JobKind::VersionContacts | JobKind::ApplyRoster => Vec::new(),
        };
        let unit = async |transaction: &Transaction| {
            let unit = Unit {
                directory: self,
                transaction,
                tenant: job.tenant,
                at: self.now(),
            };
            let progress = match job.kind {
                JobKind::DecideContacts => decide::step(unit, job).await?,
                JobKind::VersionContacts => version::step(unit, job).await?,
                JobKind::ApplyRoster => apply::step(unit, job).await?,
                JobKind::FillFigures => figures::step(unit, &missing).await?,
            };
            jobs::advance(transaction, job, &progress, unit.at, unit.at + LEASE).await?;
            if progress.position.is_none() {
                jobs::remove_done(transaction, job.tenant, unit.at - SHOWN).await?;
            }
            Ok(progress.position)
        };
        self.database().write_of(job.tenant, None, unit).await
    }

    async fn release(&self, job: &LeasedJob) -> Result<(), Fault> {
        let unit =
            async |transaction: &Transaction| jobs::release(transaction, job, self.now()).await;
        Ok(self.database().write(unit).await?)
    }

    /// What the database could not do now is tried again; a defect of ours only some times.
    async fn note_failure(&self, job: &LeasedJob, fault: Fault) -> Result<(), Fault> {
        let is_defect = matches!(
            fault,
            Fault::Refused(_) | Fault::Storage(StorageError::Internal(_) | StorageError::Unique(_))
        );
        tracing::error!(
            ?fault,
            job = job.id,
            kind = job.kind.as_str(),
            "a step of a job failed"
        );
        let again_from = (!is_defect || job.attempts + 1 < ATTEMPTS).then(|| self.now() + PAUSE);
        let error = scim::ScimError::from(fault);
        let unit = async |transaction: &Transaction| {
            jobs::note_failure(transaction, job, error.detail(), again_from).await
        };
        match self.database().write(unit).await {
            Err(StorageError::Stale) => Ok(()),
            outcome => Ok(outcome?),
        }
    }
}
