//! A table of exceptions as spreadsheets write it.

use chrono::{DateTime, Utc};
use directory::exceptions::Row;
use roster::exception::{Draft, Kind, Owner};
use scim::text::fold;
use serde::Serialize;

use super::draft::owner;
use super::text::{Lines, decoded, delimiter};
use crate::cli::when::ahead;

/// The names of the columns, in whatever order they come. The first [`NEEDED`] have to be there.
const NAMES: [&str; 10] = [
    "contact",
    "kind",
    "reason",
    "approved_by",
    "from",
    "until",
    "review",
    "owner",
    "field",
    "value",
];
const NEEDED: usize = 4;

/// A row of which nothing comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Refused {
    /// Where it stands in the file.
    pub(super) line: u64,
    /// The column that is wrong.
    pub(super) column: &'static str,
    /// What is wrong with it.
    pub(super) reason: String,
}

/// What a table holds.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<Row>,
    pub(super) refused: Vec<Refused>,
}

impl Sheet {
    /// Reads a table: UTF-8 or UTF-16, with commas, semicolons or tabs.
    ///
    /// # Errors
    ///
    /// Why nothing of it can be read, in a sentence.
    pub(super) fn read(bytes: &[u8], now: DateTime<Utc>) -> Result<Self, String> {
        let text = decoded(bytes).ok_or("it is neither UTF-8 nor UTF-16")?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(&text))
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let heading = match records.next() {
            Some(heading) => heading.map_err(|error| error.to_string())?,
            None => return Err("it is empty".to_owned()),
        };
        let columns = columns(&heading)?;
        let (mut sheet, mut lines) = (Self::default(), Lines::of(&text));
        for record in records {
            let record = record.map_err(|error| error.to_string())?;
            let line = lines.line_at(record.position().map_or(0, csv::Position::byte));
            let cells = Cells {
                record: &record,
                columns: &columns,
            };
            if record.iter().any(|cell| !cell.trim().is_empty()) {
                sheet.add(line, &cells, now);
            }
        }
        Ok(sheet)
    }

    fn add(&mut self, line: u64, cells: &Cells<'_>, now: DateTime<Utc>) {
        match cells.row(line, now) {
            Ok(row) => self.rows.push(row),
            Err((column, reason)) => self.refused.push(Refused {
                line,
                column,
                reason,
            }),
        }
    }
}

/// The names of the columns as they stand.
fn columns(heading: &csv::StringRecord) -> Result<Vec<&'static str>, String> {
    let known = |cell: &str| {
        let name = fold(cell.trim()).replace([' ', '-'], "_");
        NAMES.iter().find(|known| **known == name).copied()
    };
    let mut columns = Vec::new();
    for cell in heading {
        let name = known(cell).ok_or_else(|| {
            format!(
                "no column is called {cell:?}; the first line names columns, of which there are {}",
                NAMES.join(", ")
            )
        })?;
        if columns.contains(&name) {
            return Err(format!("two columns are called {name}"));
        }
        columns.push(name);
    }
    let missing = NAMES.iter().take(NEEDED).find(|it| !columns.contains(it));
    match missing {
        Some(name) => Err(format!("the column {name} is missing in its first line")),
        None => Ok(columns),
    }
}

/// The cells of a row, by the names of their columns.
struct Cells<'r> {
    record: &'r csv::StringRecord,
    columns: &'r [&'static str],
}

