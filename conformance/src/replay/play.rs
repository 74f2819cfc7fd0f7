//! Plays a replay against a server.

use serde_json::Value;

use super::compare::{Difference, compare};
use super::report::{Mismatch, Report};
use super::script::{Expectation, Replay, Request, Step};
use super::variables::{UnknownVariable, Variables};
use crate::flatten;
use crate::http::{Request as Prepared, Response, Transport};

/// The only content type an answer may have (RFC 7644 §8.1, and what strict clients compare).
const SCIM_JSON: &str = "application/scim+json";

/// Plays every step in order and reports those whose answers were not as expected. What steps
/// captured is left in `variables`.
pub async fn play(replay: &Replay, server: &dyn Transport, variables: &mut Variables) -> Report {
    variables.set("base", server.base_url().into());
    let mut report = Report {
        name: replay.name.clone(),
        requests: 0,
        mismatches: Vec::new(),
    };
    for step in &replay.steps {
        for round in rounds(step) {
            round
                .into_iter()
                .for_each(|(name, value)| variables.set(&name, value));
            report.requests += 1;
            report
                .mismatches
                .extend(play_step(step, server, variables).await);
        }
    }
    report
}

fn rounds(step: &Step) -> Vec<serde_json::Map<String, Value>> {
    if step.each.is_empty() {
        return vec![serde_json::Map::new()];
    }
    step.each.clone()
}

async fn play_step(
    step: &Step,
    server: &dyn Transport,
    variables: &mut Variables,
) -> Option<Mismatch> {
    let mismatch = |sent: String, answered: String, differences| Mismatch {
        step: step.name.clone(),
        sent,
        answered,
        differences,
    };
    let request = match prepare(&step.request, variables) {
        Ok(request) => request,
        Err(unknown) => return Some(mismatch("nothing".into(), unknown.to_string(), vec![])),
    };
    let sent = described_request(&request);
    let answer = match server.send(request).await {
        Ok(answer) => answer,
        Err(error) => return Some(mismatch(sent, error.to_string(), vec![])),
    };
    let differences = check(&step.expect, &answer, variables);
    if differences.is_empty() {
        return None;
    }
    Some(mismatch(sent, described(&answer), differences))
}

fn prepare(request: &Request, variables: &Variables) -> Result<Prepared, UnknownVariable> {
    let path = variables.fill_text(&request.path)?;
    let mut prepared = match &request.body {
        Some(body) => Prepared::with_body(&request.method, &path, &variables.fill(body)?),
        None => Prepared::new(&request.method, &path),
    };
    for (name, value) in &request.headers {
        prepared = prepared.header(name, &variables.fill_text(value)?);
    }
    Ok(prepared)
}

fn check(expect: &Expectation, answer: &Response, variables: &mut Variables) -> Vec<Difference> {
    let mut differences = compare(
        "status",
        &expect.status.into(),
        &answer.status.into(),
        variables,
    );
    // The body first: what it captures may stand in the headers, as an id stands in `Location`.
    differences.extend(check_body(expect, parsed(answer), variables));
    differences.extend(check_headers(expect, answer, variables));
    differences
}

fn check_body(
    expect: &Expectation,
    actual: Option<Value>,
    variables: &mut Variables,
) -> Vec<Difference> {
    let (Some(expected), Some(body)) = (&expect.body, &actual) else {
        let unlike = expect.body != actual;
        let difference = Difference {
            place: "body".into(),
            expected: expect.body.clone(),
            actual,
        };
        return unlike.then_some(difference).into_iter().collect();
    };
    let mut differences = compare("body", expected, body, variables);
    differences.extend(check_coverage(expect, body));
    if let Some(Ok(name)) = expect
        .remember
        .as_ref()
        .map(|name| variables.fill_text(name))
    {
        variables.set(&name, body.clone());
    }
    differences
}

fn check_headers(
    expect: &Expectation,
    answer: &Response,
    variables: &mut Variables,
) -> Vec<Difference> {
    let usual = (!answer.body.is_empty()).then_some(("content-type", SCIM_JSON));
    let named = expect
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let mut differences = Vec::new();
    for (name, expected) in usual.into_iter().chain(named) {
        let found = answer.header(name).map_or(Value::Null, Value::from);
        differences.extend(compare(
            &format!("header {name}"),
            &expected.into(),
            &found,
            variables,
        ));
    }
    differences
}

fn check_coverage(expect: &Expectation, body: &Value) -> Vec<Difference> {
    let mappable = flatten::attributes(body);
    let missing = |row: &&String| !mappable.iter().any(|name| name.eq_ignore_ascii_case(row));
    let difference = |row: &String| Difference {
        place: "mappable attributes".into(),
        expected: Some(row.as_str().into()),
        actual: None,
    };
    expect
        .covers
        .iter()
        .filter(missing)
        .map(difference)
        .collect()
}

/// The body as JSON; text that is none becomes a string, so that it shows in the report.
fn parsed(answer: &Response) -> Option<Value> {
    if answer.body.is_empty() {
        return None;
    }
    Some(answer.json().unwrap_or_else(|| answer.body.clone().into()))
}

fn described_request(request: &Prepared) -> String {
    let mut lines = vec![format!("{} {}", request.method, request.path)];
    let header = |(name, value): &(String, String)| format!("{name}: {value}");
    lines.extend(request.headers.iter().map(header));
    lines.extend(request.body.clone());
    lines.join("\n")
}

fn described(answer: &Response) -> String {
    format!("{} {}", answer.status, answer.body)
}
