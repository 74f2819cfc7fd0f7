//! Bodies that are none.

use std::sync::Arc;

use scim::ResourceType;

use crate::check::{Session, Severity, Test, Verdict};
use crate::http::Request;
use crate::suites::rfc::about::About;
use crate::target::Target;

const SOURCE: &str = "RFC 7644 §3.12";

/// What is sent in place of a resource, with the name of its test and what it is.
const BODIES: [(&str, &str, &str); 4] = [
    (
        "broken",
        "that breaks off",
        "{\"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"], ",
    ),
    ("text", "that is no JSON", "userName=ann"),
    ("list", "that is a list", "[]"),
    ("empty", "that is empty", ""),
];

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    target.types.iter().flat_map(for_type).collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("errors", kind);
    let mut tests = Vec::new();
    for (id, what, body) in BODIES {
        for method in ["POST", "PUT"] {
            let id = format!("{}-{id}", method.to_lowercase());
            let title = format!("{method} of a {{type}} with a body {what} is refused with 400");
            tests.push(
                about
                    .test(&id, &title, SOURCE, move |session, kind| {
                        refused(session, kind, method, body)
                    })
                    .severity(Severity::Should)
                    .why("A 5xx is tried again for ever; a 400 tells that the sender must mend it.")
                    .fix("Answer a body that cannot be read with 400 and scimType invalidSyntax."),
            );
        }
    }
    tests.push(
        about
            .test("form", "Errors about a {type} are SCIM errors", SOURCE, form)
            .why("Provisioning logs show what is in the body; without it nobody knows what to mend.")
            .fix("Answer every error with schemas (the URN of Error) and status as text, also those of your framework."),
    );
    tests.push(
        about
            .test(
                "detail",
                "Errors about a {type} say in detail what is wrong",
                SOURCE,
                detail,
            )
            .severity(Severity::Advice)
            .why("It is the one sentence the administrator gets to see.")
            .fix("Write a detail for people: what was wrong, where, and what to do."),
    );
    tests
}

async fn refused(session: Session, kind: Arc<ResourceType>, method: &str, body: &str) -> Verdict {
    let path = match method {
        "PUT" => session.given_minimal(&kind).await?.path(&kind)?,
        _ => kind.endpoint.clone(),
    };
    let answer = session.send(Request::new(method, &path).text(body)).await?;
    answer.expect_refusal(&[400], &["invalidSyntax", "invalidValue"])?;
    Ok(())
}

async fn form(session: Session, kind: Arc<ResourceType>) -> Verdict {
    for request in provoking(&session, &kind) {
        let answer = session.send(request).await?;
        answer.expect_error(&[answer.status()])?;
    }
    Ok(())
}

async fn detail(session: Session, kind: Arc<ResourceType>) -> Verdict {
    for request in provoking(&session, &kind) {
        let answer = session.send(request).await?;
        if answer.status() < 400 {
            return Err(answer.fail("an error", answer.status_in_words()).blocked());
        }
        answer.expect_text("/detail")?;
    }
    Ok(())
}

/// Requests that a server can only refuse.
fn provoking(session: &Session, kind: &ResourceType) -> [Request; 3] {
    let nobody = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    [
        Request::get(&nobody),
        Request::new("DELETE", &nobody),
        Request::new("POST", &kind.endpoint).text("{"),
    ]
}
