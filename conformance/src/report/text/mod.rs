//! The report for a terminal or a log.

mod causes;
mod result;
mod table;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write};

use super::changes::Comparison;
use super::groups::{Group, groups};
use super::model::{Report, TestResult};
use super::sections::{SameReason, Sections};
use super::{verdicts, words};
use causes::write_causes;
use result::{wrapped, write_failure};
use table::table;

/// The report as plain text: what it means for each client, what to change, the failures, what was not
/// tested and why, and the counts.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    let groups = groups(report);
    // Writing into a text cannot fail.
    let _ = begin(&mut out, report, &groups)
        .and_then(|()| write_causes(&mut out, report, &groups))
        .and_then(|()| details(&mut out, report, &groups))
        .and_then(|()| end(&mut out, report));
    out
}

/// What the report means for each client, the counts, what was left behind, and how it went.
pub fn summary(report: &Report) -> String {
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = begin(&mut out, report, &groups(report)).and_then(|()| end(&mut out, report));
    out
}

/// All a person needs to know of a test that did not pass.
pub(super) fn failure(result: &TestResult) -> String {
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = write_failure(&mut out, result);
    out
}

fn begin(out: &mut String, report: &Report, groups: &[Group<'_>]) -> fmt::Result {
    writeln!(out, "scim-check {} on {}", report.version, report.server)?;
    writeln!(out, "{}\n", words::effort(report))?;
    for verdict in verdicts::verdicts(report, groups) {
        wrapped(out, "", "  ", &verdict.sentence)?;
    }
    writeln!(out)?;
    report.baseline.iter().try_for_each(|it| since(out, it))
}

fn since(out: &mut String, comparison: &Comparison) -> fmt::Result {
    wrapped(out, "", "  ", &words::since(comparison))?;
    let better = comparison.better.iter().map(|it| ("better", it));
    let worse = comparison.worse.iter().map(|it| ("worse", it));
    for (word, change) in worse.chain(better) {
        let line = format!("{} [{}]", words::change(change), change.id);
        wrapped(out, &format!("  {word:8}"), "          ", &line)?;
    }
    writeln!(out)
}

fn details(out: &mut String, report: &Report, groups: &[Group<'_>]) -> fmt::Result {
    let sections = Sections::new(report);
    let wrong = groups.iter().flat_map(|group| &group.results);
    for result in wrong.chain(&sections.unfinished) {
        write_failure(out, result)?;
    }
    left_out(out, "Not claimed", &sections.not_claimed)?;
    left_out(out, "Skipped", &sections.skipped)?;
    for result in &sections.noted {
        list(out, &format!("Noted by {}", result.id), &result.notes)?;
    }
    list(out, "Assumed", &report.assumed)
}

fn end(out: &mut String, report: &Report) -> fmt::Result {
    table(out, report)?;
    writeln!(out)?;
    for result in Sections::new(report).leaving {
        let title = format!("Left behind by {}", result.id);
        list(out, &title, &result.leftovers)?;
    }
    if let Some(traces) = words::traces(&report.traces) {
        wrapped(out, "", "", &traces)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", words::verdict(report))
}

fn left_out(out: &mut String, title: &str, groups: &[SameReason<'_>]) -> fmt::Result {
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}:")?;
    for group in groups {
        wrapped(out, "  ", "  ", group.reason)?;
        for result in &group.results {
            writeln!(out, "    {}", words::visible(&result.id))?;
        }
    }
    writeln!(out)
}

fn list(out: &mut String, title: &str, items: &[String]) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}:", words::visible(title))?;
    for item in items {
        wrapped(out, "  ", "    ", item)?;
    }
    writeln!(out)
}
