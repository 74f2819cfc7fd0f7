//! The command that plays Entra over many cycles.

use std::io::{self, Write, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use conformance::check::Interrupt;
use conformance::http::{Network, Secrets, SetupError};
use conformance::simulate::{
    self, Changes, CycleReport, Failure, Progress, Settings, Simulation, simulate,
};
use conformance::suites::Dialect;
use conformance::target::{Unusable, discover};

use crate::connection::Connection;
use crate::progress::{Display, say};
use crate::rate::rate;
use crate::{exit, interrupt};

/// What a simulation needs.
#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    /// The SCIM base URL, such as `https://example.com/scim/v2`
    url: String,
    #[command(flatten)]
    connection: Connection,
    /// How many people there are in the beginning
    #[arg(long, value_name = "N", default_value_t = 100)]
    users: usize,
    /// How many groups there are
    #[arg(long, value_name = "N", default_value_t = 10)]
    groups: usize,
    /// How many of a hundred people change in each cycle
    #[arg(long, value_name = "PERCENT", default_value_t = 10.0)]
    #[arg(value_parser = rate)]
    churn: f64,
    /// How many cycles follow the initial one
    #[arg(long, value_name = "N", default_value_t = 5)]
    cycles: usize,
    /// The most requests a second
    #[arg(long, value_parser = rate)]
    rate: Option<f64>,
    /// Fixes the people and what happens to them
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many objects are handled at a time
    #[arg(long, value_name = "N", default_value_t = 4)]
    parallel: usize,
    /// How PATCH requests are written
    #[arg(long, default_value = "legacy")]
    dialect: OneDialect,
    /// Leave everything on the server
    #[arg(long)]
    keep: bool,
    /// The form of the report
    #[arg(long, value_name = "FORM", default_value = "text")]
    report: Form,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OneDialect {
    /// `Add`, `Replace`, booleans as text
    Legacy,
    /// With `aadOptscim062020`
    Compliant,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    /// For a terminal or a log
    Text,
    /// For programs: everything that is known
    Json,
}

/// Why nothing could be simulated.
#[derive(Debug, thiserror::Error)]
enum Untried {
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Server(#[from] Unusable),
    #[error(transparent)]
    Failure(#[from] Failure),
    #[error("the report cannot be written: {0}")]
    Report(#[from] serde_json::Error),
    #[error("standard output or a signal cannot be used: {0}")]
    System(#[from] io::Error),
}

/// Simulates, writes the report, and says by the exit status whether the server holds what it
/// should.
pub(crate) async fn run(arguments: SimulateArguments) -> ExitCode {
    let secrets = Secrets::new([arguments.connection.token.0.clone()]);
    match simulated(arguments).await {
        Ok(true) => ExitCode::from(exit::GOOD),
        Ok(false) => ExitCode::from(exit::FAILED),
        Err(reason) => exit::untested(&secrets.cover(&reason.to_string())),
    }
}

async fn simulated(arguments: SimulateArguments) -> Result<bool, Untried> {
    let network = Network::new(arguments.connection.settings(&arguments.url))?;
    let target = discover(&network).await?;
    let interrupt = Interrupt::default();
    interrupt::listen(interrupt.clone(), Display::new(0))?;
    let simulation = simulate(
        Arc::new(network),
        &target,
        arguments.settings(),
        interrupt,
        &Lines,
    )
    .await?;
    let secrets = Secrets::new([arguments.connection.token.0.clone()]);
    let report = secrets.cover(&arguments.report.of(&simulation)?);
    writeln!(stdout().lock(), "{}", report.trim_end())?;
    Ok(simulation.is_equal())
}

impl SimulateArguments {
    fn settings(&self) -> Settings {
        Settings {
            users: self.users,
            groups: self.groups,
            churn: self.churn,
            cycles: self.cycles,
            rate: self.rate,
            seed: self.seed,
            parallel: self.parallel,
            dialect: match self.dialect {
                OneDialect::Legacy => Dialect::Legacy,
                OneDialect::Compliant => Dialect::Compliant,
            },
            keep: self.keep,
            tag: format!("sim{:08x}", fastrand::u32(..)),
        }
    }
}

impl Form {
    fn of(self, simulation: &Simulation) -> Result<String, serde_json::Error> {
        match self {
            Self::Text => Ok(simulate::text(simulation)),
            Self::Json => serde_json::to_string_pretty(simulation),
        }
    }
}

/// One line for each cycle.
struct Lines;

impl Progress for Lines {
    fn cycle(&self, cycle: &CycleReport) {
        let Changes {
            joined,
            moved,
            renamed,
            disabled,
            restored,
            left,
            deleted,
        } = cycle.changes;
        let failed = match cycle.failed {
            0 => String::new(),
            failed => format!(", {failed} failed"),
        };
        say(&format!(
            "cycle {}: {joined} joined, {moved} moved, {renamed} renamed, {disabled} disabled, \
             {restored} restored, {left} left, {deleted} deleted; {} requests in {:.1} s{failed}",
            cycle.number, cycle.requests, cycle.seconds
        ));
    }

    fn waiting(&self, told: &str) {
        say(&format!("waiting for the server ({told})"));
    }
}
