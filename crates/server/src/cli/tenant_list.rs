//! Lists of tenants in files.

use std::fs::File;
use std::path::Path;

use directory::many::Listed;

use super::error::Failure;

/// Reads a table (CSV) with a line of names: slug, and perhaps name and labels. Without that line, each
/// line is a slug.
pub(super) fn read(file: &Path) -> Result<Vec<Listed>, Failure> {
    let unreadable =
        |error: String| Failure::Refused(format!("{} cannot be read: {error}", file.display()));
    let opened = File::open(file).map_err(|error| unreadable(error.to_string()))?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(opened);
    let (mut columns, mut list) = (Columns::default(), Vec::new());
    for (place, record) in reader.records().enumerate() {
        let record = record.map_err(|error| unreadable(error.to_string()))?;
        if place == 0 && record.iter().any(|name| name.eq_ignore_ascii_case("slug")) {
            columns = Columns::named(&record);
            continue;
        }
        let text = |column: Option<usize>| column.and_then(|it| record.get(it)).unwrap_or_default();
        let name = text(columns.name);
        list.push(Listed {
            line: record
                .position()
                .map(csv::Position::line)
                .unwrap_or_default(),
            slug: text(Some(columns.slug)).to_owned(),
            name: (!name.is_empty()).then(|| name.to_owned()),
            labels: text(columns.labels)
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        });
    }
    Ok(list)
}

/// Where the columns are.
#[derive(Default)]
struct Columns {
    slug: usize,
    name: Option<usize>,
    labels: Option<usize>,
}

impl Columns {
    fn named(names: &csv::StringRecord) -> Self {
        let find = |wanted: &str| {
            names
                .iter()
                .position(|name| name.eq_ignore_ascii_case(wanted))
        };
        Self {
            slug: find("slug").unwrap_or_default(),
            name: find("name"),
            labels: find("labels"),
        }
    }
}
