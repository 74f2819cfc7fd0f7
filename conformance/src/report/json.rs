//! The report for programs.

use serde::Serialize;

use super::model::{Counts, Report};
use crate::check::Suite;

/// The version of the form: it is raised when something is renamed or taken away, not when
/// something is added.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    format: u32,
    passed: bool,
    counts: Counts,
    suites: Vec<SuiteCounts>,
    #[serde(flatten)]
    report: &'r Report,
}

#[derive(Serialize)]
struct SuiteCounts {
    suite: Suite,
    #[serde(flatten)]
    counts: Counts,
}

/// The report as JSON: everything the [`Report`] holds, the counts, and whether it passed.
pub fn json(report: &Report) -> String {
    let suites = report.suites().into_iter().map(|suite| SuiteCounts {
        suite,
        counts: report.counts(Some(suite)),
    });
    let document = Document {
        format: FORMAT,
        passed: report.passed(),
        counts: report.counts(None),
        suites: suites.collect(),
        report,
    };
    // Texts, numbers and lists of them cannot fail to be JSON.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
