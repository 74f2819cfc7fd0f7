//! The report for people: one page that needs nothing else.

mod overview;
mod result;

use askama::Template;

use super::model::{Claim, Report, TestResult};
use super::sections::{Group, Sections};
use super::words;
use overview::{List, Row, lists, rows};
use result::ResultView;

/// The page; every text in it is escaped by the template.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    server: &'r str,
    version: &'r str,
    verdict: String,
    verdict_tone: &'static str,
    effort: String,
    heads: Vec<&'static str>,
    rows: Vec<Row>,
    sections: Vec<Section>,
    lists: Vec<List<'r>>,
    left_out: Vec<LeftOut<'r>>,
    claims: &'r [Claim],
    passed: Vec<Suite>,
    passed_total: usize,
}

/// Tests that did not pass, in one way.
struct Section {
    anchor: &'static str,
    title: &'static str,
    lead: &'static str,
    results: Vec<ResultView>,
}

/// Tests that were left out, in one way.
struct LeftOut<'r> {
    anchor: &'static str,
    title: &'static str,
    lead: &'static str,
    total: usize,
    groups: Vec<Group<'r>>,
}

/// The tests of a suite that passed.
struct Suite {
    name: &'static str,
    results: Vec<ResultView>,
}

/// The report as one HTML page without scripts, which is good XML as well.
pub fn html(report: &Report) -> String {
    let sections = Sections::new(report);
    let passed = passed(report, &sections);
    let page = Page {
        server: &report.server,
        version: &report.version,
        verdict: words::verdict(report),
        verdict_tone: if report.passed() { "good" } else { "bad" },
        effort: words::effort(report),
        heads: overview::heads(),
        rows: rows(report),
        passed_total: sections.passed.len(),
        lists: lists(report, &sections),
        sections: wrong(&sections),
        left_out: left_out(sections),
        claims: &report.claims,
        passed,
    };
    // The template writes into a text, which cannot fail.
    page.render().unwrap_or_default()
}

fn wrong(sections: &Sections<'_>) -> Vec<Section> {
    let named = [
        (
            "failed",
            "Failed",
            "Demands of severity must or vendor-required that do not hold. They make the run fail.",
            &sections.failed,
        ),
        (
            "blocked",
            "Blocked",
            "The server refused what these tests needed before they came to their point.",
            &sections.blocked,
        ),
        (
            "unfinished",
            "Unfinished",
            "These tests did not come to their end.",
            &sections.unfinished,
        ),
        (
            "warnings",
            "Warnings",
            "Demands of severity should or advice that do not hold. They do not make the run fail.",
            &sections.warned,
        ),
    ];
    let section = |(anchor, title, lead, results): (_, _, _, &Vec<&TestResult>)| Section {
        anchor,
        title,
        lead,
        results: results
            .iter()
            .map(|result| ResultView::new(result))
            .collect(),
    };
    let sections = named.into_iter().map(section);
    sections
        .filter(|section| !section.results.is_empty())
        .collect()
}

fn left_out<'r>(sections: Sections<'r>) -> Vec<LeftOut<'r>> {
    let named = [
        (
            "not-claimed",
            "Not claimed",
            "Not tested, since the server does not claim it. That is no failure.",
            sections.not_claimed,
        ),
        (
            "skipped",
            "Skipped",
            "Not tested, since somebody asked not to.",
            sections.skipped,
        ),
    ];
    let left_out = |(anchor, title, lead, groups): (_, _, _, Vec<Group<'r>>)| LeftOut {
        anchor,
        title,
        lead,
        total: groups.iter().map(|group| group.results.len()).sum(),
        groups,
    };
    let all = named.into_iter().map(left_out);
    all.filter(|it| it.total > 0).collect()
}

fn passed(report: &Report, sections: &Sections<'_>) -> Vec<Suite> {
    let suite = |suite: crate::check::Suite| {
        let results = sections.passed.iter().filter(|it| it.suite == suite);
        Suite {
            name: suite.as_str(),
            results: results.map(|result| ResultView::new(result)).collect(),
        }
    };
    let suites = report.suites().into_iter().map(suite);
    suites.filter(|suite| !suite.results.is_empty()).collect()
}
