//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::engine::Engine;
use crate::plan::Mode;

/// Measures Rollcall on this machine
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Measure everything and print it beside the targets
    Run(RunArguments),
    /// Serve for hours, beside tenants that ask for much, and tell whether it stays as it was
    Soak(SoakArguments),
    /// Write the figures and charts of a results file into a page
    Page(PageArguments),
    /// Serve as the ceiling does; the other commands start it
    #[command(hide = true)]
    Ceiling(CeilingArguments),
}

/// What is measured and where.
#[derive(Clone, Debug, Args)]
pub(crate) struct Place {
    /// The binary `rollcall`
    #[arg(long, value_name = "FILE", default_value = "target/release/rollcall")]
    pub(crate) rollcall: PathBuf,
    /// The binary `scim-check`
    #[arg(long, value_name = "FILE", default_value = "target/release/scim-check")]
    pub(crate) scim_check: PathBuf,
    /// Where databases are put meanwhile: on the disk that is to be measured
    #[arg(long, value_name = "DIR", default_value = "/var/tmp")]
    pub(crate) directory: PathBuf,
    /// Where Rollcall's log goes
    #[arg(long, value_name = "FILE", default_value = "target/bench.log")]
    pub(crate) log: PathBuf,
}

/// How everything is measured.
#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// How thorough it is
    #[arg(default_value = "quick")]
    pub(crate) mode: Mode,
    #[command(flatten)]
    pub(crate) place: Place,
    /// On which databases; both if it is left out
    #[arg(long, value_delimiter = ',')]
    pub(crate) database: Vec<Engine>,
    /// Seconds of each single measurement, in place of the mode's
    #[arg(long = "seconds", value_name = "N", value_parser = seconds)]
    pub(crate) time: Option<Duration>,
    /// Write everything that was found to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Where `cargo bench` left its results
    #[arg(long, value_name = "DIR", default_value = "target/criterion")]
    pub(crate) criterion: PathBuf,
}

/// How long it serves.
#[derive(Debug, Args)]
pub(crate) struct SoakArguments {
    #[command(flatten)]
    pub(crate) place: Place,
    /// On which database
    #[arg(long, default_value = "sqlite")]
    pub(crate) database: Engine,
    /// How many minutes
    #[arg(long, value_name = "N", default_value_t = 240)]
    pub(crate) minutes: u32,
    /// Seconds between two lines of the report
    #[arg(long, value_name = "N", value_parser = seconds, default_value = "60")]
    pub(crate) every: Duration,
    /// Users of the tenant that behaves well
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub(crate) users: usize,
    /// Write everything that was found to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Which page.
#[derive(Debug, Args)]
pub(crate) struct PageArguments {
    /// What `run --out` wrote
    pub(crate) results: PathBuf,
    /// The page, whose part between the two marks is replaced; charts go beside it
    #[arg(long, value_name = "FILE", default_value = "docs/performance.md")]
    pub(crate) page: PathBuf,
}

/// What the ceiling serves.
#[derive(Debug, Args)]
pub(crate) struct CeilingArguments {
    /// `sqlite://FILE` or `postgres://…`
    #[arg(long)]
    pub(crate) store: String,
    /// The one token that it takes
    #[arg(long)]
    pub(crate) token: String,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: u64 = text
        .parse()
        .map_err(|_| "a whole number of seconds".to_owned())?;
    match seconds {
        0 => Err("at least 1".to_owned()),
        some => Ok(Duration::from_secs(some)),
    }
}
