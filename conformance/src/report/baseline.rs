//! What got better and what got worse since an earlier report.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::changes::{Change, Comparison};
use super::model::{Outcome, Report, TestResult};
use crate::check::Severity;

/// An earlier report, as far as it is compared.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Baseline {
    /// When its run began.
    started_at: DateTime<Utc>,
    /// The server that was tested.
    server: String,
    results: Vec<Earlier>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Earlier {
    id: String,
    outcome: String,
    severity: Severity,
}

impl Baseline {
    /// Reads a report that was written with `--report json`.
    ///
    /// # Errors
    /// It is none.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What a report shows that this one did not.
    pub fn compare(&self, report: &Report) -> Comparison {
        let mut comparison = Comparison {
            started_at: self.started_at,
            server: self.server.clone(),
            better: Vec::new(),
            worse: Vec::new(),
            still_wrong: 0,
            no_longer_tested: 0,
        };
        for result in &report.results {
            let earlier = self.results.iter().find(|it| it.id == result.id);
            let was_wrong = earlier.is_some_and(Earlier::is_wrong);
            match (was_wrong, &result.outcome) {
                (true, Outcome::Passed) => comparison.better.push(change(earlier, result)),
                (true, Outcome::Failed { .. } | Outcome::Blocked { .. }) => {
                    comparison.still_wrong += 1;
                }
                (true, _) => comparison.no_longer_tested += 1,
                (false, Outcome::Failed { .. } | Outcome::Blocked { .. }) => {
                    comparison.worse.push(change(earlier, result));
                }
                (false, _) => {}
            }
        }
        let is_there = |id: &str| report.results.iter().any(|it| it.id == id);
        let wrong = self.results.iter().filter(|it| it.is_wrong());
        comparison.no_longer_tested += wrong.filter(|it| !is_there(&it.id)).count();
        comparison
    }
}

impl Earlier {
    fn is_wrong(&self) -> bool {
        matches!(self.outcome.as_str(), "failed" | "blocked")
    }
}

fn change(earlier: Option<&Earlier>, result: &TestResult) -> Change {
    let before = earlier.map_or("not there", |it| match it.outcome.as_str() {
        "failed" if !it.severity.decides() => "warned",
        other => other,
    });
    let now = match &result.outcome {
        Outcome::Failed { .. } if !result.severity.decides() => "warned",
        outcome => outcome.as_str(),
    };
    Change {
        id: result.id.clone(),
        title: result.title.clone(),
        before: before.replace('-', " "),
        now: now.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::report::tests::{failed, not_claimed, report};

    #[test]
    fn what_changed_is_told_apart_from_what_stayed_and_what_was_not_tested() {
        let result =
            |id: &str, outcome: &str| json!({"id": id, "outcome": outcome, "severity": "must"});
        let mut now = report(vec![failed(), not_claimed()]);
        let mut fixed = failed();
        fixed.id = "rfc.fixed".to_owned();
        fixed.outcome = Outcome::Passed;
        now.results.push(fixed);
        let compare = |results: serde_json::Value| {
            let text = json!({"started_at": "2026-01-01T00:00:00Z", "server": "https://h", "results": results});
            Baseline::read(&text.to_string()).unwrap().compare(&now)
        };
        let found = compare(json!([
            result("rfc.get.unknown-id", "passed"),
            result("rfc.fixed", "blocked")
        ]));
        let told = |changes: &[Change]| -> Vec<String> {
            let one = |it: &Change| format!("{}: {}, {}", it.id, it.before, it.now);
            changes.iter().map(one).collect()
        };
        assert_eq!(told(&found.better), ["rfc.fixed: blocked, passed"]);
        assert_eq!(told(&found.worse), ["rfc.get.unknown-id: passed, failed"]);
        assert_eq!((found.still_wrong, found.no_longer_tested), (0, 0));
        let found = compare(json!([
            result("rfc.get.unknown-id", "failed"),
            result("rfc.sort", "failed"),
            result("rfc.gone", "failed"),
        ]));
        assert_eq!((found.better.len(), found.worse.len()), (0, 0));
        assert_eq!((found.still_wrong, found.no_longer_tested), (1, 2));
    }

    #[test]
    fn what_is_no_report_is_refused() {
        assert!(Baseline::read("{}").is_err());
        assert!(Baseline::read("<html>").is_err());
    }
}
