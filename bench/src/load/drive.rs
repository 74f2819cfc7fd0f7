//! Many clients at a time, for a while, in a closed loop or at a fixed rate.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until, timeout};

use super::connection::{Connection, Endpoint};
use super::operation::Operation;
use super::population::{Group, Population};
use super::tally::{Measured, Tally};
use super::worker::{Common, Worker};
use crate::host::Processes;

/// Clients that are still busy so long after the end are given up.
const PATIENCE: Duration = Duration::from_mins(2);
/// After so many errors a client slows down.
const FEW_ERRORS: u64 = 20;

/// What is sent, by whom, and for how long.
#[derive(Clone, Debug)]
pub(crate) struct Load<'a> {
    /// The servers; clients take turns in choosing one.
    pub(crate) endpoints: &'a [Endpoint],
    /// Whose CPU time is counted.
    pub(crate) processes: &'a Processes,
    /// Who is on the server.
    pub(crate) population: &'a Arc<Population>,
    /// The groups whose members change.
    pub(crate) groups: Vec<Group>,
    /// What is sent.
    pub(crate) mix: Vec<(Operation, u32)>,
    /// How many clients there are.
    pub(crate) clients: usize,
    /// How long it is measured.
    pub(crate) time: Duration,
    /// How long it goes on before.
    pub(crate) warmup: Duration,
    /// Requests a second in all. Without it each client sends its next when the last is answered;
    /// with it, times count from when a request was due.
    pub(crate) rate: Option<f64>,
}

/// How far the load is.
#[derive(Debug, Default)]
struct Phase {
    counts: AtomicBool,
    ended: AtomicBool,
}

/// Sends the load and measures.
pub(crate) async fn drive(load: &Load<'_>) -> Result<Measured> {
    let phase = Arc::new(Phase::default());
    let mut clients = start_clients(load, &phase);
    sleep(load.warmup).await;
    let cpu = load.processes.cpu_seconds()?;
    let started = Instant::now();
    phase.counts.store(true, Ordering::Relaxed);
    sleep(load.time).await;
    let seconds = started.elapsed().as_secs_f64();
    phase.ended.store(true, Ordering::Relaxed);
    let cpu = load.processes.cpu_seconds()? - cpu;
    let mut measured = Measured {
        seconds,
        cpu,
        ..Measured::default()
    };
    let all = timeout(PATIENCE, collect(&mut clients, &mut measured)).await;
    all.context("the server does not answer any more")??;
    Ok(measured)
}

fn start_clients(load: &Load<'_>, phase: &Arc<Phase>) -> JoinSet<Result<Measured>> {
    let common = Arc::new(Common {
        population: Arc::clone(load.population),
        groups: load.groups.clone(),
        tag: format!("{:016x}", fastrand::u64(..)),
        clients: load.clients,
        created: AtomicUsize::new(0),
    });
    let endpoints = load.endpoints.iter().cycle();
    let mut clients = JoinSet::new();
    for (number, endpoint) in endpoints.take(load.clients).enumerate() {
        let client = Client {
            worker: Worker::new(
                number,
                Arc::clone(&common),
                Connection::new(endpoint.clone()),
            ),
            pace: Pace::new(load, number),
            mix: load.mix.clone(),
            phase: Arc::clone(phase),
            seen: Measured::default(),
        };
        clients.spawn(client.run());
    }
    clients
}

async fn collect(clients: &mut JoinSet<Result<Measured>>, all: &mut Measured) -> Result<()> {
    while let Some(client) = clients.join_next().await {
        let seen = client??;
        for (operation, tally) in &seen.tallies {
            tally_of(&mut all.tallies, *operation)?.add(tally)?;
        }
        all.first_error = all.first_error.take().or(seen.first_error);
    }
    Ok(())
}

fn tally_of(tallies: &mut BTreeMap<Operation, Tally>, operation: Operation) -> Result<&mut Tally> {
    Ok(match tallies.entry(operation) {
        Entry::Occupied(tally) => tally.into_mut(),
        Entry::Vacant(place) => place.insert(Tally::new()?),
    })
}

/// When a client sends its next request.
#[derive(Debug)]
enum Pace {
    /// As soon as the last is answered.
    Closed,
    /// At fixed times.
    Open { due: Instant, gap: Duration },
}

impl Pace {
    fn new(load: &Load<'_>, number: usize) -> Self {
        let Some(rate) = load.rate else {
            return Self::Closed;
        };
        let gap = Duration::from_secs_f64(load.clients as f64 / rate);
        let share = number as f64 / load.clients as f64;
        Self::Open {
            due: Instant::now() + gap.mul_f64(share),
            gap,
        }
    }

    /// Waits; gives when the request was due, if that was fixed.
    async fn next(&mut self) -> Option<Instant> {
        let Self::Open { due, gap } = self else {
            return None;
        };
        let now = *due;
        *due += *gap;
        sleep_until(now.into()).await;
        Some(now)
    }
}

struct Client {
    worker: Worker,
    pace: Pace,
    mix: Vec<(Operation, u32)>,
    phase: Arc<Phase>,
    seen: Measured,
}

impl Client {
    async fn run(mut self) -> Result<Measured> {
        while !self.phase.ended.load(Ordering::Relaxed) {
            let operation = self.choose()?;
            let due = self.pace.next().await;
            let counts = self.phase.counts.load(Ordering::Relaxed);
            let mut started = due.unwrap_or_else(Instant::now);
            let prepared = || started = due.unwrap_or_else(Instant::now);
            let outcome = self.worker.perform(operation, prepared).await?;
            if !counts || self.phase.ended.load(Ordering::Relaxed) {
                continue;
            }
            let tally = tally_of(&mut self.seen.tallies, operation)?;
            let is_right = outcome.result.is_ok();
            tally.note(outcome.ended - started, is_right);
            if let Err(told) = outcome.result {
                let is_failing = tally.errors > FEW_ERRORS;
                self.seen.first_error.get_or_insert(told);
                if is_failing {
                    sleep(Duration::from_millis(5)).await;
                }
            }
        }
        Ok(self.seen)
    }

    fn choose(&mut self) -> Result<Operation> {
        let total: u32 = self.mix.iter().map(|(_, weight)| weight).sum();
        let mut left = self.worker.random.u32(..total.max(1));
        for (operation, weight) in &self.mix {
            if left < *weight {
                return Ok(*operation);
            }
            left -= weight;
        }
        anyhow::bail!("the mix is empty")
    }
}
