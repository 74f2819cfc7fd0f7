//! Entra over many cycles, for load and soak.
//!
//! A [synthetic directory](crate::suites::entra::service::directory) of a company lives through
//! cycles in which people join, move, are renamed, disabled, restored and leave, and the
//! [provisioning job](crate::suites::entra::service::job) brings every change to the server. The job
//! remembers what the server confirmed; at the end the whole is compared, person by person and
//! membership by membership.

mod churn;
mod compare;
mod fleet;
mod fleet_report;
mod meter;
mod report;
mod walk;

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use churn::Changes;
pub use compare::Comparison;
pub use fleet::{FleetProgress, Tenant, simulate_fleet};
pub use fleet_report::{FleetReport, Slowest, TenantReport, fleet_text};
pub use report::{CycleReport, KindReport, Simulation, text};

use crate::check::{Interrupt, Profile};
use crate::http::{Throttle, Transport};
use crate::suites::Dialect;
use crate::suites::entra::service::directory::Directory;
use crate::suites::entra::service::failure::Trouble;
use crate::suites::entra::service::job::{Cycle, Job};
use crate::suites::entra::service::mapping::Mapping;
use crate::target::Target;
use meter::Meter;

/// So many cycles without changes are added at most until nothing is left to do.
const SETTLING: usize = 10;
/// The pauses while the server does not answer: the first, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));
/// After so long without an answer the simulation ends.
const PATIENCE: Duration = Duration::from_mins(2);

/// What is simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// People in the beginning.
    pub users: usize,
    /// Groups.
    pub groups: usize,
    /// As many of a hundred people change in each cycle.
    pub churn: f64,
    /// Cycles after the initial one.
    pub cycles: usize,
    /// The most requests a second.
    pub rate: Option<f64>,
    /// Fixes people and changes.
    pub seed: u64,
    /// Objects that are handled at a time.
    pub parallel: usize,
    /// How PATCH requests are written.
    pub dialect: Dialect,
    /// Whether everything is left on the server.
    pub keep: bool,
    /// Part of every name, of this run and no other.
    pub tag: String,
}

/// The simulation could not be run to its end.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server stopped answering as a server must.
    #[error("the server cannot be used any more: {0}")]
    Gone(String),
}

/// Hears how far a simulation is.
pub trait Progress: Send + Sync {
    /// A cycle ended.
    fn cycle(&self, cycle: &CycleReport);
    /// The server does not answer; it is tried again.
    fn waiting(&self, told: &str);
}

/// A simulation under way.
struct Run<'p> {
    settings: Settings,
    meter: Meter,
    interrupt: Interrupt,
    progress: &'p dyn Progress,
    directory: Directory,
    job: Job,
    cycles: Vec<CycleReport>,
}

/// Simulates, compares and cleans up. After an interrupt the cycle breaks off, and the rest is done
/// all the same.
///
/// # Errors
/// The server stopped answering.
pub async fn simulate(
    transport: Arc<dyn Transport>,
    target: &Target,
    settings: Settings,
    interrupt: Interrupt,
    progress: &dyn Progress,
) -> Result<Simulation, Failure> {
    let server = transport.base_url().to_owned();
    let throttle = Throttle::new(settings.rate);
    let mapping = Mapping::of(target, &Profile::default());
    let (users, groups) = (settings.users, settings.groups);
    let mut run = Run {
        meter: Meter::new(transport, throttle, interrupt.clone()),
        directory: Directory::new(settings.seed, users, groups, &settings.tag),
        job: Job::new(mapping, settings.dialect, settings.parallel),
        settings,
        interrupt,
        progress,
        cycles: Vec::new(),
    };
    let started = Instant::now();
    let lived = run.live().await;
    let seconds = started.elapsed().as_secs_f64();
    let measured = run.meter.measured();
    run.meter.close();
    let compared = match lived {
        Ok(()) => run.compare().await,
        Err(failure) => Err(failure),
    };
    let leftovers = if run.settings.keep {
        Vec::new()
    } else {
        walk::clean_up(&run.meter, &run.settings, &run.job).await
    };
    Ok(Simulation::new(
        server,
        &run.settings,
        run.cycles,
        &measured,
        seconds,
        compared?,
        run.interrupt.is_set(),
        leftovers,
    ))
}

impl Run<'_> {
    async fn live(&mut self) -> Result<(), Failure> {
        for number in 0..=self.settings.cycles {
            let changes = match number {
                0 => Changes::default(),
                _ => churn::stir(&mut self.directory, &self.job, self.settings.churn),
            };
            self.cycle(changes).await?;
        }
        for _ in 0..SETTLING {
            self.job.release();
            if self.cycle(Changes::default()).await? == 0 {
                break;
            }
        }
        Ok(())
    }

    /// One cycle, however long it takes until the server lets it begin. Gives how many objects it
    /// handled.
    async fn cycle(&mut self, changes: Changes) -> Result<usize, Failure> {
        let started = Instant::now();
        let (mut pause, longest) = PAUSE;
        let before = self.meter.count();
        while !self.interrupt.is_set() {
            self.meter.resume();
            match self.job.cycle(&self.meter, &self.directory).await {
                Ok(cycle) => {
                    let sent = self.meter.count() - before;
                    return Ok(self.finished(changes, &cycle, sent, started));
                }
                Err(trouble) => self.pause(&trouble, started, pause).await?,
            }
            pause = (pause * 2).min(longest);
        }
        Ok(0)
    }

    fn finished(
        &mut self,
        changes: Changes,
        cycle: &Cycle,
        requests: usize,
        started: Instant,
    ) -> usize {
        let report = CycleReport {
            number: self.cycles.len(),
            changes,
            handled: cycle.handled,
            failed: cycle.troubles.len(),
            requests,
            seconds: started.elapsed().as_secs_f64(),
        };
        self.progress.cycle(&report);
        self.cycles.push(report);
        cycle.handled
    }

    async fn pause(
        &self,
        trouble: &Trouble,
        started: Instant,
        pause: Duration,
    ) -> Result<(), Failure> {
        if self.interrupt.is_set() {
            return Ok(());
        }
        if started.elapsed() > PATIENCE {
            return Err(Failure::Gone(trouble.told()));
        }
        self.progress.waiting(&trouble.told());
        tokio::time::sleep(pause).await;
        Ok(())
    }

    async fn compare(&self) -> Result<Comparison, Failure> {
        let users = walk::users(&self.meter, &self.settings.tag).await?;
        let groups = walk::groups(&self.meter, &self.settings.tag).await?;
        let mut compared = compare::compare(&self.job, &self.directory, &users, &groups);
        if !self.interrupt.is_set() {
            compared.unfinished(&self.job, &self.directory);
        }
        Ok(compared)
    }
}
