//! The counts by suite.

use std::fmt::{self, Write};

use super::super::model::{Counts, Report};

/// A table of how many tests of which suite ended how, with a last line for all if there are more.
pub(super) fn table(out: &mut String, report: &Report) -> fmt::Result {
    let suites = report.suites();
    let mut rows: Vec<(&str, Counts)> = suites
        .iter()
        .map(|suite| (suite.as_str(), report.counts(Some(*suite))))
        .collect();
    if rows.len() != 1 {
        rows.push(("all", report.counts(None)));
    }
    write!(out, "{:8}", "")?;
    for (head, _) in Counts::default().columns() {
        write!(out, "  {head}")?;
    }
    writeln!(out)?;
    for (name, counts) in rows {
        write!(out, "{name:8}")?;
        for (head, number) in counts.columns() {
            write!(out, "  {number:>width$}", width = head.len())?;
        }
        writeln!(out)?;
    }
    Ok(())
}
