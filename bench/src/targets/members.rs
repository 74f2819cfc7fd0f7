//! Adding and removing a member, in a small group and in a large one.

use anyhow::Result;

use super::contest::{Contest, Task, errors, median_of};
use super::growth::CLIENTS;
use crate::load::Operation;
use crate::results::{MemberCost, Results, Row};

/// Times the CPU of a group of 10.
const LIMIT: f64 = 1.25;

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    let (small, large) = (contest.plan.small_group, contest.plan.large_group);
    let task = |size| Task::only(Operation::Cycle(1), CLIENTS, size).in_one_group();
    let rounds = contest
        .compare(&task(large), &task(small), contest.plan.rounds)
        .await?;
    let factor = median_of(&rounds, |large, small| large.micros() / small.micros());
    let costs = [
        (small, median_of(&rounds, |_, small| small.micros())),
        (large, median_of(&rounds, |large, _| large.micros())),
    ];
    let engine = contest.engine;
    results
        .members
        .extend(costs.map(|(size, micros)| MemberCost {
            engine,
            size,
            micros,
        }));
    let what = format!("CPU of member changes, group of {large} to one of {small}");
    let (count, first) = errors(&rounds);
    let row = Row::most(engine, &what, factor, LIMIT, "times");
    results.rows.push(row.with_errors(count, first));
    Ok(())
}
