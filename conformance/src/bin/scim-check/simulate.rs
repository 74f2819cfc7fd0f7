//! The command that plays Entra over many cycles.

use std::io::{self, Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use conformance::check::Interrupt;
use conformance::http::{Network, Secrets, SetupError};
use conformance::simulate::{
    self, Changes, CycleReport, Failure, FleetProgress, Progress, Settings, Tenant, TenantReport,
    simulate, simulate_fleet,
};
use conformance::suites::Dialect;
use conformance::target::{Unusable, discover};
use serde::Serialize;

use crate::connection::{NetworkArguments, Token};
use crate::file::FileError;
use crate::progress::{Display, say};
use crate::rate::rate;
use crate::token_file::{self, Entry};
use crate::{exit, interrupt};

/// What a simulation needs. Users, groups and the rate are those of each tenant.
#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    /// The SCIM base URL, such as `https://example.com/scim/v2`
    url: String,
    /// The bearer token, where the server wants one
    #[arg(
        long,
        value_name = "TOKEN",
        env = "SCIM_CHECK_TOKEN",
        hide_env_values = true
    )]
    token: Option<Token>,
    /// Simulate many tenants at once: a file with the token of one in each line, after its name
    /// and a space if it has one
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// How many tenants of the file [default: all]
    #[arg(long, value_name = "N", requires = "token_file")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    tenants: Option<u32>,
    #[command(flatten)]
    network: NetworkArguments,
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
    Tokens(#[from] FileError),
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
    let tokens = match arguments.tokens() {
        Ok(tokens) => tokens,
        Err(error) => return exit::untested(&error.to_string()),
    };
    let secrets = Secrets::new(tokens.iter().map(|entry| entry.token.0.clone()));
    let outcome = match (&arguments.token_file, tokens.first()) {
        (None, Some(entry)) => simulated(&arguments, &entry.token, &secrets).await,
        _ => fleet_simulated(&arguments, &tokens, &secrets).await,
    };
    match outcome {
        Ok(true) => ExitCode::from(exit::GOOD),
        Ok(false) => ExitCode::from(exit::FAILED),
        Err(reason) => exit::untested(&secrets.cover(&reason.to_string())),
    }
}

async fn simulated(
    arguments: &SimulateArguments,
    token: &Token,
    secrets: &Secrets,
) -> Result<bool, Untried> {
    let network = Network::new(arguments.network.settings(&arguments.url, token))?;
    let target = discover(&network).await?;
    let interrupt = Interrupt::default();
    interrupt::listen(interrupt.clone(), Display::silent())?;
    let simulation = simulate(
        Arc::new(network),
        &target,
        arguments.settings(),
        interrupt,
        &Lines,
    )
    .await?;
    let report = arguments.report.of(&simulation, simulate::text)?;
    writeln!(stdout().lock(), "{}", secrets.cover(&report).trim_end())?;
    Ok(simulation.is_equal())
}

/// The same for many tenants at once, with one report.
async fn fleet_simulated(
    arguments: &SimulateArguments,
    tokens: &[Entry],
    secrets: &Secrets,
) -> Result<bool, Untried> {
    let mut tenants = Vec::new();
    for Entry { name, token } in tokens {
        let network = Network::new(arguments.network.settings(&arguments.url, token))?;
        tenants.push(Tenant {
            name: name.clone(),
            transport: Arc::new(network),
        });
    }
    let interrupt = Interrupt::default();
    interrupt::listen(interrupt.clone(), Display::silent())?;
    let settings = arguments.settings();
    let fleet = simulate_fleet(tenants, &settings, &interrupt, Arc::new(Lines)).await;
    let report = arguments.report.of(&fleet, simulate::fleet_text)?;
    writeln!(stdout().lock(), "{}", secrets.cover(&report).trim_end())?;
    Ok(fleet.is_equal())
}

impl SimulateArguments {
    /// The tokens of the tenants, or the one.
    fn tokens(&self) -> Result<Vec<Entry>, FileError> {
        match &self.token_file {
            Some(file) => token_file::read(file, self.tenants),
            None => Ok(vec![Entry::only(self.token.clone().unwrap_or_default())]),
        }
    }

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
    /// The report in this form, `text` being what makes the one for people.
    fn of<R: Serialize>(
        self,
        report: &R,
        text: fn(&R) -> String,
    ) -> Result<String, serde_json::Error> {
        match self {
            Self::Text => Ok(text(report)),
            Self::Json => serde_json::to_string_pretty(report),
        }
    }
}

/// One line for each cycle, or for each tenant.
struct Lines;

impl FleetProgress for Lines {
    fn finished(&self, tenant: &TenantReport) {
        let TenantReport {
            tenant: name,
            requests,
            errors,
            seconds,
            ..
        } = tenant;
        say(&format!(
            "{name}: {requests} requests in {seconds:.1} s, {errors} errors"
        ));
    }

    fn waiting(&self, tenant: &str, told: &str) {
        say(&format!("{tenant}: waiting for the server ({told})"));
    }
}

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
