//! Addresses and methods that nobody serves.

use std::sync::Arc;

use scim::ResourceType;
use serde_json::json;

use crate::check::{Session, Severity, Suite, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::target::Target;

const SOURCE: &str = "RFC 7644 §3.12";

/// Ids that servers have stumbled over, percent-encoded.
const ODD_IDS: [&str; 4] = ["%27", "0", "a%2Fb", "%E2%82%AC"];

/// The tests.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let mut tests = vec![
        test(
            "unknown-endpoint",
            "An endpoint that isn't there is a 404",
            SOURCE,
        )
        .severity(Severity::Should)
        .why("Clients find out by it what a server doesn't have.")
        .fix("Answer 404 with a SCIM error on every unknown path below the base URL.")
        .run(unknown_endpoint),
        test(
            "me",
            "/Me is served, redirected or refused with 501",
            "RFC 7644 §3.11",
        )
        .severity(Severity::Should)
        .why("501 tells clients that it is not there for good, and not just for this user.")
        .fix("Answer 501 with a SCIM error, if /Me is not supported.")
        .run(me),
    ];
    for kind in &target.types {
        tests.extend(for_type(kind));
    }
    tests
}

fn for_type(kind: &ResourceType) -> [Test; 2] {
    let about = About::new("errors", kind);
    [
        about
            .test(
                "method",
                "POST to a single {type} is refused, with a SCIM error",
                SOURCE,
                method,
            )
            .why("A method that is taken for another does what nobody asked for.")
            .fix("Answer 405, 404 or 501 with a SCIM error to methods that a path does not serve."),
        about
            .test(
                "odd-ids",
                "An id of any form is looked up and not found",
                SOURCE,
                odd_ids,
            )
            .severity(Severity::Should)
            .why("A 5xx here means that what stands in the address reaches the database unchecked.")
            .fix("Bind ids as parameters, and answer 404 also to ids that you would never make."),
    ]
}

fn test(what: &str, title: &str, source: &str) -> Test {
    Test::new(Suite::Rfc, &format!("errors.{what}"), title, source)
}

async fn unknown_endpoint(session: Session) -> Verdict {
    session.get("/NoSuchEndpoint").await?.expect_error(&[404])?;
    Ok(())
}

async fn me(session: Session) -> Verdict {
    let answer = session.get("/Me").await?;
    match answer.status() {
        200 | 307 | 308 => {}
        // A token that stands for no person has no resource of its own.
        404 => {
            answer.expect_error(&[404])?;
        }
        _ => {
            answer.expect_error(&[501, 403])?;
        }
    }
    Ok(())
}

async fn method(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = session.given_minimal(&kind).await?.path(&kind)?;
    let answer = session.post(&path, &json!({})).await?;
    answer.expect_error(&[400, 403, 404, 405, 501])?;
    Ok(())
}

async fn odd_ids(session: Session, kind: Arc<ResourceType>) -> Verdict {
    for id in ODD_IDS {
        let answer = session.get(&format!("{}/{id}", kind.endpoint)).await?;
        if !(400..500).contains(&answer.status()) {
            return Err(answer.fail("HTTP 404", answer.status_in_words()));
        }
    }
    Ok(())
}
