//! A fixed rate of requests, as they come from outside.

use anyhow::Result;
use tokio::time::sleep;

use super::contest::Contest;
use super::mixed::task;
use crate::load::{Load, Operation, drive};
use crate::results::{Results, Row};

/// Requests a second.
const RATE: f64 = 1000.0;
/// The share of the answers whose time counts.
const SHARE: f64 = 0.99;
/// Milliseconds for reads and for writes.
const READS: f64 = 5.0;
const WRITES: f64 = 15.0;
/// Memory at the end, of that after a fifth of the time.
const MEMORY: f64 = 1.2;

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    let load = Load {
        rate: Some(RATE),
        time: contest.plan.open_time,
        ..contest.rollcall.load(&task(contest), &contest.plan)
    };
    let early = async {
        sleep(load.warmup + load.time / 5).await;
        load.processes.memory()
    };
    let (measured, early) = tokio::join!(drive(&load), early);
    let (measured, early) = (measured?, early?);
    let late = load.processes.memory()?;
    let first = measured.first_error.as_deref();
    let engine = contest.engine;
    let mut row = |what: &str, figure: f64, limit: f64, unit: &str| {
        let what = format!("{RATE}/s, open loop, {} s: {what}", load.time.as_secs());
        let row = Row::most(engine, &what, figure, limit, unit);
        results.rows.push(row.with_errors(measured.errors(), first));
    };
    let reads = measured.merged(Operation::is_read)?;
    row("p99 of reads", reads.millis_at(SHARE), READS, "ms");
    let writes = measured.merged(|operation| !operation.is_read())?;
    row("p99 of writes", writes.millis_at(SHARE), WRITES, "ms");
    row(
        "memory at the end, of that early on",
        late / early,
        MEMORY,
        "times",
    );
    Ok(())
}
