//! The results as people read them: what went wrong first.

use super::model::{Outcome, Report, TestResult};

/// The results of a report, by what they ask of the reader.
#[derive(Default)]
pub(super) struct Sections<'r> {
    /// What makes the run fail: demands that don't hold.
    pub(super) failed: Vec<&'r TestResult>,
    /// What could not be tested because the server refused what the test needed.
    pub(super) blocked: Vec<&'r TestResult>,
    /// Demands that don't hold but don't decide.
    pub(super) warned: Vec<&'r TestResult>,
    /// What did not come to its end.
    pub(super) unfinished: Vec<&'r TestResult>,
    /// What the server doesn't claim, by the reason.
    pub(super) not_claimed: Vec<Group<'r>>,
    /// What somebody asked not to run, by the reason.
    pub(super) skipped: Vec<Group<'r>>,
    /// What holds.
    pub(super) passed: Vec<&'r TestResult>,
    /// What has something to say beside its outcome.
    pub(super) noted: Vec<&'r TestResult>,
    /// What could not clean up behind itself.
    pub(super) leaving: Vec<&'r TestResult>,
}

/// Tests that were left out for one reason.
pub(super) struct Group<'r> {
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
            Outcome::Failed { .. } if result.severity.decides() => self.failed.push(result),
            Outcome::Failed { .. } => self.warned.push(result),
            Outcome::Blocked { .. } => self.blocked.push(result),
            Outcome::Interrupted | Outcome::Broken => self.unfinished.push(result),
            Outcome::NotClaimed { reason } => group(&mut self.not_claimed, reason, result),
            Outcome::Skipped { reason } => group(&mut self.skipped, reason, result),
            Outcome::Passed => self.passed.push(result),
        }
    }
}

fn group<'r>(groups: &mut Vec<Group<'r>>, reason: &'r str, result: &'r TestResult) {
    match groups.iter_mut().find(|group| group.reason == reason) {
        Some(group) => group.results.push(result),
        None => groups.push(Group {
            reason,
            results: vec![result],
        }),
    }
}
