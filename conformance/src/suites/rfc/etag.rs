//! Versions of resources (RFC 7644 §3.14, RFC 7232), where they are claimed.

use std::sync::Arc;

use scim::ResourceType;
use serde_json::{Value, json};

use super::about::About;
use crate::check::{Answer, Session, Severity, Stop, Test, Verdict};
use crate::http::Request;
use crate::target::{Need, Target};

const SOURCE: &str = "RFC 7644 §3.14";
const LOST: &str =
    "Versions are there so that of two administrators none overwrites the other unseen.";
const STALE: &str = "Clients keep what they read and ask only whether it changed; a wrong answer leaves them with what is no longer true.";

/// A version that no resource has.
const OTHER: &str = "W/\"scim-check-knows-no-such-version\"";

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    target.types.iter().flat_map(for_type).collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("etag", kind);
    let tests = [told(&about), reading(&about), writing(&about)].concat();
    tests
        .into_iter()
        .map(|test| test.needs(Need::Etag))
        .collect()
}

fn told(about: &About) -> Vec<Test> {
    let fix = "Send the version of the resource as ETag with every answer that holds it, and the same as meta.version.";
    vec![
        about
            .test(
                "header",
                "The answer to GET of a {type} has its version as ETag",
                SOURCE,
                header,
            )
            .why(LOST)
            .fix(fix),
        about
            .test(
                "meta-version",
                "meta.version of a {type} is the same as the ETag",
                "RFC 7643 §3.1, RFC 7644 §3.14",
                meta_version,
            )
            .severity(Severity::Should)
            .why("In a list there are no headers for each resource, only meta.version.")
            .fix(fix),
        about
            .test(
                "stable",
                "A {type} keeps its version as long as nothing changes",
                "RFC 7232 §2.1",
                stable,
            )
            .why(STALE)
            .fix("Make the version from what is stored, not from the time or the answer."),
        about
            .test(
                "changes",
                "A {type} that is changed has another version",
                "RFC 7232 §2.1",
                changes,
            )
            .why(LOST)
            .fix("Raise the version with every write that changes anything."),
    ]
}

fn reading(about: &About) -> Vec<Test> {
    let test = |what: &str, title: &str, asked: fn(&str) -> String, status: u16| {
        about
            .test(what, title, "RFC 7644 §3.14, RFC 7232 §3.2", move |session, kind| read_if(session, kind, asked, status))
            .why(STALE)
            .fix("Compare If-None-Match with the current version, weakly and as a list; answer 304 without a body where it is among them.")
    };
    vec![
        test(
            "not-modified",
            "GET of a {type} with If-None-Match of its version is a 304",
            str::to_owned,
            304,
        ),
        test(
            "modified",
            "GET of a {type} with If-None-Match of another version gives it",
            |_| OTHER.to_owned(),
            200,
        ),
        test(
            "not-modified-list",
            "If-None-Match may name several versions of a {type}",
            |tag| format!("{OTHER}, {tag}"),
            304,
        )
        .severity(Severity::Should),
        test(
            "not-modified-any",
            "If-None-Match: * matches any {type} that is there",
            |_| "*".to_owned(),
            304,
        )
        .severity(Severity::Should),
        test(
            "not-modified-weak",
            "If-None-Match compares versions of a {type} weakly",
            other_strength,
            304,
        )
        .severity(Severity::Should),
    ]
}

fn writing(about: &About) -> Vec<Test> {
    let mut tests = Vec::new();
    for method in ["PUT", "PATCH", "DELETE"] {
        let word = method.to_lowercase();
        let test = |what: &str, title: &str, if_match: fn(&str) -> String, taken: bool| {
            let id = format!("{word}-{what}");
            let test = about
                .test(&id, &format!("{method} of a {{type}} {title}"), "RFC 7644 §3.14, RFC 7232 §3.1", move |session, kind| {
                    write_if(session, kind, method, if_match, taken)
                })
                .why(LOST)
                .fix("Compare If-Match with the current version in the same transaction as the write; answer 412 and change nothing if it is another.");
            if method == "PATCH" {
                test.needs(Need::Patch)
            } else {
                test
            }
        };
        tests.extend([
            test(
                "mismatch",
                "with If-Match of another version is refused with 412 and changes nothing",
                |_| OTHER.to_owned(),
                false,
            ),
            test(
                "match",
                "with If-Match of its version is done",
                str::to_owned,
                true,
            ),
            test("any", "with If-Match: * is done", |_| "*".to_owned(), true)
                .severity(Severity::Should),
        ]);
    }
    tests
}

