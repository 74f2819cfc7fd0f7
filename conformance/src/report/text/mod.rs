//! The report for a terminal or a log.

mod result;
mod table;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write};

use super::model::{Report, TestResult};
use super::sections::{Group, Sections};
use super::words;
use result::{wrapped, write_failure};
use table::table;

/// The report as plain text: failures first, then warnings, what was not tested and why, and the
/// counts.
pub fn text(report: &Report) -> String {
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = details(&mut out, report).and_then(|()| end(&mut out, report));
    out
}

/// The counts, what was left behind, and how it went.
pub fn summary(report: &Report) -> String {
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = end(&mut out, report);
    out
}

/// All a person needs to know of a test that did not pass.
pub(super) fn failure(result: &TestResult) -> String {
    let mut out = String::new();
    // Writing into a text cannot fail.
    let _ = write_failure(&mut out, result);
    out
}

fn details(out: &mut String, report: &Report) -> fmt::Result {
    let sections = Sections::new(report);
    let wrong = [
        &sections.failed,
        &sections.blocked,
        &sections.unfinished,
        &sections.warned,
    ];
    for result in wrong.into_iter().flatten() {
        write_failure(out, result)?;
    }
    groups(out, "Not claimed", &sections.not_claimed)?;
    groups(out, "Skipped", &sections.skipped)?;
    for result in &sections.noted {
        list(out, &format!("Noted by {}", result.id), &result.notes)?;
    }
    list(out, "Assumed", &report.assumed)
}

fn end(out: &mut String, report: &Report) -> fmt::Result {
    writeln!(out, "scim-check {} on {}", report.version, report.server)?;
    writeln!(out, "{}\n", words::effort(report))?;
    table(out, report)?;
    writeln!(out)?;
    for result in Sections::new(report).leaving {
        let title = format!("Left behind by {}", result.id);
        list(out, &title, &result.leftovers)?;
    }
    writeln!(out, "{}", words::verdict(report))
}

fn groups(out: &mut String, title: &str, groups: &[Group<'_>]) -> fmt::Result {
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
