//! The counts, and lists of sentences.

use super::super::model::{Counts, Report, TestResult};
use super::super::sections::Sections;

/// A line of the summary.
pub(super) struct Row {
    /// The suite.
    pub(super) name: &'static str,
    /// The counts.
    pub(super) cells: Vec<Cell>,
    /// Whether it sums up the others.
    pub(super) sum: bool,
}

/// A count.
pub(super) struct Cell {
    /// The count.
    pub(super) number: usize,
    /// How it looks.
    pub(super) tone: &'static str,
}

/// Sentences under a title.
pub(super) struct List<'r> {
    /// Where it stands on the page.
    pub(super) anchor: &'static str,
    /// The title.
    pub(super) title: &'static str,
    /// What the reader should know of it.
    pub(super) lead: &'static str,
    /// Whether it is printed; what is not is a detail.
    pub(super) printed: bool,
    /// The sentences.
    pub(super) entries: Vec<Entry<'r>>,
}

/// Sentences on one test, or on none.
pub(super) struct Entry<'r> {
    /// The test's id; empty if they are about the whole run.
    pub(super) id: &'r str,
    /// The sentences.
    pub(super) items: &'r [String],
}

/// The names of the counts.
pub(super) fn heads() -> Vec<&'static str> {
    let columns = Counts::default().columns();
    columns.into_iter().map(|(head, _)| head).collect()
}

/// The counts of each suite, and of all if there is more than one.
pub(super) fn rows(report: &Report) -> Vec<Row> {
    let suites = report.suites();
    let row = |name, counts: Counts, sum| Row {
        name,
        cells: counts.columns().into_iter().map(cell).collect(),
        sum,
    };
    let mut rows: Vec<Row> = suites
        .iter()
        .map(|suite| row(suite.as_str(), report.counts(Some(*suite)), false))
        .collect();
    if rows.len() != 1 {
        rows.push(row("all", report.counts(None), true));
    }
    rows
}

fn cell((head, number): (&'static str, usize)) -> Cell {
    let tone = match (number, head) {
        (0, _) => "zero",
        (_, "failed" | "blocked" | "unfinished") => "bad",
        (_, "warned") => "warn",
        _ => "",
    };
    Cell { number, tone }
}

/// What is left behind, was noted and was assumed, as far as there is any.
pub(super) fn lists<'r>(report: &'r Report, sections: &Sections<'r>) -> Vec<List<'r>> {
    let by_test = |results: &[&'r TestResult], items: fn(&'r TestResult) -> &'r [String]| {
        let entry = |result: &&'r TestResult| Entry {
            id: &result.id,
            items: items(result),
        };
        results.iter().map(entry).collect()
    };
    let assumed = (!report.assumed.is_empty()).then_some(Entry {
        id: "",
        items: &report.assumed,
    });
    let lists = [
        List {
            anchor: "left-behind",
            title: "Left behind",
            lead: "What tests made and could not delete again.",
            printed: true,
            entries: by_test(&sections.leaving, |result| &result.leftovers),
        },
        List {
            anchor: "notes",
            title: "Notes",
            lead: "What tests measured or have to say beside their outcome.",
            printed: false,
            entries: by_test(&sections.noted, |result| &result.notes),
        },
        List {
            anchor: "assumed",
            title: "Assumed",
            lead: "What the server does not say and was assumed instead.",
            printed: true,
            entries: assumed.into_iter().collect(),
        },
    ];
    lists
        .into_iter()
        .filter(|list| !list.entries.is_empty())
        .collect()
}
