//! How tables look where they are printed.

use std::io::{self, IsTerminal};

use anstyle::{AnsiColor, Effects, Style};
use chrono::{DateTime, Utc};
use clap::Args;
use scim::instant;
use terminal_size::{Width, terminal_size_of};

use super::ago::seen_from;
use super::cell::{Cell, Column, Drawn, Tone};
use crate::cli::output::one_line;

/// How somebody wants to have a list.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(in crate::cli) struct Shape {
    /// Print a table for spreadsheets
    #[arg(long, conflicts_with = "json")]
    pub(in crate::cli) csv: bool,
    /// Show ids too, and cut nothing to the width of the terminal
    #[arg(long)]
    wide: bool,
    /// Show times exactly, in UTC, and not as seen from now
    #[arg(long)]
    utc: bool,
}

/// How a table looks.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Look {
    /// How many characters have room on a line; none where nothing is cut.
    pub(super) width: Option<usize>,
    /// Whether meanings are coloured.
    pub(super) has_colours: bool,
    /// Whether ids are shown.
    pub(super) has_ids: bool,
    /// Where times are seen from; none where they are told exactly.
    pub(super) now: Option<DateTime<Utc>>,
}

impl Look {
    /// What nobody looks at on a terminal: complete and plain.
    pub(in crate::cli) const COMPLETE: Self = Self {
        width: None,
        has_colours: false,
        has_ids: true,
        now: None,
    };

    /// How a table on stdout looks.
    pub(in crate::cli) fn on_stdout(shape: Shape, now: DateTime<Utc>) -> Self {
        if !io::stdout().is_terminal() {
            return Self::COMPLETE;
        }
        Self {
            width: (!shape.wide).then(width).flatten(),
            has_colours: wants_colours(|name| std::env::var(name).ok()),
            has_ids: shape.wide,
            now: (!shape.utc).then_some(now),
        }
    }

    pub(in crate::cli) fn draw<const N: usize>(self, cells: [Cell; N]) -> [Drawn; N] {
        cells.map(|cell| match cell {
            Cell::Text(tone, text) => Drawn {
                text: one_line(&text),
                tone,
            },
            Cell::Time(at) => Drawn {
                text: self
                    .now
                    .map_or_else(|| instant::format(at), |now| seen_from(now, at)),
                tone: Tone::Plain,
            },
        })
    }

    pub(super) fn shows(self, column: Column) -> bool {
        self.has_ids || !column.is_of_ids
    }

    pub(super) fn coloured(self, tone: Tone, text: &str) -> String {
        let style = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Good => AnsiColor::Green.on_default(),
            Tone::Warning => AnsiColor::Yellow.on_default(),
            Tone::Bad => AnsiColor::Red.on_default(),
            Tone::Faint => Style::new().effects(Effects::DIMMED),
        };
        if !self.has_colours || text.is_empty() {
            return text.to_owned();
        }
        format!("{style}{text}{style:#}")
    }
}

fn width() -> Option<usize> {
    terminal_size_of(io::stdout()).map(|(Width(width), _)| width.into())
}

/// Whether colours are welcome (<https://no-color.org>).
fn wants_colours(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is_refused = variable("NO_COLOR").is_some_and(|value| !value.is_empty());
    !is_refused && variable("TERM").is_none_or(|terminal| terminal != "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_can_be_refused() {
        for (set, expected) in [
            (None, true),
            (Some(("NO_COLOR", "1")), false),
            (Some(("NO_COLOR", "")), true),
            (Some(("TERM", "dumb")), false),
            (Some(("TERM", "xterm")), true),
        ] {
            let variable = |name: &str| {
                let (set, value) = set?;
                (set == name).then(|| value.to_owned())
            };
            assert_eq!(wants_colours(variable), expected, "{set:?}");
        }
    }
}
