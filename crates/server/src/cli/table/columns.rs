//! How wide the columns of a table are, and its lines.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::cell::{Column, Drawn, Tone};
use super::look::Look;

/// What stands between columns.
const GAP: &str = "  ";
/// What stands for the rest of what was cut.
const CUT: char = '…';

/// The columns of a table.
#[derive(Debug)]
pub(in crate::cli) struct Columns<const N: usize> {
    each: [Column; N],
    /// In characters of a terminal; none for a column that is left out.
    widths: [Option<usize>; N],
    look: Look,
}

impl<const N: usize> Columns<N> {
    /// As wide as their widest cell in these rows, and narrower where the terminal is.
    pub(in crate::cli) fn fitting(columns: [Column; N], rows: &[[Drawn; N]], look: Look) -> Self {
        let mut widths = columns.map(|it| look.shows(it).then(|| it.name.width()));
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = width.map(|width| width.max(cell.text.width()));
            }
        }
        if let Some(room) = look.width {
            leave_out(columns, &mut widths, room);
            narrow(columns, &mut widths, room);
        }
        Self {
            each: columns,
            widths,
            look,
        }
    }

    /// The first line.
    pub(in crate::cli) fn heading(&self) -> String {
        let name = |column: Column| Drawn {
            text: column.name.to_owned(),
            tone: Tone::Plain,
        };
        self.line(&self.each.map(name))
    }

    /// A row as a line.
    pub(in crate::cli) fn line(&self, row: &[Drawn; N]) -> String {
        let cells = row.iter().zip(self.widths);
        let cells = cells.filter_map(|(cell, width)| Some(self.cell(cell, width?)));
        let line = cells.collect::<Vec<_>>().join(GAP);
        line.trim_end().to_owned()
    }

    fn cell(&self, cell: &Drawn, width: usize) -> String {
        let text = match self.look.width {
            Some(_) => cut(&cell.text, width),
            None => cell.text.clone(),
        };
        let padding = width.saturating_sub(text.width());
        let text = self.look.coloured(cell.tone, &text);
        format!("{text}{:padding$}", "")
    }
}

/// Leaves out what can be spared, from the right, until the others have room.
fn leave_out<const N: usize>(columns: [Column; N], widths: &mut [Option<usize>; N], room: usize) {
    for place in (0..N).rev() {
        let needed = widths.iter().zip(columns);
        let needed = needed.filter_map(|(width, column)| Some((*width)?.min(column.least)));
        if with_gaps(needed) <= room {
            return;
        }
        let is_spare = columns.get(place).is_some_and(|column| column.is_spare);
        if let Some(width) = widths.get_mut(place).filter(|_| is_spare) {
            *width = None;
        }
    }
}

/// Narrows the widest columns until all have room, but for those that are to be whole: none below what
/// it needs at least, and if that is not enough, regardless of that.
fn narrow<const N: usize>(columns: [Column; N], widths: &mut [Option<usize>; N], room: usize) {
    let narrowed = |width: usize, column: Column, most: usize, is_gentle: bool| match column.least {
        usize::MAX => width,
        least if is_gentle => width.min(most.max(least)),
        _ => width.min(most),
    };
    let widest = widths.iter().flatten().copied().max().unwrap_or_default();
    let fits = |&(most, is_gentle): &(usize, bool)| {
        let widths = widths.iter().zip(columns);
        let narrow = |(width, column): (&Option<usize>, Column)| {
            Some(narrowed((*width)?, column, most, is_gentle))
        };
        with_gaps(widths.filter_map(narrow)) <= room
    };
    let tries = [true, false].into_iter();
    let mut tries = tries.flat_map(|is_gentle| (1..=widest).rev().map(move |it| (it, is_gentle)));
    let (most, is_gentle) = tries.find(fits).unwrap_or((1, false));
    for (width, column) in widths.iter_mut().zip(columns) {
        *width = width.map(|width| narrowed(width, column, most, is_gentle));
    }
}

fn with_gaps(widths: impl Iterator<Item = usize>) -> usize {
    let (count, total) = widths.fold((0_usize, 0), |(count, total), width| {
        (count + 1, total + width)
    });
    total + count.saturating_sub(1) * GAP.len()
}

/// The text, or its beginning.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let mut beginning: String = text
        .chars()
        .take_while(|character| {
            let width = character.width().unwrap_or_default();
            let fits = width <= room;
            room = room.saturating_sub(width);
            fits
        })
        .collect();
    beginning.truncate(beginning.trim_end().len());
    beginning.push(CUT);
    beginning
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::super::cell::Cell;
    use super::*;

    const COLUMNS: [Column; 5] = [
        Column::plain("NAME"),
        Column::ids("ID"),
        Column::plain("BYTES").spare(),
        Column::whole("SEEN").spare(),
        Column::text("WHY"),
    ];

    fn table(width: Option<usize>, look: Look) -> Vec<String> {
        let look = Look { width, ..look };
        let long = "a reason of some words which does not end soon at all";
        let row = |name: &str, tone, why: &str| {
            look.draw([
                name.into(),
                "0198".into(),
                Cell::number(12),
                Cell::Time(DateTime::UNIX_EPOCH),
                Cell::toned(tone, why),
            ])
        };
        let rows = [
            row("é", Tone::Bad, long),
            row("東京 office\nof ours", Tone::Good, ""),
        ];
        let columns = Columns::fitting(COLUMNS, &rows, look);
        let lines = rows.iter().map(|row| columns.line(row));
        [columns.heading()].into_iter().chain(lines).collect()
    }

    fn on_terminal() -> Look {
        Look {
            has_ids: false,
            now: Some(DateTime::UNIX_EPOCH + TimeDelta::hours(3)),
            ..Look::COMPLETE
        }
    }

    #[test]
    fn a_table_that_nobody_looks_at_is_complete() {
        let expected = [
            "NAME                 ID    BYTES  SEEN                      WHY",
            "é                    0198  12     1970-01-01T00:00:00.000Z  \
             a reason of some words which does not end soon at all",
            "東京 office of ours  0198  12     1970-01-01T00:00:00.000Z",
        ];
        assert_eq!(table(None, Look::COMPLETE), expected);
    }

    #[test]
    fn a_table_is_no_wider_than_the_terminal() {
        assert_eq!(
            table(Some(80), on_terminal()),
            [
                "NAME                 BYTES  SEEN     WHY",
                "é                    12     3 h ago  a reason of some words which does not end…",
                "東京 office of ours  12     3 h ago",
            ]
        );
        assert_eq!(
            table(Some(50), on_terminal()),
            [
                "NAME                WHY",
                "é                   a reason of some words which…",
                "東京 office of ou…",
            ]
        );
        for width in 20..120 {
            for line in table(Some(width), on_terminal()) {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn colours_stand_around_words_and_not_around_spaces() {
        let look = Look {
            has_colours: true,
            ..on_terminal()
        };
        let lines = table(None, look);
        assert!(lines[1].ends_with(
            "  \u{1b}[31ma reason of some words which does not end soon at all\u{1b}[0m"
        ));
        assert!(!lines[2].contains('\u{1b}'), "{}", lines[2]);
    }
}
