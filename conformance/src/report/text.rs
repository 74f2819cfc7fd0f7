//! The report for a terminal or a log.

use std::fmt::Write;

use super::model::{Outcome, Report, TestResult};

/// The report as plain text: failures first, then what was not tested, then the counts.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    for result in report.results.iter().filter(|it| !it.outcome.is_good()) {
        failure(&mut out, result);
    }
    for result in report.results.iter().filter(|it| !it.notes.is_empty()) {
        notes(&mut out, result);
    }
    let counts = report.counts(None);
    let _ = writeln!(
        out,
        "{} passed, {} failed, {} warned, {} blocked, {} not claimed, {} skipped, {} unfinished",
        counts.passed,
        counts.failed,
        counts.warned,
        counts.blocked,
        counts.not_claimed,
        counts.skipped,
        counts.unfinished
    );
    out
}

fn failure(out: &mut String, result: &TestResult) {
    let (id, word, severity) = (
        &result.id,
        result.outcome.as_str(),
        result.severity.as_str(),
    );
    let _ = writeln!(out, "{word}: {id} ({severity}, {})", result.source);
    let _ = writeln!(out, "  {}", result.title);
    if let Outcome::Failed { finding } | Outcome::Blocked { finding } = &result.outcome {
        let _ = writeln!(out, "  expected: {}", finding.expected);
        let _ = writeln!(out, "  found:    {}", finding.found);
    }
    out.push('\n');
}

fn notes(out: &mut String, result: &TestResult) {
    let _ = writeln!(out, "{}:", result.id);
    for note in &result.notes {
        let _ = writeln!(out, "  {note}");
    }
    out.push('\n');
}
