//! What to change, at a glance.

use std::fmt::{self, Write};

use super::super::groups::Group;
use super::super::model::Report;
use super::super::{commands, words};
use super::result::wrapped;

/// Where the words behind a label begin.
const INDENT: &str = "           ";

/// Writes the causes of what did not pass, numbered: first what makes the run fail.
pub(super) fn write_causes(out: &mut String, report: &Report, groups: &[Group<'_>]) -> fmt::Result {
    let deciding = groups.iter().filter(|group| group.decides()).count();
    for (index, group) in groups.iter().enumerate() {
        if index == 0 && deciding > 0 {
            writeln!(out, "What to change, the worst first:\n")?;
        }
        if index == deciding {
            writeln!(out, "Recommendations that are not followed:\n")?;
        }
        write_cause(out, report, group, index + 1)?;
    }
    Ok(())
}

fn write_cause(out: &mut String, report: &Report, group: &Group<'_>, number: usize) -> fmt::Result {
    let first = format!("{number:>2}. ");
    wrapped(out, &first, "    ", &group.cause.wrong)?;
    for (client, consequence) in group.consequences() {
        wrapped(out, "    ", "    ", &format!("{client}: {consequence}."))?;
    }
    if let Some(telling) = group.telling() {
        labelled(out, "why:", &telling.why)?;
        labelled(out, "fix:", &telling.fix)?;
    }
    for (_, url) in group.sources() {
        labelled(out, "see:", &url)?;
    }
    for (index, result) in group.results.iter().enumerate() {
        let label = if index == 0 { "tests:" } else { "" };
        let line = format!("{}. [{}]", result.title, result.id);
        labelled(out, label, &line)?;
    }
    let ids = group.results.iter().map(|result| result.id.as_str());
    let again = words::visible(&commands::again(report, ids));
    writeln!(out, "    {:7}{again}\n", "again:")
}

fn labelled(out: &mut String, label: &str, text: &str) -> fmt::Result {
    if text.is_empty() {
        return Ok(());
    }
    wrapped(out, &format!("    {label:7}"), INDENT, text)
}
