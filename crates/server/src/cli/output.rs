//! What commands print on stdout: text for people, or exactly one JSON document.

use std::io::{self, Write};

use serde::Serialize;

/// Prints results.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Prints one result.
    pub(super) fn show<T: Serialize>(
        self,
        value: &T,
        text: impl FnOnce(&T) -> String,
    ) -> io::Result<()> {
        if self.json {
            return print(&serde_json::to_string_pretty(value)?);
        }
        print(text(value).trim_end())
    }
}

/// Prints a line at once, even into a pipe.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

/// Lines of aligned columns under a heading, or `nothing` if there are no rows.
pub(super) fn table<const N: usize>(
    heading: [&str; N],
    rows: Vec<[String; N]>,
    nothing: &str,
) -> String {
    if rows.is_empty() {
        return nothing.to_owned();
    }
    let mut lines = vec![heading.map(str::to_owned)];
    lines.extend(rows.into_iter().map(|row| row.map(|cell| one_line(&cell))));
    let mut widths = [0; N];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let lines = lines.iter().map(|line| aligned(line, &widths));
    lines.collect::<Vec<_>>().join("\n")
}

/// One `name: value` line for each field.
pub(super) fn fields(fields: &[(&str, String)]) -> String {
    let width = fields
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0)
        + 2;
    let lines = fields.iter().map(|(name, value)| {
        let name = format!("{name}:");
        format!("{name:width$}{}", one_line(value))
            .trim_end()
            .to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands for a missing value.
pub(super) fn or_dash<T: ToString>(value: Option<&T>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn aligned(line: &[String], widths: &[usize]) -> String {
    let cells = line
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell:width$}"));
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

/// Names come from clients; a line break or an escape sequence in one shall not reach a terminal.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = vec![["é".into(), "1".into()], ["long\nname".into(), "22".into()]];
        assert_eq!(
            table(["NAME", "N"], rows, "nothing"),
            "NAME       N\né          1\nlong name  22"
        );
        assert_eq!(table(["NAME"], Vec::new(), "nothing"), "nothing");
    }

    #[test]
    fn fields_are_aligned_behind_their_names() {
        let text = fields(&[
            ("id", "1".into()),
            ("name", "\u{1b}[31mAnn".into()),
            ("x", String::new()),
        ]);
        assert_eq!(text, "id:   1\nname:  [31mAnn\nx:");
    }
}
