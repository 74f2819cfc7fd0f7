//! The report for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::groups::{Group, groups};
use super::model::{Counts, Report};
use super::verdicts::{ClientVerdict, verdicts};
use crate::causes::Harm;
use crate::check::Suite;

/// The version of the form: it is raised when something is renamed or taken away, not when
/// something is added.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'r> {
    format: u32,
    passed: bool,
    verdicts: Vec<ClientVerdict>,
    counts: Counts,
    suites: Vec<SuiteCounts>,
    causes: Vec<CauseTests<'r>>,
    #[serde(flatten)]
    report: &'r Report,
}

#[derive(Serialize)]
struct SuiteCounts {
    suite: Suite,
    #[serde(flatten)]
    counts: Counts,
}

/// What the server does wrong, and the tests that show it.
#[derive(Serialize)]
struct CauseTests<'r> {
    id: &'static str,
    wrong: &'static str,
    harm: Harm,
    decides: bool,
    clients: BTreeMap<&'static str, &'static str>,
    tests: Vec<&'r str>,
}

impl<'r> CauseTests<'r> {
    fn of(group: &Group<'r>) -> Self {
        Self {
            id: &group.cause.id,
            wrong: &group.cause.wrong,
            harm: group.cause.harm,
            decides: group.decides(),
            clients: group.consequences().into_iter().collect(),
            tests: group.results.iter().map(|it| it.id.as_str()).collect(),
        }
    }
}

/// The report as JSON: everything the [`Report`] holds, the counts, whether it passed, what it means
/// for each client, and the causes of what did not pass.
pub fn json(report: &Report) -> String {
    let suites = report.suites().into_iter().map(|suite| SuiteCounts {
        suite,
        counts: report.counts(Some(suite)),
    });
    let groups = groups(report);
    let document = Document {
        format: FORMAT,
        passed: report.passed(),
        verdicts: verdicts(report, &groups),
        counts: report.counts(None),
        suites: suites.collect(),
        causes: groups.iter().map(CauseTests::of).collect(),
        report,
    };
    // Texts, numbers and lists of them cannot fail to be JSON.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
