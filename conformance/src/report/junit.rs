//! The report for continuous integration.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::model::{Outcome, Report, TestResult};
use super::text::failure;
use crate::check::Suite;

/// The report as JUnit XML. What fails without deciding is a success that says so in its output, so
/// that a pipeline fails exactly when the run does; what was not tested is skipped, with the reason.
pub fn junit(report: &Report) -> String {
    let mut document = Document::unnamed();
    document.set_timestamp(report.started_at);
    document.set_time(Duration::from_millis(report.milliseconds));
    for suite in report.suites() {
        document.add_test_suite(test_suite(report, suite));
    }
    // Text cannot fail to be XML: what XML has no room for was taken out.
    document.to_string().unwrap_or_default()
}

fn test_suite(report: &Report, suite: Suite) -> TestSuite {
    let mut document = TestSuite::new(suite.as_str());
    document.set_timestamp(report.started_at);
    document.add_property(("server", report.server.as_str()));
    document.add_property(("scim-check", report.version.as_str()));
    let results = report.results.iter().filter(|it| it.suite == suite);
    document.add_test_cases(results.map(test_case));
    document
}

fn test_case(result: &TestResult) -> TestCase {
    let mut case = TestCase::new(&result.id, status(result));
    case.set_classname(result.suite.as_str());
    case.set_time(Duration::from_millis(result.milliseconds));
    let output = output(result);
    if !output.is_empty() {
        case.set_system_out(output.join("\n"));
    }
    case
}

/// What is worth reading beside the status.
fn output(result: &TestResult) -> Vec<String> {
    let warning = !result.outcome.is_good() && !result.severity.decides();
    let warning = warning.then(|| failure(result));
    let left = result
        .leftovers
        .iter()
        .map(|it| format!("left behind: {it}"));
    let notes = result.notes.iter().cloned();
    warning.into_iter().chain(left).chain(notes).collect()
}

fn status(result: &TestResult) -> TestCaseStatus {
    let bad = |kind: NonSuccessKind, message: &str| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_message(message);
        status.set_type(format!(
            "{}, {}",
            result.outcome.as_str(),
            result.severity.as_str()
        ));
        status.set_description(failure(result));
        status
    };
    match &result.outcome {
        Outcome::NotClaimed { reason } | Outcome::Skipped { reason } => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("{}: {reason}", result.outcome.as_str()));
            status
        }
        Outcome::Failed { finding } | Outcome::Blocked { finding } if result.severity.decides() => {
            let message = format!("expected {}, found {}", finding.expected, finding.found);
            bad(NonSuccessKind::Failure, &message)
        }
        Outcome::Interrupted | Outcome::Broken if result.severity.decides() => {
            bad(NonSuccessKind::Error, result.outcome.as_str())
        }
        _ => TestCaseStatus::success(),
    }
}
