//! The command line.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches, Subcommand, ValueEnum};
use conformance::check::Suite;
use conformance::suites::Dialect;

use crate::connection::Connection;
use crate::help;
use crate::rate::rate;
use crate::replay::ReplayArguments;
use crate::simulate::SimulateArguments;

const CHOICE: &str = "What to test";
const SENDING: &str = "How to send";
const DIRECTORY: &str = "The Entra suite's directory";
const REPORT: &str = "What to report";

/// What somebody asks for.
#[derive(Debug)]
pub(crate) enum Invocation {
    /// Without a subcommand the server is tested.
    Check(Box<CheckArguments>),
    /// Something else.
    Other(Other),
}

/// What it does beside testing.
#[derive(Debug, Subcommand)]
pub(crate) enum Other {
    /// Plays Entra over many cycles, and compares what the server holds with what it should
    Simulate(Box<SimulateArguments>),
    /// Sends saved traffic again, and compares the answers with those of then
    Replay(Box<ReplayArguments>),
}

/// What a run of tests needs.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The SCIM base URL, such as `https://example.com/scim/v2`
    pub(crate) url: String,
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// Whose demands to test
    #[arg(long, default_value = "all", help_heading = CHOICE)]
    pub(crate) suite: SuiteChoice,
    /// How Entra writes its PATCH requests
    #[arg(long, default_value = "both", help_heading = CHOICE)]
    pub(crate) dialect: DialectChoice,
    /// Run only tests whose id matches, with `*` and `?`; may be repeated
    #[arg(long, value_name = "PATTERN", help_heading = CHOICE)]
    pub(crate) only: Vec<String>,
    /// TOML file of tests not to run, each with the reason
    #[arg(long, value_name = "FILE", help_heading = CHOICE)]
    pub(crate) skip: Option<PathBuf>,
    /// TOML file of what the server wants beside its schemas: values, headers, what to leave alone
    #[arg(long, value_name = "FILE", help_heading = CHOICE)]
    pub(crate) profile: Option<PathBuf>,
    /// How many tests run at a time
    #[arg(long, value_name = "N", default_value_t = 4, help_heading = SENDING)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) parallel: u16,
    /// The most requests a second
    #[arg(long, value_name = "R", value_parser = rate, help_heading = SENDING)]
    pub(crate) rate: Option<f64>,
    /// Do not ask before a server that is not on this machine is written to
    #[arg(long, help_heading = SENDING)]
    pub(crate) yes: bool,
    /// List what would be sent, and send nothing but the requests of discovery
    #[arg(long, help_heading = SENDING, conflicts_with_all = ["report", "save_traffic", "baseline"])]
    pub(crate) dry_run: bool,
    /// Fixes the synthetic directory of the Entra suite
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = DIRECTORY)]
    pub(crate) seed: u64,
    /// How many people are in it
    #[arg(long, value_name = "N", default_value_t = 12, help_heading = DIRECTORY)]
    pub(crate) users: usize,
    /// How many groups are in it
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = DIRECTORY)]
    pub(crate) groups: usize,
    /// How long the Entra suite's load lasts
    #[arg(long, value_name = "SECONDS", default_value_t = 60, help_heading = DIRECTORY)]
    pub(crate) load_seconds: u64,
    /// The form of the report
    #[arg(long, value_name = "FORM", default_value = "text", help_heading = REPORT)]
    pub(crate) report: Format,
    /// Write the report to this file, and only a summary to standard output
    #[arg(long, value_name = "FILE", help_heading = REPORT)]
    pub(crate) output: Option<PathBuf>,
    /// Show what got better and worse since this report, which was made with `--report json`
    #[arg(long, value_name = "FILE", help_heading = REPORT)]
    pub(crate) baseline: Option<PathBuf>,
    /// Show no progress, and no summary beside a report that goes to a file
    #[arg(long, help_heading = REPORT)]
    pub(crate) quiet: bool,
    /// Save what each test sent and got in this directory, one file of JSON lines a test
    #[arg(long, value_name = "DIR", help_heading = REPORT)]
    pub(crate) save_traffic: Option<PathBuf>,
}

/// A form of report.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For a terminal or a log
    Text,
    /// For programs: everything that is known
    Json,
    /// For continuous integration: JUnit XML
    Junit,
    /// For people: one page to read, print and pass on
    Html,
}

/// A suite, or all.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SuiteChoice {
    /// RFC 7643, 7644 and 9865
    Rfc,
    /// Microsoft Entra ID
    Entra,
    /// Okta
    Okta,
    /// All of them
    All,
}

/// A dialect, or both.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DialectChoice {
    /// `Add`, `Replace`, booleans as text
    Legacy,
    /// With `aadOptscim062020`
    Compliant,
    /// Both of them
    Both,
}

impl Invocation {
    /// Reads the command line; ends the program with a message where it is wrong.
    pub(crate) fn read() -> Self {
        let matches = command().get_matches();
        Self::from_matches(&matches).unwrap_or_else(|error| error.format(&mut command()).exit())
    }

    fn from_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        if matches.subcommand_name().is_some() {
            return Other::from_arg_matches(matches).map(Self::Other);
        }
        let arguments = CheckArguments::from_arg_matches(matches)?;
        Ok(Self::Check(Box::new(arguments)))
    }
}

/// The arguments of a run and the subcommands, one of which excludes the other.
fn command() -> Command {
    Other::augment_subcommands(CheckArguments::augment_args(Command::new("scim-check")))
        .version(env!("CARGO_PKG_VERSION"))
        .about("Tests any SCIM 2.0 server by its URL")
        .long_about(help::LONG_ABOUT)
        .after_long_help(help::AFTER)
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .subcommand_required(false)
        .arg_required_else_help(false)
}

impl SuiteChoice {
    /// The suites it stands for.
    pub(crate) fn suites(self) -> Vec<Suite> {
        match self {
            Self::Rfc => vec![Suite::Rfc],
            Self::Entra => vec![Suite::Entra],
            Self::Okta => vec![Suite::Okta],
            Self::All => Suite::ALL.to_vec(),
        }
    }
}

impl DialectChoice {
    /// The dialects it stands for.
    pub(crate) fn dialects(self) -> Vec<Dialect> {
        match self {
            Self::Legacy => vec![Dialect::Legacy],
            Self::Compliant => vec![Dialect::Compliant],
            Self::Both => Dialect::ALL.to_vec(),
        }
    }
}
