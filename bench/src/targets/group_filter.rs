//! Looking a group up by its name, a small one and a large one.

use anyhow::Result;

use super::contest::{Contest, Task, errors, median_of};
use super::growth::CLIENTS;
use crate::load::Operation;
use crate::results::{Results, Row};

/// Times the CPU of a group of 10.
const LIMIT: f64 = 1.15;

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    let (small, large) = (contest.plan.small_group, contest.plan.large_group);
    let task = |size| Task::only(Operation::GroupFilter, CLIENTS, size).in_one_group();
    let rounds = contest.plan.fine_rounds;
    let rounds = contest.compare(&task(large), &task(small), rounds).await?;
    let factor = median_of(&rounds, |large, small| large.micros() / small.micros());
    let what = format!("CPU of a group filter without members, group of {large} to one of {small}");
    let (count, first) = errors(&rounds);
    let row = Row::most(contest.engine, &what, factor, LIMIT, "times");
    results.rows.push(row.with_errors(count, first));
    Ok(())
}
