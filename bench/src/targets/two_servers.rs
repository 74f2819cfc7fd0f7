//! Two servers on one PostgreSQL.

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde::Deserialize;
use tokio::task::JoinSet;

use super::contest::{Contest, Side, Task, errors, median_of};
use super::mixed::{CLIENTS, task};
use crate::host::Processes;
use crate::load::{Connection, Endpoint, Measured, Operation, add_members, create_group, drive};
use crate::results::{Results, Row};

/// Per cent of one server's throughput.
const BOTH: f64 = 90.0;
/// Per cent of the ceiling's changes of members of one group.
const HOT: f64 = 70.0;
/// Clients that add members to one group at the same time, and how many each adds.
const WRITERS: (usize, usize) = (16, 20);

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    members: Vec<serde::de::IgnoredAny>,
}

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    let token = contest.server.endpoint.token.clone();
    let second = contest.program.start(&contest.store, token).await?;
    let both = both(contest, &second.endpoint, &second.alone());
    throughput(contest, &both, results).await?;
    hot_group(contest, &both, results).await?;
    lost_members(contest, &both, results).await?;
    second.stop().await
}

fn both(contest: &Contest, endpoint: &Endpoint, second: &Processes) -> Side {
    let mut both = contest.rollcall.clone();
    both.endpoints.push(endpoint.clone());
    both.processes = both.processes.and(second);
    both
}

async fn throughput(contest: &Contest, both: &Side, results: &mut Results) -> Result<()> {
    let rounds = in_turn(contest, both, &contest.rollcall, &task(contest)).await?;
    let share = median_of(&rounds, |both, one| both.rate() / one.rate());
    let what = "two servers: share of one server's throughput";
    let (count, first) = errors(&rounds);
    let row = Row::least(contest.engine, what, share * 100.0, BOTH, "%");
    results.rows.push(row.with_errors(count, first));
    Ok(())
}

async fn hot_group(contest: &Contest, both: &Side, results: &mut Results) -> Result<()> {
    let task = Task::only(Operation::Cycle(1), CLIENTS, contest.plan.small_group).in_one_group();
    let rounds = in_turn(contest, both, &contest.ceiling, &task).await?;
    let share = median_of(&rounds, |both, ceiling| both.rate() / ceiling.rate());
    let what = "two servers, one hot group: share of the ceiling's member changes";
    let (count, first) = errors(&rounds);
    let row = Row::least(contest.engine, what, share * 100.0, HOT, "%");
    results.rows.push(row.with_errors(count, first));
    Ok(())
}

async fn in_turn(
    contest: &Contest,
    one: &Side,
    other: &Side,
    task: &Task,
) -> Result<Vec<[Measured; 2]>> {
    let mut rounds = Vec::new();
    for _ in 0..contest.plan.rounds {
        let first = drive(&one.load(task, &contest.plan)).await?;
        let second = drive(&other.load(task, &contest.plan)).await?;
        rounds.push([first, second]);
    }
    Ok(rounds)
}

/// Adds members by both servers at the same time, one by one, and counts those that are not there.
async fn lost_members(contest: &Contest, both: &Side, results: &mut Results) -> Result<()> {
    let (writers, of_each) = WRITERS;
    let mut connection = Connection::new(both.endpoint()?.clone());
    let group = create_group(&mut connection, "perf-two-servers").await?;
    let path = format!("/Groups/{group}");
    let mut clients = JoinSet::new();
    let shares = both.population.users.chunks(of_each).take(writers);
    let mut wanted = 0;
    for (share, endpoint) in shares.zip(both.endpoints.iter().cycle()) {
        wanted += share.len();
        let connection = Connection::new(endpoint.clone());
        clients.spawn(add_each(connection, path.clone(), share.to_vec()));
    }
    while let Some(client) = clients.join_next().await {
        client??;
    }
    let answer = connection.send(&Method::GET, &path, None).await?;
    let group: Group = serde_json::from_slice(&answer.body).context("a group cannot be read")?;
    let lost = wanted.abs_diff(group.members.len());
    let what = format!("two servers: members lost of {wanted} added at once");
    results.rows.push(Row::most(
        contest.engine,
        &what,
        lost as f64,
        0.0,
        "members",
    ));
    Ok(())
}

async fn add_each(mut connection: Connection, path: String, users: Vec<String>) -> Result<()> {
    for user in users {
        let body = add_members(&[user]);
        let answer = connection.send(&Method::PATCH, &path, Some(body)).await?;
        let text = String::from_utf8_lossy(&answer.body);
        ensure!(
            matches!(answer.status, 200 | 204),
            "a member: HTTP {} {text}",
            answer.status
        );
    }
    Ok(())
}
