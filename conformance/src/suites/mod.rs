//! The tests, by who makes the demands.

pub mod entra;
pub mod okta;
pub mod rfc;

use crate::check::{Suite, Test};
use crate::target::Target;

/// How Entra writes its PATCH requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// As it does unless told otherwise: `Add`, `Replace`, `Remove`, one attribute an operation,
    /// booleans as text.
    Legacy,
    /// As with `aadOptscim062020` in the tenant URL: lower-case operations, values without a path.
    Compliant,
}

impl Dialect {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Legacy, Self::Compliant];

    /// Its name, as in ids of tests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::Compliant => "compliant",
        }
    }
}

/// What decides which tests there are, beside the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The suites to run.
    pub suites: Vec<Suite>,
    /// The dialects in which the Entra suite speaks.
    pub dialects: Vec<Dialect>,
    /// Fixes the synthetic directory of the Entra suite.
    pub seed: u64,
    /// How many people are in it.
    pub users: usize,
    /// How many groups are in it.
    pub groups: usize,
    /// How long the Entra suite's load lasts, in seconds.
    pub load_seconds: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            suites: Suite::ALL.to_vec(),
            dialects: Dialect::ALL.to_vec(),
            seed: 1,
            users: 12,
            groups: 3,
            load_seconds: 60,
        }
    }
}

/// All tests that these options ask of that server, in the order of reports. Ids are unique.
pub fn tests(target: &Target, options: &Options) -> Vec<Test> {
    let suite = |suite: &Suite| match suite {
        Suite::Rfc => rfc::tests(target),
        Suite::Entra => entra::tests(target, options),
        Suite::Okta => okta::tests(target),
    };
    options.suites.iter().flat_map(suite).collect()
}
