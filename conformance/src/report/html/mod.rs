//! The report for people: one page that needs nothing else.

mod causes;
mod overview;
mod result;

use askama::Template;

use super::changes::{Change, Comparison};
use super::groups::groups;
use super::model::{Claim, Report, TestResult};
use super::sections::{SameReason, Sections};
use super::verdicts::{ClientVerdict, Standing, verdicts};
use super::words;
use causes::{Causes, causes};
use overview::{List, Row, lists, rows};
use result::ResultView;

/// The page; every text in it is escaped by the template.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    server: &'r str,
    version: &'r str,
    clients: Vec<Client>,
    verdict: String,
    effort: String,
    since: Vec<Since>,
    traces: Vec<String>,
    heads: Vec<&'static str>,
    rows: Vec<Row>,
    causes: Vec<Causes>,
    unfinished: Vec<ResultView>,
    lists: Vec<List<'r>>,
    left_out: Vec<LeftOut<'r>>,
    claims: &'r [Claim],
    passed: Vec<Suite>,
    passed_total: usize,
}

/// What the report means for a client.
struct Client {
    tone: &'static str,
    name: &'static str,
    sentence: String,
}

/// What changed since an earlier report.
struct Since {
    sentence: String,
    changes: Vec<ChangeView>,
}

/// A test whose outcome is another.
struct ChangeView {
    tone: &'static str,
    word: &'static str,
    sentence: String,
    id: String,
}

/// Tests that were left out, in one way.
struct LeftOut<'r> {
    anchor: &'static str,
    title: &'static str,
    lead: &'static str,
    total: usize,
    groups: Vec<SameReason<'r>>,
}

/// The tests of a suite that passed.
struct Suite {
    name: &'static str,
    results: Vec<ResultView>,
}

/// The report as one HTML page without scripts, which is good XML as well.
pub fn html(report: &Report) -> String {
    let sections = Sections::new(report);
    let groups = groups(report);
    let page = Page {
        server: &report.server,
        version: &report.version,
        clients: verdicts(report, &groups).into_iter().map(client).collect(),
        verdict: words::verdict(report),
        effort: words::effort(report),
        since: report.baseline.iter().map(since).collect(),
        traces: words::traces(&report.traces).into_iter().collect(),
        heads: overview::heads(),
        rows: rows(report),
        causes: causes(report, &groups),
        unfinished: views(report, &sections.unfinished),
        lists: lists(report, &sections),
        claims: &report.claims,
        passed: passed(report, &sections),
        passed_total: sections.passed.len(),
        left_out: left_out(sections),
    };
    // The template writes into a text, which cannot fail.
    page.render().unwrap_or_default()
}

fn client(verdict: ClientVerdict) -> Client {
    let said = verdict.sentence;
    let rest = said.strip_prefix(verdict.client).unwrap_or(&said);
    Client {
        tone: match verdict.standing {
            Standing::Works => "good",
            Standing::Limited => "warn",
            Standing::Fails => "bad",
            Standing::Unknown => "plain",
        },
        name: verdict.client,
        sentence: words::visible(rest.trim_start_matches(": ")),
    }
}

fn since(comparison: &Comparison) -> Since {
    let view = |tone, word, change: &Change| ChangeView {
        tone,
        word,
        sentence: words::visible(&words::change(change)),
        id: words::visible(&change.id),
    };
    let worse = comparison.worse.iter().map(|it| view("bad", "Worse", it));
    let better = comparison.better.iter();
    let better = better.map(|it| view("good", "Better", it));
    Since {
        sentence: words::since(comparison),
        changes: worse.chain(better).collect(),
    }
}

fn views(report: &Report, results: &[&TestResult]) -> Vec<ResultView> {
    let view = |result: &&TestResult| ResultView::new(report, result);
    results.iter().map(view).collect()
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
    let left_out = |(anchor, title, lead, groups): (_, _, _, Vec<SameReason<'r>>)| LeftOut {
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
        let view = |result: &&TestResult| ResultView::new(report, result);
        Suite {
            name: suite.as_str(),
            results: results.map(view).collect(),
        }
    };
    let suites = report.suites().into_iter().map(suite);
    suites.filter(|suite| !suite.results.is_empty()).collect()
}
