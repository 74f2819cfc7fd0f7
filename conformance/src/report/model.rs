//! The report as data.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::changes::Comparison;
use crate::check::{Finding, Severity, Suite, Test, Traces};
use crate::http::{Exchange, Secrets};
use crate::target::Target;

/// A whole run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The base URL of the server that was tested.
    pub server: String,
    /// The version of the tool.
    pub version: String,
    /// When the run began.
    pub started_at: DateTime<Utc>,
    /// How long it took.
    pub milliseconds: u64,
    /// Whether somebody ended it before it was done.
    pub interrupted: bool,
    /// Whether only a choice of the tests was to be run.
    pub chosen: bool,
    /// The command with which all of it is run again; without the token.
    pub command: String,
    /// What changed since an earlier report, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Comparison>,
    /// What it made on the server.
    pub traces: Traces,
    /// The optional features, and whether the server claims them.
    pub claims: Vec<Claim>,
    /// What the server doesn't say and was assumed, in sentences.
    pub assumed: Vec<String>,
    /// The tests, in order.
    pub results: Vec<TestResult>,
}

/// An optional feature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// Its name.
    pub feature: String,
    /// Whether the server claims it.
    pub claimed: bool,
}

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TestResult {
    /// The test's id.
    pub id: String,
    /// Its suite.
    pub suite: Suite,
    /// What holds when it passes.
    pub title: String,
    /// Where the demand comes from.
    pub source: String,
    /// How much it matters.
    pub severity: Severity,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// What goes wrong for people when it fails.
    pub why: String,
    /// What to change when it fails.
    pub fix: String,
    /// How long it took, with cleaning up.
    pub milliseconds: u64,
    /// How many requests it sent, with cleaning up.
    pub requests: usize,
    /// What it has to say beside its outcome, such as what it measured.
    pub notes: Vec<String>,
    /// What it made and could not delete, each with the reason.
    pub leftovers: Vec<String>,
    /// What went over the wire, if the test did not pass.
    pub exchanges: Vec<Exchange>,
}

/// How a test ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// Its demand holds.
    Passed,
    /// Its demand does not hold.
    Failed {
        /// What was expected and what was found.
        finding: Finding,
    },
    /// It could not come to its point, since the server refused what it needed.
    Blocked {
        /// What was expected and what was found.
        finding: Finding,
    },
    /// The server does not claim what it is about.
    NotClaimed {
        /// Where it doesn't.
        reason: String,
    },
    /// Somebody asked not to run it.
    Skipped {
        /// Why.
        reason: String,
    },
    /// Somebody ended the run before it was done.
    Interrupted,
    /// The tool itself failed in it.
    Broken,
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Passed.
    pub passed: usize,
    /// Failed, of a severity that decides.
    pub failed: usize,
    /// Failed, of another severity.
    pub warned: usize,
    /// Could not come to their point.
    pub blocked: usize,
    /// Not claimed.
    pub not_claimed: usize,
    /// Skipped.
    pub skipped: usize,
    /// Not run to their end, because the run or the tool ended.
    pub unfinished: usize,
}

impl Report {
    /// A report of results that came from that server.
    pub fn new(target: &Target, started_at: DateTime<Utc>, results: Vec<TestResult>) -> Self {
        let claim = |(feature, claimed): (&str, bool)| Claim {
            feature: feature.to_owned(),
            claimed,
        };
        Self {
            server: target.base_url.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            started_at,
            milliseconds: 0,
            interrupted: false,
            chosen: false,
            command: format!("scim-check {}", target.base_url),
            baseline: None,
            traces: Traces::default(),
            claims: target.claims.list().into_iter().map(claim).collect(),
            assumed: target.assumed.clone(),
            results,
        }
    }

    /// Covers secrets in everything that a server or a person worded.
    pub fn cover(&mut self, secrets: &Secrets) {
        let texts = [&mut self.server, &mut self.command];
        let texts = texts.into_iter().chain(&mut self.assumed);
        texts.for_each(|text| secrets.cover_in(text));
        for result in &mut self.results {
            result.cover(secrets);
        }
    }

