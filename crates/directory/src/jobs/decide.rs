//! Looks again at the contacts that a change of a large group, or of somebody with many reports,
//! concerns.

use storage::jobs::{Affected, LeasedJob, Progress};

use crate::contacts::{Decider, look_at};
use crate::fault::Fault;
use crate::unit::Unit;

/// So many contacts are looked at in one step: few, since on SQLite others wait for it.
const BATCH: u64 = 100;

pub(super) async fn step(unit: Unit<'_>, job: &LeasedJob) -> Result<Progress, Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let affected = Affected::of_input(&job.input)?;
    let after = job.position.as_deref().unwrap_or_default();
    let users = affected.page(conn, tenant, after, BATCH).await?;
    let decider = Decider::new(unit).await?;
    look_at(&decider, &users).await?;
    let done = u64::try_from(users.len()).unwrap_or(u64::MAX);
    Ok(Progress {
        position: users.into_iter().last().filter(|_| done == BATCH),
        done,
    })
}
