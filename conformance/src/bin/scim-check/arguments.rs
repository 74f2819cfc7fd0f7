//! The command line.

use clap::{Args, Parser, ValueEnum};
use conformance::check::Suite;
use conformance::suites::Dialect;

/// Tests any SCIM 2.0 server by its URL.
#[derive(Debug, Parser)]
#[command(name = "scim-check", version, about)]
pub(crate) struct Arguments {
    /// Without a subcommand the server is tested.
    #[command(flatten)]
    pub(crate) check: CheckArguments,
}

/// What a run of tests needs.
#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The SCIM base URL, such as `https://example.com/scim/v2`
    pub(crate) url: String,
    /// The bearer token
    #[arg(long, env = "SCIM_CHECK_TOKEN", hide_env_values = true)]
    pub(crate) token: String,
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
