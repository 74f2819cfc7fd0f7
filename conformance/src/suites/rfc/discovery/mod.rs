//! What a server says of itself (RFC 7644 §4, RFC 7643 §5 to §7).

mod attributes;
mod config;
mod endpoints;
mod resource_types;
mod schemas;

use serde_json::Value;

use crate::check::{Answer, Session, Stop, Suite, Test, Verdict};
use crate::target::Target;

/// The tests; what a document must hold is looked at in all of a kind together.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    [
        config::tests(),
        resource_types::tests(),
        schemas::tests(),
        attributes::tests(),
        endpoints::tests(target),
    ]
    .concat()
}

/// A test of discovery.
fn test(what: &str, title: &str, source: &str) -> Test {
    Test::new(Suite::Rfc, &format!("discovery.{what}"), title, source)
}

/// Asks a discovery endpoint and gives the answer with the documents in it.
async fn documents(session: &Session, path: &str) -> Result<(Answer, Vec<Value>), Stop> {
    let answer = session.get(path).await?;
    answer.expect_status(&[200])?;
    let list = match answer.body() {
        Value::Array(list) => list.clone(),
        body => match body.get("Resources") {
            Some(Value::Array(list)) => list.clone(),
            _ => return Err(answer.fail("Resources", "none")),
        },
    };
    Ok((answer, list))
}

/// Fails with what is wrong, unless nothing is.
fn expect_none(answer: &Answer, expected: &str, flaws: &[String]) -> Verdict {
    if flaws.is_empty() {
        return Ok(());
    }
    let told: Vec<&str> = flaws.iter().take(8).map(String::as_str).collect();
    let rest = flaws.len().saturating_sub(told.len());
    let more = if rest == 0 {
        String::new()
    } else {
        format!("; and {rest} more")
    };
    Err(answer.fail(expected, format!("{}{more}", told.join("; "))))
}

/// A member that is a text with something in it.
fn text<'v>(document: &'v Value, name: &str) -> Option<&'v str> {
    let text = document.get(name).and_then(Value::as_str);
    text.filter(|text| !text.is_empty())
}

/// Whether `schemas` of the document names the URN.
fn follows(document: &Value, urn: &str) -> bool {
    let urns = document.get("schemas").and_then(Value::as_array);
    urns.is_some_and(|urns| urns.iter().any(|known| known == urn))
}

/// How a document is called in complaints.
fn name(document: &Value) -> String {
    let named = text(document, "id").or_else(|| text(document, "name"));
    named.unwrap_or("one without id and name").to_owned()
}
