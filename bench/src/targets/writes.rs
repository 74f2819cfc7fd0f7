//! Durable writes alone, against the ceiling.

use anyhow::Result;

use super::contest::{Contest, Task, errors, median_of};
use super::mixed::CLIENTS;
use crate::load::Operation;
use crate::results::{Results, Row};

/// Per cent of the ceiling's throughput.
const LIMIT: f64 = 40.0;

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    for operation in [Operation::Patch, Operation::Cycle(1), Operation::Create] {
        let task = Task::only(operation, CLIENTS, contest.plan.small_group);
        let rounds = contest.alternate(&task).await?;
        let share = median_of(&rounds, |rollcall, ceiling| {
            rollcall.rate() / ceiling.rate()
        });
        let rate = median_of(&rounds, |rollcall, _| rollcall.rate());
        let ceiling = median_of(&rounds, |_, ceiling| ceiling.rate());
        let what = format!("{operation} alone: share of the ceiling's throughput");
        let (count, first) = errors(&rounds);
        let row = Row::least(contest.engine, &what, share * 100.0, LIMIT, "%");
        let row = row.noting(format!("{rate:.0}/s, the ceiling {ceiling:.0}/s"));
        results.rows.push(row.with_errors(count, first));
    }
    Ok(())
}
