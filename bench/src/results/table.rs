//! The table of the targets, for a terminal.

use std::fmt::Write;

use super::model::{Results, Row};

/// All rows, and how many are held.
pub(crate) fn text(results: &Results) -> String {
    let cells: Vec<[String; 5]> = results.rows.iter().map(cells).collect();
    let heading = ["database", "what", "measured", "target", ""].map(str::to_owned);
    let mut text = String::new();
    for row in std::iter::once(&heading).chain(&cells) {
        let [engine, what, measured, wanted, held] = row;
        let width = cells.iter().map(|[_, what, ..]| what.chars().count()).max();
        let width = width.unwrap_or_default();
        let _ = writeln!(
            text,
            "{engine:<10}  {what:<width$}  {measured:>14}  {wanted:>18}  {held}"
        );
    }
    for row in results.rows.iter().filter(|row| !row.note.is_empty()) {
        let _ = writeln!(text, "{}, {}: {}", row.engine, row.what, row.note);
    }
    let held = results.rows.iter().filter(|row| row.is_held()).count();
    let _ = writeln!(text, "{held} of {} targets are held", results.rows.len());
    text
}

fn cells(row: &Row) -> [String; 5] {
    let held = if row.is_held() { "held" } else { "NOT HELD" };
    [
        row.engine.to_string(),
        row.what.clone(),
        figure(row.measured, &row.unit),
        wanted(row),
        held.to_owned(),
    ]
}

/// The target in words.
pub(super) fn wanted(row: &Row) -> String {
    let side = if row.is_least { "at least" } else { "at most" };
    format!("{side} {}", figure(row.limit, &row.unit))
}

/// A figure with its unit, in three digits or so.
pub(super) fn figure(value: f64, unit: &str) -> String {
    let digits = match value.abs() {
        small if small < 10.0 => 2,
        middle if middle < 100.0 => 1,
        _ => 0,
    };
    let digits = if value.fract() == 0.0 { 0 } else { digits };
    format!("{value:.digits$} {unit}")
}
