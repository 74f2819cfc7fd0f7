//! Figures that are kept: deltas are folded into them, and those of tenants of before are filled.

use storage::Transaction;
use storage::figures::{self, Missing};
use storage::jobs::{LeasedJob, Progress};

use crate::Directory;
use crate::fault::Fault;
use crate::unit::Unit;

/// So many deltas are folded in one transaction.
const BATCH: u64 = 10_000;

impl Directory {
    /// Folds the deltas that there are into the figures. Any number of servers may do so at once.
    pub(super) async fn fold_figures(&self) -> Result<(), Fault> {
        if !figures::any_unfolded(self.database().reader()).await? {
            return Ok(());
        }
        let unit = async |transaction: &Transaction| figures::fold(transaction, BATCH).await;
        while self.database().write(unit).await? == BATCH {}
        Ok(())
    }
}

/// What the figures of a job's tenant lack. That takes long, so it is found before the step.
pub(super) async fn missing(directory: &Directory, job: &LeasedJob) -> Result<Vec<Missing>, Fault> {
    Ok(figures::missing(directory.database().reader(), job.tenant).await?)
}

/// Adds what was missing.
pub(super) async fn step(unit: Unit<'_>, missing: &[Missing]) -> Result<Progress, Fault> {
    figures::complete(unit.transaction, unit.tenant, missing).await?;
    Ok(Progress {
        position: None,
        done: u64::try_from(missing.len()).unwrap_or(u64::MAX),
    })
}
