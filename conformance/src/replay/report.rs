//! What a played replay found.

use std::fmt;

use super::compare::Difference;

/// The result of a whole replay.
#[derive(Clone, Debug)]
pub struct Report {
    /// The replay's name.
    pub name: String,
    /// How many requests were sent.
    pub requests: usize,
    /// The steps whose answers were not as expected.
    pub mismatches: Vec<Mismatch>,
}

/// A step whose answer was not as expected.
#[derive(Clone, Debug)]
pub struct Mismatch {
    /// The step's name.
    pub step: String,
    /// What was sent.
    pub sent: String,
    /// What came back.
    pub answered: String,
    /// In which places it differs.
    pub differences: Vec<Difference>,
}

impl Report {
    /// Whether every answer was as expected.
    pub fn passed(&self) -> bool {
        self.mismatches.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (requests, wrong) = (self.requests, self.mismatches.len());
        let noun = if requests == 1 { "request" } else { "requests" };
        writeln!(
            formatter,
            "{}: {requests} {noun}, {wrong} answered wrongly",
            self.name
        )?;
        self.mismatches
            .iter()
            .try_for_each(|mismatch| write!(formatter, "\n{mismatch}"))
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "step: {}\nsent: {}", self.step, self.sent)?;
        writeln!(formatter, "came: {}", self.answered.trim_end())?;
        self.differences
            .iter()
            .try_for_each(|difference| writeln!(formatter, "  {difference}"))
    }
}
