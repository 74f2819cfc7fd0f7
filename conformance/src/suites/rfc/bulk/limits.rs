//! What a bulk request as a whole may be.

use serde_json::{Value, json};

use super::message::{request, results};
use crate::check::{Flaws, Session, Severity, Stop, Suite, Test, Verdict};
use crate::http::Request;

/// The most operations, and the most bytes, that a test sends to find out whether they are refused.
const MOST_OPERATIONS: u64 = 5_000;
const MOST_BYTES: u64 = 2 * 1024 * 1024;

const SOURCE: &str = "RFC 7644 §3.7.4";

/// The tests of the endpoint.
pub(super) fn tests() -> Vec<Test> {
    let test = |what: &str, title: &str, source: &str| {
        Test::new(Suite::Rfc, &format!("bulk.{what}"), title, source)
    };
    vec![
        test(
            "limits",
            "maxOperations and maxPayloadSize are announced",
            SOURCE,
        )
        .why("Clients cannot know how much to send at once.")
        .fix("Put both into bulk in /ServiceProviderConfig.")
        .run(limits),
        test(
            "max-operations",
            "More operations than maxOperations are refused with 413",
            SOURCE,
        )
        .why("Clients that send too much time out instead of learning that they should send less.")
        .fix("Count the operations before doing any, and answer 413 with the limit in detail.")
        .run(max_operations),
        test(
            "max-payload-size",
            "A body of more than maxPayloadSize bytes is refused with 413",
            SOURCE,
        )
        .why("Clients that send too much time out instead of learning that they should send less.")
        .fix("Count the bytes while reading, and answer 413 with the limit in detail.")
        .run(max_payload),
        test(
            "malformed",
            "A body that is no bulk request is refused with 400",
            "RFC 7644 §3.12",
        )
        .severity(Severity::Should)
        .why("A broken client believes that its operations were done.")
        .fix("Demand a list of operations, and answer 400 with invalidSyntax.")
        .run(malformed),
        test(
            "unknown-endpoint",
            "An operation on what is no endpoint fails",
            "RFC 7644 §3.7",
        )
        .why("A client believes that something was made, and it was not.")
        .fix("Answer the operation with 404 or 400.")
        .run(unknown_endpoint),
    ]
}

async fn limits(session: Session) -> Verdict {
    let answer = session.read("/ServiceProviderConfig").await?;
    for name in ["maxOperations", "maxPayloadSize"] {
        let pointer = format!("/bulk/{name}");
        let found = answer.body().pointer(&pointer);
        if found.and_then(Value::as_u64).is_none_or(|limit| limit == 0) {
            let found = found.map_or("nothing".to_owned(), ToString::to_string);
            return Err(answer.fail(format!("{pointer} above 0"), found));
        }
    }
    Ok(())
}

/// An announced limit that is small enough to go beyond it.
fn limit(limit: Option<u64>, most: u64, name: &str) -> Result<usize, Stop> {
    let limit = limit.ok_or_else(|| Stop::NotClaimed(format!("no {name} is announced")))?;
    if limit > most {
        let reason = format!("{name} {limit} is too much to go beyond it in a test");
        return Err(Stop::NotClaimed(reason));
    }
    usize::try_from(limit).map_err(|_| Stop::NotClaimed(format!("{name} {limit} is too much")))
}

/// A deletion of nothing.
fn harmless(session: &Session) -> Value {
    let endpoint = session
        .target()
        .types
        .first()
        .map_or("/Users", |kind| kind.endpoint.as_str());
    json!({"method": "DELETE", "path": format!("{endpoint}/{}", session.unique("nobody"))})
}

async fn max_operations(session: Session) -> Verdict {
    let claimed = session.target().claims.bulk_operations;
    let most = limit(claimed, MOST_OPERATIONS, "maxOperations")?;
    let operations: Vec<Value> = (0..=most).map(|_| harmless(&session)).collect();
    let answer = session.post("/Bulk", &request(&operations, None)).await?;
    answer.expect_error(&[413])?;
    Ok(())
}

async fn max_payload(session: Session) -> Verdict {
    let claimed = session.target().claims.bulk_bytes;
    let most = limit(claimed, MOST_BYTES, "maxPayloadSize")?;
    // Spaces count as bytes of the body, whatever is in it.
    let body = format!(
        "{}{}",
        request(&[harmless(&session)], None),
        " ".repeat(most)
    );
    let answer = session
        .send(Request::new("POST", "/Bulk").text(&body))
        .await?;
    answer.expect_error(&[413])?;
    Ok(())
}

async fn malformed(session: Session) -> Verdict {
    let urn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
    let mut flaws = Flaws::default();
    for (what, body) in [
        ("without Operations", json!({"schemas": [urn]})),
        (
            "a text for the list of operations",
            json!({"schemas": [urn], "Operations": "all"}),
        ),
    ] {
        let answer = session.post("/Bulk", &body).await?;
        flaws.keep(what, answer.expect_error(&[400]))?;
    }
    flaws.verdict()
}

async fn unknown_endpoint(session: Session) -> Verdict {
    let operation = json!({"method": "POST", "path": "/NoSuchEndpoint", "bulkId": "one", "data": {"schemas": []}});
    let answer = session
        .post("/Bulk", &request(std::slice::from_ref(&operation), None))
        .await?;
    if answer.status() >= 400 && answer.status() < 500 {
        answer.expect_error(&[400, 404])?;
        return Ok(());
    }
    let results = results(answer)?;
    results.expect_status(results.of("one")?, &[400, 404, 501])
}