    /// The suites that tests were run of, in the order of reports.
    pub fn suites(&self) -> Vec<Suite> {
        let any = |suite: &Suite| self.results.iter().any(|result| result.suite == *suite);
        Suite::ALL.into_iter().filter(any).collect()
    }

    /// How many requests were sent.
    pub fn requests(&self) -> usize {
        self.results.iter().map(|result| result.requests).sum()
    }

    /// How many tests of the suite ended how; of all suites if none is named.
    pub fn counts(&self, suite: Option<Suite>) -> Counts {
        let mut counts = Counts::default();
        let asked = |result: &&TestResult| suite.is_none_or(|suite| result.suite == suite);
        for result in self.results.iter().filter(asked) {
            *counts.place(result) += 1;
        }
        counts
    }

    /// Whether nothing went wrong that decides: every `must` and `vendor-required` test that was to
    /// be run came to its end, and its demand holds.
    pub fn passed(&self) -> bool {
        self.results
            .iter()
            .all(|result| result.outcome.is_good() || !result.severity.decides())
    }
}

impl Counts {
    /// Each count with its name, in the order of reports.
    pub fn columns(&self) -> [(&'static str, usize); 7] {
        [
            ("passed", self.passed),
            ("failed", self.failed),
            ("blocked", self.blocked),
            ("warned", self.warned),
            ("not claimed", self.not_claimed),
            ("skipped", self.skipped),
            ("unfinished", self.unfinished),
        ]
    }

    fn place(&mut self, result: &TestResult) -> &mut usize {
        match &result.outcome {
            Outcome::Passed => &mut self.passed,
            Outcome::Failed { .. } if result.severity.decides() => &mut self.failed,
            Outcome::Failed { .. } => &mut self.warned,
            Outcome::Blocked { .. } => &mut self.blocked,
            Outcome::NotClaimed { .. } => &mut self.not_claimed,
            Outcome::Skipped { .. } => &mut self.skipped,
            Outcome::Interrupted | Outcome::Broken => &mut self.unfinished,
        }
    }
}

impl TestResult {
    /// The result of a test that sent nothing.
    pub fn new(test: &Test, outcome: Outcome) -> Self {
        Self {
            id: test.id.clone(),
            suite: test.suite,
            title: test.title.clone(),
            source: test.source.clone(),
            severity: test.severity,
            outcome,
            why: test.why.clone(),
            fix: test.fix.clone(),
            milliseconds: 0,
            requests: 0,
            notes: Vec::new(),
            leftovers: Vec::new(),
            exchanges: Vec::new(),
        }
    }

    /// Covers secrets in everything that a server or a person worded; in exchanges they are covered
    /// from the beginning.
    pub fn cover(&mut self, secrets: &Secrets) {
        let worded = [&mut self.title, &mut self.why, &mut self.fix];
        let further = self.notes.iter_mut().chain(&mut self.leftovers);
        for text in worded.into_iter().chain(further) {
            secrets.cover_in(text);
        }
        match &mut self.outcome {
            Outcome::Failed { finding } | Outcome::Blocked { finding } => {
                secrets.cover_in(&mut finding.expected);
                secrets.cover_in(&mut finding.found);
            }
            Outcome::NotClaimed { reason } | Outcome::Skipped { reason } => {
                secrets.cover_in(reason);
            }
            Outcome::Passed | Outcome::Interrupted | Outcome::Broken => {}
        }
    }
}

impl Outcome {
    /// Whether nothing is wrong: it passed, or there was a reason not to run it.
    pub fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Passed | Self::NotClaimed { .. } | Self::Skipped { .. }
        )
    }

    /// Its name, as in reports.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed { .. } => "failed",
            Self::Blocked { .. } => "blocked",
            Self::NotClaimed { .. } => "not claimed",
            Self::Skipped { .. } => "skipped",
            Self::Interrupted => "interrupted",
            Self::Broken => "broken",
        }
    }
}
