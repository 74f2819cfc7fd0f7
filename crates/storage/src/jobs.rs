//! Jobs: work that outlasts a request. Whoever runs one has it on lease, and loses it when the lease
//! ends before it is renewed.

mod affected;
mod horizon;
mod report;

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use roster::{JobKind, JobState};
use sea_orm::DbBackend;
use sea_orm::sea_query::{
    CaseStatement, Condition, Expr, ExprTrait, LockBehavior, LockType, Order, Query,
    SelectStatement, UpdateStatement,
};
use serde_json::Value;

use crate::database::Row;
use crate::statement::{self, Assignments};
use crate::time::to_millis;
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction};

pub use affected::Affected;
pub use horizon::{Horizon, horizon};
pub use report::{any_failed, any_open, page};

/// A job to be made.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Its id, unique in its tenant.
    pub id: &'a str,
    /// What it does.
    pub kind: JobKind,
    /// What it does that to; each kind has a form of its own.
    pub input: Value,
    /// Now.
    pub at: DateTime<Utc>,
}

/// A job that a runner has on lease.
#[derive(Clone, Debug, PartialEq)]
pub struct LeasedJob {
    /// Whose it is.
    pub tenant: TenantKey,
    /// Its id.
    pub id: String,
    /// What it does.
    pub kind: JobKind,
    /// What it does that to.
    pub input: Value,
    /// Behind what it goes on; none at its beginning.
    pub position: Option<String>,
    /// How many steps of it failed since one succeeded.
    pub attempts: i64,
    /// Who has it.
    pub runner: String,
}

/// What a step of a job did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Behind what the next step goes on; none if there is none.
    pub position: Option<String>,
    /// How many things the step looked at.
    pub done: u64,
}

/// Adds a job.
pub async fn add(
    conn: &Transaction,
    tenant: TenantKey,
    new: &NewJob<'_>,
) -> Result<(), StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("id", new.id.into()),
        ("kind", new.kind.as_str().into()),
        ("state", JobState::Open.as_str().into()),
        ("input", new.input.clone().into()),
        ("done", 0.into()),
        ("attempts", 0.into()),
        ("created_at", to_millis(new.at).into()),
        ("updated_at", to_millis(new.at).into()),
    ];
    conn.execute(&statement::insert("jobs", row)?).await?;
    Ok(())
}

/// How long a runner may be silent before somebody else goes on with its job.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// Whether some job waits for a runner.
pub async fn any_waiting(conn: &Connection, now: DateTime<Utc>) -> Result<bool, StorageError> {
    let waiting = waiting(now).expr_as(Expr::cust("1"), "one").limit(1).take();
    Ok(conn.one(&waiting, |_| Ok(())).await?.is_some())
}

/// Gives a runner the lease of a job that waits for one, until that time: those that somebody waits
/// for first, and of these the one that has not gone on for longest.
pub async fn lease(
    conn: &Transaction,
    runner: &str,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<LeasedJob>, StorageError> {
    let awaited = [JobKind::DecideContacts, JobKind::ApplyRoster].map(JobKind::as_str);
    let awaited = Expr::col("kind").is_in(awaited);
    let order = CaseStatement::new().case(awaited, 0).finally(1);
    let mut next = waiting(now)
        .columns(["tenant_key", "id", "kind", "input", "position", "attempts"])
        .order_by_expr(order.into(), Order::Asc)
        .order_by("updated_at", Order::Asc)
        .limit(1)
        .take();
    if conn.backend() == DbBackend::Postgres {
        next.lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked);
    }
    let Some(job) = conn.one(&next, |row| leased(row, runner)).await? else {
        return Ok(None);
    };
    let row = vec![
        ("runner", runner.into()),
        ("leased_until", to_millis(until).into()),
    ];
    let lease = statement::update("jobs", row)
        .and_where(is_job(job.tenant, &job.id))
        .take();
    conn.execute(&lease).await?;
    Ok(Some(job))
}

