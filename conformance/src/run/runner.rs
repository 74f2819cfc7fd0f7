//! The runner.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::select::{LeftOut, Planned};
use crate::check::{Session, Shared, Stop, Test, Verdict};
use crate::http::Exchange;
use crate::report::{Outcome, TestResult};

/// Hears how far a run is.
pub trait Progress: Send + Sync {
    /// A test ended, the `done`th of `total`.
    fn finished(&self, done: usize, total: usize, result: &TestResult);

    /// What a test sent and got, with cleaning up, whether it passed or not. It is kept nowhere
    /// else.
    fn traffic(&self, _test: &str, _exchanges: &[Exchange]) {}
}

/// Runs the tests, `parallel` of them at a time, and gives the results in the same order. After an
/// [interrupt](crate::check::Interrupt) those under way clean up, and the rest is not run.
pub async fn run(
    planned: &[Planned],
    shared: &Arc<Shared>,
    parallel: usize,
    progress: &dyn Progress,
) -> Vec<TestResult> {
    let mut results: Vec<Option<TestResult>> = planned.iter().map(left_out).collect();
    let mut done = results.iter().flatten().count();
    for alone in [false, true] {
        let places = if alone { 1 } else { parallel.max(1) };
        let mut running = start(planned, shared, alone, places);
        while let Some(joined) = running.join_next().await {
            let Ok((index, result, exchanges)) = joined else {
                continue;
            };
            done += 1;
            progress.traffic(&result.id, &exchanges);
            progress.finished(done, planned.len(), &result);
            if let Some(place) = results.get_mut(index) {
                *place = Some(result);
            }
        }
    }
    let broken = |(place, planned): (Option<TestResult>, &Planned)| {
        place.unwrap_or_else(|| TestResult::new(&planned.test, Outcome::Broken))
    };
    results.into_iter().zip(planned).map(broken).collect()
}

fn left_out(planned: &Planned) -> Option<TestResult> {
    let outcome = match planned.left_out.clone()? {
        LeftOut::Skipped(reason) => Outcome::Skipped { reason },
        LeftOut::NotClaimed(reason) => Outcome::NotClaimed { reason },
    };
    Some(TestResult::new(&planned.test, outcome))
}

fn start(
    planned: &[Planned],
    shared: &Arc<Shared>,
    alone: bool,
    places: usize,
) -> JoinSet<(usize, TestResult, Vec<Exchange>)> {
    let permits = Arc::new(Semaphore::new(places));
    let mut running = JoinSet::new();
    for (index, planned) in planned.iter().enumerate() {
        if planned.left_out.is_some() || planned.test.alone != alone {
            continue;
        }
        let session = Session::new(Arc::clone(shared), &planned.test.id, index);
        let (test, shared, permits) = (
            planned.test.clone(),
            Arc::clone(shared),
            Arc::clone(&permits),
        );
        running.spawn(async move {
            let _permit = permits.acquire_owned().await;
            let (result, exchanges) = run_one(test, session, &shared).await;
            (index, result, exchanges)
        });
    }
    running
}

async fn run_one(test: Test, session: Session, shared: &Shared) -> (TestResult, Vec<Exchange>) {
    if shared.interrupt.is_set() {
        return (TestResult::new(&test, Outcome::Interrupted), Vec::new());
    }
    let started = Instant::now();
    // In a task of its own, so that what a broken test made is cleaned up as well.
    let doing = tokio::spawn(test.start(session.clone()));
    let outcome = doing.await.map_or(Outcome::Broken, outcome);
    let own = session.exchanges().len();
    let leftovers = session.clean_up().await;
    let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let exchanges = session.exchanges();
    let shown = if outcome.is_good() { 0 } else { own };
    let mut result = TestResult {
        milliseconds,
        leftovers,
        notes: session.notes(),
        requests: exchanges.len(),
        exchanges: exchanges.iter().take(shown).cloned().collect(),
        ..TestResult::new(&test, outcome)
    };
    result.cover(&session.secrets());
    (result, exchanges)
}

fn outcome(verdict: Verdict) -> Outcome {
    match verdict {
        Ok(()) => Outcome::Passed,
        Err(Stop::Failed(finding)) => Outcome::Failed { finding },
        Err(Stop::Blocked(finding)) => Outcome::Blocked { finding },
        Err(Stop::NotClaimed(reason)) => Outcome::NotClaimed { reason },
        Err(Stop::Interrupted) => Outcome::Interrupted,
    }
}
