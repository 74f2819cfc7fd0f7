//! The results beside those that went wrong, which are grouped by their causes.

use super::model::{Outcome, Report, TestResult};

/// The results of a report, by what they ask of the reader.
#[derive(Default)]
pub(super) struct Sections<'r> {
    /// What did not come to its end.
    pub(super) unfinished: Vec<&'r TestResult>,
    /// What the server doesn't claim, by the reason.
    pub(super) not_claimed: Vec<SameReason<'r>>,
    /// What somebody asked not to run, by the reason.
    pub(super) skipped: Vec<SameReason<'r>>,
    /// What holds.
    pub(super) passed: Vec<&'r TestResult>,
    /// What has something to say beside its outcome.
    pub(super) noted: Vec<&'r TestResult>,
    /// What could not clean up behind itself.
    pub(super) leaving: Vec<&'r TestResult>,
}

/// Tests that were left out for one reason.
pub(super) struct SameReason<'r> {
    /// The reason.
    pub(super) reason: &'r str,
    /// The tests.
    pub(super) results: Vec<&'r TestResult>,
}

impl<'r> Sections<'r> {
    /// The results of that report.
    pub(super) fn new(report: &'r Report) -> Self {
        let mut sections = Self::default();
        for result in &report.results {
            sections.place(result);
            if !result.notes.is_empty() {
                sections.noted.push(result);
            }
            if !result.leftovers.is_empty() {
                sections.leaving.push(result);
            }
        }
        sections
    }

    fn place(&mut self, result: &'r TestResult) {
        match &result.outcome {
            Outcome::Failed { .. } | Outcome::Blocked { .. } => {}
            Outcome::Interrupted | Outcome::Broken => self.unfinished.push(result),
            Outcome::NotClaimed { reason } => group(&mut self.not_claimed, reason, result),
            Outcome::Skipped { reason } => group(&mut self.skipped, reason, result),
            Outcome::Passed => self.passed.push(result),
        }
    }
}

fn group<'r>(groups: &mut Vec<SameReason<'r>>, reason: &'r str, result: &'r TestResult) {
    match groups.iter_mut().find(|group| group.reason == reason) {
        Some(group) => group.results.push(result),
        None => groups.push(SameReason {
            reason,
            results: vec![result],
        }),
    }
}
