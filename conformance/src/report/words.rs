//! How things are put, alike in all reports for people.

use serde_json::Value;

use super::changes::{Change, Comparison};
use super::model::{Report, TestResult};
use crate::check::{Finding, Suite, Traces};
use crate::http::Exchange;

/// The severities by which a run fails.
const DECIDING: &str = "must or vendor-required";

/// Longer lines are cut.
const LINE_LENGTH: usize = 400;

/// The sentence on how the run went.
pub(super) fn verdict(report: &Report) -> String {
    let counts = report.counts(None);
    let deciding = report.results.iter().filter(|it| it.severity.decides());
    let wrong = deciding.filter(|it| !it.outcome.is_good()).count();
    let end = if report.interrupted {
        "The run was interrupted. "
    } else {
        ""
    };
    match (wrong, counts.passed) {
        (0, 0) => format!("{end}No test was run."),
        (0, _) => format!("{end}No test of severity {DECIDING} failed."),
        (1, _) => format!("{end}1 test of severity {DECIDING} did not pass."),
        (wrong, _) => format!("{end}{wrong} tests of severity {DECIDING} did not pass."),
    }
}

/// What a client is called.
pub(super) fn client(suite: Suite) -> &'static str {
    match suite {
        Suite::Entra => "Entra",
        Suite::Okta => "Okta",
        Suite::Rfc => "RFC 7644",
    }
}

/// How many there are of something, small numbers in words.
pub(super) fn counted(number: usize, noun: &str) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let ending = if number == 1 { "" } else { "s" };
    match WORDS.get(number) {
        Some(word) => format!("{word} {noun}{ending}"),
        None => format!("{number} {noun}{ending}"),
    }
}

/// Parts of a sentence one after the other: "a, b and c".
pub(super) fn joined(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// When the run was, how long it took and what it sent.
pub(super) fn effort(report: &Report) -> String {
    let time = report.started_at.format("%Y-%m-%d %H:%M:%S UTC");
    let (duration, requests) = (duration(report.milliseconds), report.requests());
    let noun = if requests == 1 { "request" } else { "requests" };
    format!("{time}, {duration}, {requests} {noun}")
}

/// What changed since an earlier report.
pub(super) fn since(comparison: &Comparison) -> String {
    let time = comparison.started_at.format("%Y-%m-%d %H:%M:%S UTC");
    let (better, worse) = (comparison.better.len(), comparison.worse.len());
    let mut parts = vec![
        format!("{} got better", counted(better, "test")),
        format!("{} got worse", counted(worse, "test")),
    ];
    if comparison.still_wrong > 0 {
        parts.push(format!(
            "{} as wrong as before",
            counted(comparison.still_wrong, "test")
        ));
    }
    if comparison.no_longer_tested > 0 {
        let number = counted(comparison.no_longer_tested, "test");
        parts.push(format!(
            "{number} that did not pass then and were not run now"
        ));
    }
    format!("Since the report of {time}: {}.", parts.join(", "))
}

/// How a test that ended otherwise than before ended.
pub(super) fn change(change: &Change) -> String {
    let Change {
        title, before, now, ..
    } = change;
    format!("{title}: {now}, was {before}.")
}

/// What the run made on the server, and what may be left of it; nothing if it made nothing.
pub(super) fn traces(traces: &Traces) -> Option<String> {
    let number: usize = traces.made.values().sum();
    let of_endpoint = |(endpoint, number): (&String, &usize)| format!("{number} at {endpoint}");
    let endpoints: Vec<String> = traces.made.iter().map(of_endpoint).collect();
    let left = match traces.left {
        0 => String::new(),
        left => format!(", but for {left} that could not be deleted"),
    };
    (number > 0).then(|| {
        format!(
            "This run made {} ({}) and deleted what it had made{left}. Where a server keeps something \
             of what is deleted, such as a person's record or a log, it still has that: the names which the \
             run made up hold {}, by which it can be found and erased.",
            counted(number, "resource"),
            endpoints.join(", "),
            traces.tag
        )
    })
}

/// A time that was measured, in words.
pub(super) fn duration(milliseconds: u64) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000);
    match seconds {
        0 => format!("{milliseconds} ms"),
        1..=119 => format!("{seconds}.{} s", rest / 100),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// What a complaint is about, and which of how many requests that was.
pub(super) fn shown<'r>(
    result: &'r TestResult,
    finding: &Finding,
) -> Option<(&'r Exchange, usize, usize)> {
    let index = finding.exchange?;
    let exchange = result.exchanges.get(index)?;
    Some((exchange, index + 1, result.exchanges.len()))
}

/// A body as a person reads it: JSON indented, what is more than `most` lines or
/// has long ones cut, what would move a cursor made
/// visible.
pub(super) fn body(text: &str, most: usize) -> String {
    let pretty = serde_json::from_str::<Value>(text)
        .ok()
        .and_then(|value| serde_json::to_string_pretty(&value).ok());
    let whole = visible(pretty.as_deref().unwrap_or(text));
    let mut lines: Vec<String> = whole.lines().take(most).map(cut).collect();
    let more = whole.lines().count().saturating_sub(most);
    if more > 0 {
        lines.push(format!("… {more} more lines"));
    }
    lines.join("\n")
}

/// The text with control characters spelled out: a server's text must not steer a terminal.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_control() && !matches!(letter, '\n' | '\t') {
            out.extend(letter.escape_default());
        } else {
            out.push(letter);
        }
    }
    out
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LINE_LENGTH) {
        Some((end, _)) => {
            let more = line.chars().count() - LINE_LENGTH;
            format!(
                "{}… {more} more characters",
                line.get(..end).unwrap_or_default()
            )
        }
        None => line.to_owned(),
    }
}
