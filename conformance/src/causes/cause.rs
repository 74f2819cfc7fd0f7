//! A cause as data.

use serde::{Deserialize, Serialize};

use crate::check::Suite;
use crate::run::matches;

/// What comes of it, the worst first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Harm {
    /// A client cannot work at all.
    Stops,
    /// Somebody has access who should not, or loses theirs.
    Access,
    /// People or what is said of them are missing, wrong or lost.
    Data,
    /// It works, with more trouble than it should be.
    #[default]
    Nuisance,
}

/// Something that a server does wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Its stable name.
    pub id: String,
    /// What the server does wrong, as a sentence.
    pub wrong: String,
    /// What comes of it.
    pub harm: Harm,
    /// What goes wrong with Entra, as the end of a sentence.
    #[serde(default)]
    pub(super) entra: Option<String>,
    /// What goes wrong with Okta.
    #[serde(default)]
    pub(super) okta: Option<String>,
    /// What goes wrong whoever the client is.
    #[serde(default)]
    pub(super) everyone: Option<String>,
    /// Patterns of the tests that are about it.
    pub tests: Vec<String>,
    /// Patterns of tests about many things, which fail for this reason where the evidence says so.
    #[serde(default)]
    pub among: Vec<String>,
    /// Patterns of requests: method, path and body with spaces between.
    #[serde(default)]
    pub sent: Vec<String>,
    /// Patterns of what was expected.
    #[serde(default)]
    pub expected: Vec<String>,
    /// Patterns of requests that keep other tests of the suite from coming to their point.
    #[serde(default)]
    pub blocks: Vec<String>,
}

/// What a failure shows.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'e> {
    /// The id of the test.
    pub test: &'e str,
    /// The request that shows it: method, path and body with spaces between.
    pub sent: &'e str,
    /// What was expected.
    pub expected: &'e str,
}

impl Cause {
    /// What goes wrong with the client that the suite stands for, as the end of a sentence. The RFC
    /// is no client.
    pub fn consequence(&self, suite: Suite) -> Option<&str> {
        let own = match suite {
            Suite::Rfc => return None,
            Suite::Entra => &self.entra,
            Suite::Okta => &self.okta,
        };
        own.as_deref().or(self.everyone.as_deref())
    }

    /// Whether the test of that id is about it.
    pub fn is_about(&self, test: &str) -> bool {
        any(&self.tests, test)
    }

    /// Whether a test about many things failed by it, as far as the evidence tells.
    pub fn explains(&self, evidence: Evidence<'_>) -> bool {
        any(&self.among, evidence.test)
            && (any(&self.sent, evidence.sent) || any(&self.expected, evidence.expected))
    }

    /// Whether it keeps tests from coming to their point by refusing this request.
    pub fn is_in_the_way(&self, evidence: Evidence<'_>) -> bool {
        let of_suite = |pattern: &String| suite_of(pattern) == suite_of(evidence.test);
        self.tests.iter().any(of_suite) && any(&self.blocks, evidence.sent)
    }
}

fn any(patterns: &[String], text: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, text))
}

/// The first word of an id or of a pattern of ids.
fn suite_of(id: &str) -> &str {
    id.split('.').next().unwrap_or_default()
}
