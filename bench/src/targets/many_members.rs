//! Many members in one request.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use hyper::Method;

use super::contest::{Contest, Task, errors, median_of};
use crate::load::{Connection, Operation, add_members, create_group};
use crate::results::{Results, Row};

/// A hundred members cost so many times one at most.
const LIMIT: f64 = 10.0;
/// All members in one request take so many seconds at most.
const SECONDS: f64 = 3.0;
/// And so many times the body's memory.
const MEMORY: f64 = 4.0;
const MIB: f64 = 1024.0 * 1024.0;

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    hundred(contest, results).await?;
    all(contest, results).await
}

async fn hundred(contest: &Contest, results: &mut Results) -> Result<()> {
    let task = |count| Task::only(Operation::Cycle(count), 1, contest.plan.small_group);
    let rounds = contest
        .compare(&task(100), &task(1), contest.plan.rounds)
        .await?;
    let factor = median_of(&rounds, |hundred, one| hundred.micros() / one.micros());
    let (count, first) = errors(&rounds);
    let what = "CPU of a PATCH of 100 members, to one of 1";
    let row = Row::most(contest.engine, what, factor, LIMIT, "times");
    results.rows.push(row.with_errors(count, first));
    Ok(())
}

/// As many members as the large group has, at once.
async fn all(contest: &Contest, results: &mut Results) -> Result<()> {
    let count = contest.plan.large_group;
    let members: Vec<_> = contest
        .rollcall
        .population
        .users
        .iter()
        .take(count)
        .cloned()
        .collect();
    let mut connection = Connection::new(contest.rollcall.endpoint()?.clone());
    let group = create_group(&mut connection, "perf-at-once").await?;
    let body = add_members(&members);
    let mebibytes = body.len() as f64 / MIB;
    let server = contest.server.alone();
    server.forget_peak()?;
    let before = server.memory()?;
    let started = Instant::now();
    let path = format!("/Groups/{group}");
    let answer = connection.send(&Method::PATCH, &path, Some(body)).await;
    let answer = answer.context("many members in one request")?;
    let seconds = started.elapsed().as_secs_f64();
    let text = String::from_utf8_lossy(&answer.body);
    ensure!(
        matches!(answer.status, 200 | 204),
        "{count} members: HTTP {} {text}",
        answer.status
    );
    let grown = (server.peak()? - before).max(0.0) / mebibytes;
    let what = format!("a PATCH of {count} members");
    results
        .rows
        .push(Row::most(contest.engine, &what, seconds, SECONDS, "s"));
    let what = format!("memory of a PATCH of {count} members, of the body's bytes");
    let row = Row::most(contest.engine, &what, grown, MEMORY, "times");
    results
        .rows
        .push(row.noting(format!("the body has {mebibytes:.2} MiB")));
    Ok(())
}
