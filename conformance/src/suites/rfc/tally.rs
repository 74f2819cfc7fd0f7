//! What came of many checks in one test.

use crate::check::{Session, Stop, Verdict};

/// How many further complaints are told in full.
const TOLD: usize = 4;

/// Collects complaints, so that one test can go through all attributes and name every one that is
/// wrong.
#[derive(Default)]
pub(super) struct Tally {
    right: usize,
    refused: Vec<String>,
    wrong: Vec<Stop>,
}

impl Tally {
    /// A check held.
    pub(super) fn right(&mut self) {
        self.right += 1;
    }

    /// The server said openly that it does not do this.
    pub(super) fn refused(&mut self, what: &str) {
        if !self.refused.iter().any(|known| known == what) {
            self.refused.push(what.to_owned());
        }
    }

    /// A check did not hold.
    pub(super) fn wrong(&mut self, stop: Stop) {
        self.wrong.push(stop);
    }

    /// Counts a check. What stops the test as a whole is passed on.
    ///
    /// # Errors
    /// The run was interrupted.
    pub(super) fn count(&mut self, verdict: Verdict) -> Verdict {
        match verdict {
            Ok(()) => self.right(),
            Err(stop @ (Stop::Failed(_) | Stop::Blocked(_))) => self.wrong(stop),
            Err(Stop::NotClaimed(reason)) => self.refused(&reason),
            Err(Stop::Interrupted) => return Err(Stop::Interrupted),
        }
        Ok(())
    }

    /// The verdict over all: the first complaint with the others in few words; not claimed if the
    /// server refused everything.
    pub(super) fn verdict(self, session: &Session) -> Verdict {
        if !self.refused.is_empty() {
            session.note(format!("refused openly: {}", self.refused.join(", ")));
        }
        // A failure says more than what stood in the way of another check.
        let failed = self
            .wrong
            .iter()
            .position(|stop| matches!(stop, Stop::Failed(_)));
        let first = failed.unwrap_or_default();
        let mut rest = self.wrong;
        if rest.is_empty() {
            return match self.refused.first() {
                Some(what) if self.right == 0 => {
                    let refused = format!("the server refuses all of it, beginning with {what}");
                    Err(Stop::NotClaimed(refused))
                }
                _ => Ok(()),
            };
        }
        let stop = rest.remove(first.min(rest.len() - 1));
        Err(match stop {
            Stop::Failed(mut finding) => {
                finding.found.push_str(&further(&rest));
                Stop::Failed(finding)
            }
            other => other,
        })
    }
}

fn further(rest: &[Stop]) -> String {
    let told = rest.iter().filter_map(|stop| match stop {
        Stop::Failed(finding) => Some(format!(
            "expected {}, found {}",
            finding.expected, finding.found
        )),
        _ => None,
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "; and {} more: {}",
        told.len(),
        told.iter()
            .take(TOLD)
            .cloned()
            .collect::<Vec<_>>()
            .join("; ")
    );
    if told.len() > TOLD {
        out.push_str("; …");
    }
    out
}
