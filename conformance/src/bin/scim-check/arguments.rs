//! The command line.

use clap::{ArgMatches, Args, Command, FromArgMatches, Subcommand, ValueEnum};
use conformance::check::Suite;
use conformance::suites::Dialect;

use crate::connection::Connection;

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
pub(crate) enum Other {}

/// What a run of tests needs.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The SCIM base URL, such as `https://example.com/scim/v2`
    pub(crate) url: String,
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The demands to test
    #[arg(long, default_value = "all")]
    pub(crate) suite: SuiteChoice,
    /// How Entra writes its PATCH requests
    #[arg(long, default_value = "both")]
    pub(crate) dialect: DialectChoice,
    /// Runs only tests whose id matches the pattern, with `*` and `?`; may be repeated
    #[arg(long, value_name = "PATTERN")]
    pub(crate) only: Vec<String>,
    /// How many tests run at a time
    #[arg(long, default_value_t = 4)]
    pub(crate) parallel: usize,
    /// The most requests a second
    #[arg(long)]
    pub(crate) rate: Option<f64>,
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