type Flaw = (&'static str, String);

impl Cells<'_> {
    /// What stands under a name, if anything does.
    fn get(&self, name: &str) -> Option<&str> {
        let place = self.columns.iter().position(|column| *column == name)?;
        let cell = self.record.get(place)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    fn needed(&self, name: &'static str) -> Result<String, Flaw> {
        let cell = self.get(name).map(str::to_owned);
        cell.ok_or_else(|| (name, "it is empty".to_owned()))
    }

    fn time(&self, name: &'static str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, Flaw> {
        let Some(cell) = self.get(name) else {
            return Ok(None);
        };
        let time = ahead(cell).map_err(|expected| (name, format!("{cell:?}: {expected}")))?;
        Ok(Some(time.from(now)))
    }

    fn owner(&self) -> Result<Owner, Flaw> {
        let Some(cell) = self.get("owner") else {
            return Ok(Owner::Us);
        };
        owner(cell).map_err(|expected| ("owner", format!("{cell:?}: {expected}")))
    }

    fn row(&self, line: u64, now: DateTime<Utc>) -> Result<Row, Flaw> {
        let mut surplus = self.record.iter().skip(self.columns.len());
        if surplus.any(|cell| !cell.trim().is_empty()) {
            let last = self.columns.last().copied().unwrap_or_default();
            return Err((
                last,
                "more cells follow than the first line names".to_owned(),
            ));
        }
        let kind = self.needed("kind")?;
        let kind = Kind::parse(&fold(&kind), self.get("field"), self.get("value"));
        let draft = Draft {
            kind: kind.map_err(|flaw| (flaw.about(), flaw.to_string()))?,
            reason: self.needed("reason")?,
            approved_by: self.needed("approved_by")?,
            from: self.time("from", now)?,
            until: self.time("until", now)?,
            review: self.time("review", now)?,
            owner: self.owner()?,
        };
        Ok(Row {
            line,
            who: self.needed("contact")?,
            draft,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn read(text: &str) -> Result<Sheet, String> {
        Sheet::read(text.as_bytes(), NOW)
    }

    #[test]
    fn a_table_is_read_however_a_spreadsheet_writes_it() {
        let text = "Approved by,contact,KIND,reason,until\nPat,ann@x,Leave,\"baby, first\",90d\n";
        let wide: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = wide.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = wide.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            text.replace("\"baby, first\"", "baby# first")
                .replace(',', ";")
                .replace('#', ",")
                .into_bytes(),
            ["\u{feff}", text].concat().into_bytes(),
            [&[0xFF, 0xFE][..], &little].concat(),
            [&[0xFE, 0xFF][..], &big].concat(),
        ] {
            let sheet = Sheet::read(&bytes, NOW).unwrap();
            let [row] = &sheet.rows[..] else {
                panic!("{sheet:?}");
            };
            assert_eq!((row.line, row.who.as_str()), (2, "ann@x"));
            assert_eq!(row.draft.kind, Kind::Leave);
            assert_eq!(row.draft.reason, "baby, first");
            assert_eq!(row.draft.until, Some(NOW + chrono::TimeDelta::days(90)));
            assert!(sheet.refused.is_empty());
        }
    }

    #[test]
    fn a_row_that_makes_no_sense_says_where_and_keeps_no_other_back() {
        let sheet = read(
            "contact,kind,reason,approved_by,until,field,value,owner\n\
             ann,holiday,r,p,,,,\n\
             ann,pin,r,p,,shoe,43,\n\
             ann,leave,,p,,,,\n\
             \n\
             ann,leave,r,p,soon,,,\n\
             ann,leave,r,p,,,,them\n\
             ann,leave,r,p,,,,us,more\n\
             ,leave,r,p\n\
             ann,exclude,r,p\n",
        );
        let sheet = sheet.unwrap();
        let places = sheet.refused.iter().map(|it| (it.line, it.column));
        let expected = [
            (2, "kind"),
            (3, "field"),
            (4, "reason"),
            (6, "until"),
            (7, "owner"),
            (8, "owner"),
            (9, "contact"),
        ];
        assert_eq!(places.collect::<Vec<_>>(), expected);
        assert_eq!(sheet.rows.len(), 1);
        assert_eq!(sheet.rows[0].line, 10);
    }

    #[test]
    fn a_file_that_is_no_such_table_says_why() {
        for (text, about) in [
            ("", "empty"),
            ("contact,kind,reason\n", "approved_by is missing"),
            ("contact,kind,reason,approved_by,shoe\n", "\"shoe\""),
            ("contact,kind,reason,approved_by,kind\n", "two columns"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(about), "{error}");
        }
        assert!(Sheet::read(&[0xC3, 0x28], NOW).is_err());
    }
}