async fn header(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (_, answer) = given(&session, &kind).await?;
    let tag = answer.expect_header("etag")?;
    let opaque = tag.strip_prefix("W/").unwrap_or(tag);
    if opaque.len() >= 2 && opaque.starts_with('"') && opaque.ends_with('"') {
        return Ok(());
    }
    Err(answer.fail("an ETag such as W/\"1\"", tag))
}

async fn meta_version(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (_, answer) = given(&session, &kind).await?;
    let tag = answer.expect_header("etag").map_err(Stop::blocked)?;
    answer.expect_value("/meta/version", &json!(tag))?;
    Ok(())
}

async fn stable(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, answer) = given(&session, &kind).await?;
    let before = version(&answer)?;
    let again = session.read(&path).await?;
    if again.expect_header("etag")? == before {
        return Ok(());
    }
    Err(again.fail(before, version(&again)?))
}

async fn changes(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, answer) = given(&session, &kind).await?;
    let before = version(&answer)?;
    let body = changed(&session, answer.body());
    session
        .put(&path, &body)
        .await?
        .expect_success()
        .map_err(Stop::blocked)?;
    let after = session.read(&path).await?;
    if after.expect_header("etag")? != before {
        return Ok(());
    }
    Err(after.fail(format!("another ETag than {before}"), before))
}

async fn read_if(
    session: Session,
    kind: Arc<ResourceType>,
    asked: fn(&str) -> String,
    status: u16,
) -> Verdict {
    let (path, answer) = given(&session, &kind).await?;
    let tags = asked(&version(&answer)?);
    let request = Request::get(&path).header("if-none-match", &tags);
    let answer = session.send(request).await?;
    answer.expect_status(&[status])?;
    if status == 304 && !answer.response().body.is_empty() {
        return Err(answer.fail("no body", "a body"));
    }
    Ok(())
}

async fn write_if(
    session: Session,
    kind: Arc<ResourceType>,
    method: &str,
    if_match: fn(&str) -> String,
    taken: bool,
) -> Verdict {
    let (path, before) = given(&session, &kind).await?;
    let body = changed(&session, before.body());
    let request = match method {
        "PUT" => Request::with_body(method, &path, &body),
        "PATCH" => {
            let value = json!({"externalId": body.get("externalId")});
            let schemas = ["urn:ietf:params:scim:api:messages:2.0:PatchOp"];
            let operations = json!([{"op": "replace", "value": value}]);
            Request::with_body(
                method,
                &path,
                &json!({"schemas": schemas, "Operations": operations}),
            )
        }
        _ => Request::new(method, &path),
    };
    let tag = if_match(&version(&before)?);
    let answer = session.send(request.header("if-match", &tag)).await?;
    if taken {
        answer.expect_success()?;
        return Ok(());
    }
    // RFC 7644 Table 8 names both for a version that doesn't match.
    answer.expect_error(&[412, 409])?;
    let after = session.read(&path).await?;
    let kept = before.body().get("externalId").unwrap_or(&Value::Null);
    if after.body().get("externalId").unwrap_or(&Value::Null) == kept {
        return Ok(());
    }
    Err(after.fail("the resource as it was", "it was changed"))
}

async fn given(session: &Session, kind: &ResourceType) -> Result<(String, Answer), Stop> {
    let path = session.given_minimal(kind).await?.path(kind)?;
    let answer = session.read(&path).await.map_err(Stop::blocked)?;
    Ok((path, answer))
}

/// The version in the header. That there is one is the business of one test alone.
fn version(answer: &Answer) -> Result<String, Stop> {
    let tag = answer.expect_header("etag").map_err(Stop::blocked)?;
    Ok(tag.to_owned())
}

/// The same body with another `externalId`.
fn changed(session: &Session, body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(members) = body.as_object_mut() {
        members.insert("externalId".to_owned(), json!(session.unique("changed")));
    }
    body
}

/// The same version as a strong one if it is weak, and the other way round.
fn other_strength(tag: &str) -> String {
    match tag.strip_prefix("W/") {
        Some(opaque) => opaque.to_owned(),
        None => format!("W/{tag}"),
    }
}
