//! One test that did not pass.

use std::fmt::{self, Write};

use super::super::model::{Outcome, TestResult};
use super::super::words;
use crate::check::Finding;
use crate::http::Exchange;

/// Columns of a line.
const WIDTH: usize = 100;

/// More lines of a body than these hide what stands below.
const BODY_LINES: usize = 40;

/// Where the words behind a label begin.
const INDENT: &str = "            ";

/// Writes all a person needs to know of a test that did not pass.
pub(super) fn write_failure(out: &mut String, result: &TestResult) -> fmt::Result {
    let word = match &result.outcome {
        Outcome::Failed { .. } if !result.severity.decides() => "WARNING".to_owned(),
        outcome => outcome.as_str().to_uppercase(),
    };
    writeln!(out, "{word}  {}", words::visible(&result.id))?;
    wrapped(out, "  ", "  ", &format!("{}.", result.title))?;
    writeln!(out, "  {}, {}", result.severity.as_str(), result.source)?;
    if let Outcome::Failed { finding } | Outcome::Blocked { finding } = &result.outcome {
        labelled(out, "expected:", &finding.expected)?;
        labelled(out, "found:", &finding.found)?;
        labelled(out, "why:", &result.why)?;
        labelled(out, "fix:", &result.fix)?;
        exchange(out, result, finding)?;
    }
    writeln!(out)
}

/// Writes a text in lines of a decent length, the first behind `first`, the others behind `rest`.
pub(super) fn wrapped(out: &mut String, first: &str, rest: &str, text: &str) -> fmt::Result {
    let mut line = first.to_owned();
    let mut empty = true;
    for word in words::visible(text).split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(out, "{line}")?;
            rest.clone_into(&mut line);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line += word;
        empty = false;
    }
    writeln!(out, "{}", line.trim_end())
}

fn labelled(out: &mut String, label: &str, text: &str) -> fmt::Result {
    if !text.is_empty() {
        wrapped(out, &format!("  {label:10}"), INDENT, text)?;
    }
    Ok(())
}

fn exchange(out: &mut String, result: &TestResult, finding: &Finding) -> fmt::Result {
    let Some((exchange, number, total)) = words::shown(result, finding) else {
        return Ok(());
    };
    let (request, place) = (&exchange.request, format!("request {number} of {total}"));
    let line = words::visible(&format!("{} {}", request.method, request.path));
    writeln!(out, "  {:10}{line} ({place})", "sent:")?;
    message(out, &request.headers, request.body.as_deref())?;
    received(out, exchange)
}

fn received(out: &mut String, exchange: &Exchange) -> fmt::Result {
    let time = words::duration(exchange.milliseconds);
    let line = match (&exchange.response, &exchange.error) {
        (Some(response), _) => format!("HTTP {} after {time}", response.status),
        (None, error) => format!("nothing: {}", error.as_deref().unwrap_or_default()),
    };
    labelled(out, "received:", &line)?;
    if let Some(response) = &exchange.response {
        message(out, &response.headers, Some(&response.body))?;
    }
    Ok(())
}

fn message(out: &mut String, headers: &[(String, String)], body: Option<&str>) -> fmt::Result {
    for (name, value) in headers {
        writeln!(
            out,
            "{INDENT}{}",
            words::visible(&format!("{name}: {value}"))
        )?;
    }
    for line in words::body(body.unwrap_or_default(), BODY_LINES).lines() {
        writeln!(out, "{INDENT}{line}")?;
    }
    Ok(())
}
