//! What changed since an earlier report, as data.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// What changed since an earlier report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// When the earlier run began.
    pub started_at: DateTime<Utc>,
    /// The server that was tested then.
    pub server: String,
    /// Tests that did not pass then and pass now.
    pub better: Vec<Change>,
    /// Tests that do not pass now and did then, or were not run.
    pub worse: Vec<Change>,
    /// How many tests do not pass, then as now.
    pub still_wrong: usize,
    /// How many tests did not pass then, and were not run or not claimed now.
    pub no_longer_tested: usize,
}

/// A test whose outcome is another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The test's id.
    pub id: String,
    /// What holds when it passes.
    pub title: String,
    /// How it ended then; "not there" if the report has no such test.
    pub before: String,
    /// How it ended now.
    pub now: String,
}
