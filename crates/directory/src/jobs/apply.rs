//! Has all contacts of a tenant follow the settings of its roster that were chosen last.
//!
//! Whoever was written by a transaction that had not seen them yet is looked at a second time, once all
//! such transactions have ended.

use chrono::{DateTime, TimeDelta, Utc};
use scim::instant;
use serde_json::{Value, json};
use storage::jobs::{Horizon, LeasedJob, Progress, horizon};
use storage::{StorageError, contacts};

use crate::contacts::{Decider, look_again};
use crate::fault::Fault;
use crate::unit::Unit;

/// So many contacts are decided about in one step: few, since on SQLite others wait for it.
const BATCH: u64 = 100;

/// By so much the clocks of servers may differ.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// Where the job is.
struct Position {
    /// Whether everybody was looked at, and only those are left that may have missed the settings.
    is_second: bool,
    /// Transactions below this number may have missed them.
    begun: i64,
    /// The id of the contact that was looked at last.
    after: String,
}

pub(super) async fn step(unit: Unit<'_>, job: &LeasedJob) -> Result<Progress, Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let now = horizon(conn).await?;
    let position = Position::parse(job.position.as_deref(), now);
    if position.is_second && now.ended < position.begun {
        return Ok(position.at(0));
    }
    let chosen = time_of(&job.input)?;
    let since = position.is_second.then(|| chosen - SKEW);
    let found = contacts::stored_page(conn, tenant, &position.after, since, BATCH).await?;
    let decider = Decider::new(unit).await?.by_choice();
    if is_mapped_anew(&job.input) {
        for contact in &found {
            look_again(&decider, contact, true).await?;
        }
    } else {
        decider.decide_again(&found).await?;
    }
    let done = u64::try_from(found.len()).unwrap_or(u64::MAX);
    match found.last() {
        Some(last) if done == BATCH => Ok(position.behind(&last.state.id).at(done)),
        _ if position.is_second || position.begun == 0 => Ok(Progress {
            position: None,
            done,
        }),
        _ => Ok(position.second().at(done)),
    }
}

/// What a job has to know: when the settings were chosen, and whether fields come from elsewhere by them.
pub(crate) fn input(chosen: DateTime<Utc>, is_mapped_anew: bool) -> Value {
    json!({"at": instant::format(chosen), "is_mapped_anew": is_mapped_anew})
}

fn is_mapped_anew(input: &Value) -> bool {
    input.get("is_mapped_anew") == Some(&Value::Bool(true))
}

fn time_of(input: &Value) -> Result<DateTime<Utc>, Fault> {
    let at = input.get("at").and_then(Value::as_str);
    let at = at.and_then(instant::parse);
    let unreadable = || StorageError::Internal("a job does not say when it was made".into());
    at.ok_or_else(|| unreadable().into())
}

impl Position {
    fn parse(text: Option<&str>, now: Horizon) -> Self {
        let mut parts = text.unwrap_or_default().splitn(3, ' ');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (pass, begun, after) = (part(), part(), part());
        Self {
            is_second: pass == "2",
            begun: begun.parse().unwrap_or(now.begun),
            after,
        }
    }

    fn behind(self, after: &str) -> Self {
        Self {
            after: after.to_owned(),
            ..self
        }
    }

    fn second(self) -> Self {
        Self {
            is_second: true,
            after: String::new(),
            ..self
        }
    }

    fn at(&self, done: u64) -> Progress {
        let pass = if self.is_second { 2 } else { 1 };
        Progress {
            position: Some(format!("{pass} {} {}", self.begun, self.after)),
            done,
        }
    }
}