/// Notes what a step did, and renews the lease; a job without a next position is done.
///
/// # Errors
///
/// [`StorageError::Stale`] if the runner lost the lease: then the step must be undone.
pub async fn advance(
    conn: &Transaction,
    job: &LeasedJob,
    progress: &Progress,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(), StorageError> {
    let state = match progress.position {
        Some(_) => JobState::Open,
        None => JobState::Done,
    };
    let row = vec![
        ("state", state.as_str().into()),
        ("position", progress.position.clone().into()),
        ("attempts", 0.into()),
        ("error", None::<String>.into()),
        ("leased_until", to_millis(until).into()),
        ("updated_at", to_millis(now).into()),
    ];
    let done = i64::try_from(progress.done).unwrap_or(i64::MAX);
    let advance = of_runner(job, row)
        .value("done", Expr::col("done").add(done))
        .take();
    expect_lease(conn.execute(&advance).await?)
}

/// Gives a lease back, so that somebody else may go on from then.
pub async fn release(
    conn: &Transaction,
    job: &LeasedJob,
    from: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = vec![
        ("runner", None::<String>.into()),
        ("leased_until", to_millis(from).into()),
    ];
    conn.execute(&of_runner(job, row)).await?;
    Ok(())
}

/// Notes that a step failed, and why; the job is tried again from then, or given up.
///
/// # Errors
///
/// [`StorageError::Stale`] if the runner lost the lease.
pub async fn note_failure(
    conn: &Transaction,
    job: &LeasedJob,
    error: &str,
    again_from: Option<DateTime<Utc>>,
) -> Result<(), StorageError> {
    let state = match again_from {
        Some(_) => JobState::Open,
        None => JobState::Failed,
    };
    let row = vec![
        ("state", state.as_str().into()),
        ("attempts", (job.attempts + 1).into()),
        ("error", error.into()),
        ("runner", None::<String>.into()),
        ("leased_until", again_from.map(to_millis).into()),
    ];
    expect_lease(conn.execute(&of_runner(job, row)).await?)
}

/// Removes the jobs of a tenant that were done before that time.
pub async fn remove_done(
    conn: &Transaction,
    tenant: TenantKey,
    before: DateTime<Utc>,
) -> Result<(), StorageError> {
    let delete = Query::delete()
        .from_table("jobs")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("state").eq(JobState::Done.as_str()))
        .and_where(Expr::col("updated_at").lt(to_millis(before)))
        .take();
    conn.execute(&delete).await?;
    Ok(())
}

/// Those of these users whose contacts a job has yet to look at.
pub(crate) async fn pending_among(
    conn: &Connection,
    tenant: TenantKey,
    user_ids: &[String],
) -> Result<HashSet<String>, StorageError> {
    if user_ids.is_empty() {
        return Ok(HashSet::new());
    }
    let open = Query::select()
        .columns(["input", "position"])
        .from("jobs")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("state").eq(JobState::Open.as_str()))
        .and_where(Expr::col("kind").eq(JobKind::DecideContacts.as_str()))
        .take();
    let open = conn.all(&open, |row| {
        let position: Option<String> = row.get("position")?;
        Ok((row.get::<Value>("input")?, position.unwrap_or_default()))
    });
    let mut pending = HashSet::new();
    for (input, position) in open.await? {
        let affected = Affected::of_input(&input)?;
        let among = affected.among(conn, tenant, &position, user_ids).await?;
        pending.extend(among);
    }
    Ok(pending)
}

/// A query of open jobs that nobody has on lease, yet without columns. A lease that would last longer
/// than leases do is from before the clock was set back, and over. Jobs of kinds that only a newer
/// version knows are left to its servers.
fn waiting(now: DateTime<Utc>) -> SelectStatement {
    let is_free = Condition::any()
        .add(Expr::col("leased_until").is_null())
        .add(Expr::col("leased_until").lte(to_millis(now)))
        .add(Expr::col("leased_until").gt(to_millis(now + LEASE)));
    Query::select()
        .from("jobs")
        .and_where(Expr::col("state").eq(JobState::Open.as_str()))
        .and_where(Expr::col("kind").is_in(JobKind::ALL.iter().map(|kind| kind.as_str())))
        .cond_where(is_free)
        .take()
}

fn leased(row: &Row<'_>, runner: &str) -> Result<LeasedJob, StorageError> {
    let kind: String = row.get("kind")?;
    Ok(LeasedJob {
        tenant: TenantKey::of_row(row)?,
        id: row.get("id")?,
        kind: word(JobKind::parse(&kind), &kind)?,
        input: row.get("input")?,
        position: row.get("position")?,
        attempts: row.get("attempts")?,
        runner: runner.to_owned(),
    })
}

fn is_job(tenant: TenantKey, id: &str) -> Expr {
    Expr::col("tenant_key")
        .eq(tenant)
        .and(Expr::col("id").eq(id))
}

/// An update of a job, if the runner has it on lease still.
fn of_runner(job: &LeasedJob, row: Assignments) -> UpdateStatement {
    statement::update("jobs", row)
        .and_where(is_job(job.tenant, &job.id))
        .and_where(Expr::col("runner").eq(job.runner.as_str()))
        .and_where(Expr::col("state").eq(JobState::Open.as_str()))
        .take()
}

fn expect_lease(rows: u64) -> Result<(), StorageError> {
    match rows {
        0 => Err(StorageError::Stale),
        _ => Ok(()),
    }
}
