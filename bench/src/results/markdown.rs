//! Tables in Markdown.

use std::fmt::Write;

/// A heading, a sentence and a table.
pub(super) fn section(
    title: &str,
    told: &str,
    heading: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> String {
    let mut text = format!("\n### {title}\n\n");
    if !told.is_empty() {
        let _ = writeln!(text, "{told}\n");
    }
    let _ = writeln!(text, "| {} |", heading.join(" | "));
    let _ = writeln!(text, "|{}", " --- |".repeat(heading.len()));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}
