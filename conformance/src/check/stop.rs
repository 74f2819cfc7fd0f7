//! How a test ends before its end.

use serde::Serialize;

/// Nothing to complain about, or the reason to stop.
pub type Verdict = Result<(), Stop>;

/// Why a test stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// The server did something else than it should.
    Failed(Finding),
    /// The server would not let the test get to its point: what it needed could not be made.
    Blocked(Finding),
    /// The server does not claim what the test is about; the sentence says where.
    NotClaimed(String),
    /// Somebody ended the run.
    Interrupted,
}

/// What was expected and what was found instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What should have come, in a few words.
    pub expected: String,
    /// What came.
    pub found: String,
    /// Which of the test's exchanges shows it, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exchange: Option<usize>,
}

impl Stop {
    /// What came, for people.
    pub fn told(&self) -> &str {
        match self {
            Self::Failed(finding) | Self::Blocked(finding) => &finding.found,
            Self::NotClaimed(reason) => reason,
            Self::Interrupted => "the run ended",
        }
    }

    /// The same, where it only stood in the way of what the test is about.
    #[must_use]
    pub fn blocked(self) -> Self {
        match self {
            Self::Failed(finding) => Self::Blocked(finding),
            other => other,
        }
    }
}
