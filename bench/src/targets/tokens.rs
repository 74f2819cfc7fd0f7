//! What tokens cost: the check of a known one, and what unknown ones cost everybody else.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use fastrand::Rng;
use hyper::Method;
use serde_json::Value;
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::contest::{Contest, Task, median};
use super::growth::CLIENTS;
use crate::load::{Connection, Endpoint, Operation, drive};
use crate::results::{Results, Row};

/// Microseconds for a token that is known.
const CHECK: f64 = 1.0;
/// Unknown tokens a second.
const UNKNOWN: u32 = 1000;
/// Connections that present them.
const STRANGERS: u32 = 4;
/// Per cent of their throughput that valid clients keep.
const KEPT: f64 = 80.0;
/// The benchmark of the check, below criterion's directory.
const BENCHMARK: &str = "token/known/new/estimates.json";

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    if let Some(nanos) = estimate(&contest.criterion.join(BENCHMARK)) {
        let what = "token check once known, by cargo bench";
        results
            .rows
            .push(Row::most(contest.engine, what, nanos / 1000.0, CHECK, "µs"));
    }
    let task = Task::only(Operation::FilterHit, CLIENTS, contest.plan.small_group);
    let load = contest.rollcall.load(&task, &contest.plan);
    let mut shares = Vec::new();
    let (mut count, mut first) = (0, None);
    for _ in 0..contest.plan.rounds {
        let alone = drive(&load).await?;
        let mut strangers = present_unknown(contest.rollcall.endpoint()?);
        let disturbed = drive(&load).await?;
        strangers.shutdown().await;
        shares.push(disturbed.rate() / alone.rate() * 100.0);
        count += disturbed.errors();
        first = first.or(disturbed.first_error);
    }
    let what = format!("throughput beside {UNKNOWN} unknown tokens a second, of that alone");
    let row = Row::least(contest.engine, &what, median(shares), KEPT, "%");
    results.rows.push(row.with_errors(count, first.as_deref()));
    Ok(())
}

/// The mean that criterion found, in nanoseconds; `None` if `cargo bench` was not run.
fn estimate(file: &Path) -> Option<f64> {
    let text = fs::read(file).ok()?;
    let estimates: Value = serde_json::from_slice(&text).ok()?;
    estimates.get("mean")?.get("point_estimate")?.as_f64()
}

/// Connections that present tokens which nobody made, until they are shut down.
fn present_unknown(endpoint: &Endpoint) -> JoinSet<Result<()>> {
    let mut strangers = JoinSet::new();
    for _ in 0..STRANGERS {
        let connection = Connection::new(endpoint.clone());
        strangers.spawn(present(connection));
    }
    strangers
}

async fn present(mut connection: Connection) -> Result<()> {
    let gap = Duration::from_secs(1) * STRANGERS / UNKNOWN;
    let mut random = Rng::new();
    let mut due = Instant::now();
    loop {
        connection.present(unknown(&mut random));
        let answer = connection.send(&Method::GET, "/Users?count=1", None).await;
        let answer = answer.context("a stranger got no answer")?;
        anyhow::ensure!(answer.status == 401, "a stranger got {}", answer.status);
        due += gap;
        sleep_until(due.into()).await;
    }
}

/// A token that is shaped as Rollcall's are, checksum included, so that the shape alone does not
/// give it away.
fn unknown(random: &mut Rng) -> String {
    let mut text = |length| -> String {
        std::iter::repeat_with(|| random.alphanumeric())
            .take(length)
            .collect()
    };
    let body = format!("rc_{}_{}", text(16), text(43));
    let checksum = checksum(crc32fast::hash(body.as_bytes()));
    body + &checksum
}

/// A number in six digits of base 62.
fn checksum(mut sum: u32) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = String::new();
    for _ in 0..6 {
        let digit = DIGITS.get((sum % 62) as usize).copied();
        digits.insert(0, char::from(digit.unwrap_or(b'0')));
        sum /= 62;
    }
    digits
}
