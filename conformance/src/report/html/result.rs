//! One test.

use super::super::groups::finding;
use super::super::model::{Outcome, Report, TestResult};
use super::super::{commands, links, words};
use crate::check::{Finding, Severity};
use crate::http::Exchange;

/// As many requests are shown beside the deciding one; all of them are in saved traffic.
const SHOWN: usize = 8;

/// More lines of a body than these nobody reads.
const BODY_LINES: usize = 500;

/// What the page says of a test.
pub(super) struct ResultView {
    pub(super) anchor: String,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) tone: &'static str,
    pub(super) word: &'static str,
    pub(super) severity: &'static str,
    pub(super) severity_tone: &'static str,
    pub(super) source: Vec<Part>,
    pub(super) time: String,
    /// The command that runs it again.
    pub(super) again: String,
    pub(super) lines: Vec<Line>,
    /// The request and the answer that show the failure; one or none.
    pub(super) deciding: Vec<Pair>,
    /// What went before it.
    pub(super) others: Vec<Pair>,
    pub(super) others_title: String,
}

/// A part of the source; without an address it leads nowhere.
pub(super) struct Part {
    pub(super) text: String,
    pub(super) url: String,
}

/// A labelled text.
pub(super) struct Line {
    pub(super) label: &'static str,
    pub(super) text: String,
    pub(super) strong: bool,
}

/// A request and its answer.
pub(super) struct Pair {
    pub(super) sent_caption: String,
    pub(super) sent: Message,
    pub(super) received_caption: String,
    pub(super) received: Message,
    /// The command that sends the request again.
    pub(super) curl: String,
}

/// A request or an answer, readable.
pub(super) struct Message {
    pub(super) line: String,
    pub(super) headers: String,
    pub(super) body: String,
}

impl ResultView {
    /// What the page says of this test.
    pub(super) fn new(report: &Report, result: &TestResult) -> Self {
        let finding = finding(result);
        let pair = |at| pair(report, result, at);
        let (tone, word) = tone(result);
        let deciding = finding.and_then(|finding| finding.exchange);
        let before = deciding.unwrap_or(result.exchanges.len());
        let others = before.saturating_sub(SHOWN)..before;
        Self {
            anchor: format!("test-{}", anchor(&result.id)),
            id: words::visible(&result.id),
            title: words::visible(&result.title),
            tone,
            word,
            severity: result.severity.as_str(),
            severity_tone: severity_tone(result.severity),
            source: source(result),
            time: words::duration(result.milliseconds),
            lines: finding.map_or_else(Vec::new, |finding| lines(result, finding)),
            again: words::visible(&commands::again(report, [result.id.as_str()])),
            deciding: deciding.into_iter().filter_map(pair).collect(),
            others_title: others_title(others.len(), before),
            others: others.filter_map(pair).collect(),
        }
    }
}

fn tone(result: &TestResult) -> (&'static str, &'static str) {
    let decides = result.severity.decides();
    match &result.outcome {
        Outcome::Failed { .. } if !decides => ("warn", "Warning"),
        Outcome::Failed { .. } => ("bad", "Failed"),
        Outcome::Blocked { .. } if decides => ("bad", "Blocked"),
        Outcome::Blocked { .. } => ("warn", "Blocked"),
        Outcome::Passed => ("good", "Passed"),
        Outcome::NotClaimed { .. } => ("plain", "Not claimed"),
        Outcome::Skipped { .. } => ("plain", "Skipped"),
        Outcome::Interrupted => ("plain", "Interrupted"),
        Outcome::Broken => ("bad", "Broken"),
    }
}

fn severity_tone(severity: Severity) -> &'static str {
    match severity {
        Severity::Must | Severity::VendorRequired => "bad",
        Severity::Should => "warn",
        Severity::Advice => "plain",
    }
}

/// An id is part of the page only if nothing in it ends an anchor.
fn anchor(id: &str) -> String {
    let harmless = |letter: char| letter.is_ascii_alphanumeric() || "-._".contains(letter);
    id.chars()
        .map(|letter| if harmless(letter) { letter } else { '_' })
        .collect()
}

fn lines(result: &TestResult, finding: &Finding) -> Vec<Line> {
    let all = [
        ("Expected", &finding.expected, true),
        ("Found", &finding.found, true),
        ("Why it matters", &result.why, false),
        ("How to fix it", &result.fix, false),
    ];
    let line = |(label, text, strong): (_, &String, _)| Line {
        label,
        text: words::visible(text),
        strong,
    };
    all.into_iter()
        .map(line)
        .filter(|line| !line.text.is_empty())
        .collect()
}

fn others_title(shown: usize, before: usize) -> String {
    match (shown, before) {
        (1, 1) => "The request before".to_owned(),
        (shown, before) if shown == before => format!("The {before} requests before"),
        (shown, before) => format!("The last {shown} of {before} requests before"),
    }
}

fn source(result: &TestResult) -> Vec<Part> {
    let part = |part: links::Part| Part {
        text: words::visible(&part.text),
        url: part.url.unwrap_or_default(),
    };
    links::parts(&result.source).into_iter().map(part).collect()
}

fn pair(report: &Report, result: &TestResult, at: usize) -> Option<Pair> {
    let exchange = result.exchanges.get(at)?;
    let total = result.exchanges.len();
    Some(Pair {
        sent_caption: format!("Sent, request {} of {total}", at + 1),
        sent: sent(exchange),
        received_caption: format!("Received after {}", words::duration(exchange.milliseconds)),
        received: received(exchange),
        curl: words::visible(&commands::curl(&report.server, &exchange.request)),
    })
}

fn sent(exchange: &Exchange) -> Message {
    let request = &exchange.request;
    let line = format!("{} {}", request.method, request.path);
    message(
        &line,
        &request.headers,
        request.body.as_deref().unwrap_or_default(),
    )
}

fn received(exchange: &Exchange) -> Message {
    match (&exchange.response, &exchange.error) {
        (Some(response), _) => {
            let line = format!("HTTP {}", response.status);
            message(&line, &response.headers, &response.body)
        }
        (None, error) => message("Nothing", &[], error.as_deref().unwrap_or_default()),
    }
}

fn message(line: &str, headers: &[(String, String)], body: &str) -> Message {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\n"));
    let body = words::body(body, BODY_LINES);
    Message {
        line: words::visible(line),
        headers: words::visible(&lines.collect::<Vec<_>>().concat()),
        body: if body.is_empty() {
            body
        } else {
            format!("\n{body}")
        },
    }
}
