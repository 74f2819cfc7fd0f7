//! The request, and the answer to it.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::AttrRef;
use serde_json::{Value, json};

use super::super::about::About;
use super::super::common::naming;
use super::SOURCE;
use super::change::{Subject, holds};
use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    if naming(kind).is_none() {
        return Vec::new();
    }
    let about = About::new("patch", kind);
    vec![
        about.test("answer", "PATCH is answered 200 with the whole resource, or 204 without a body", SOURCE, answer)
            .why("Clients that take the answer for the resource remember something else than the server holds.")
            .fix("Answer 200 with the resource as a GET shows it, or 204 with nothing."),
        about.test("attributes-parameter", "PATCH with the attributes parameter is answered 200", SOURCE, with_attributes)
            .why("Clients that ask for what they need of the result get nothing.")
            .fix("Answer 200 with those attributes whenever the parameter is there."),
        about.test("last-modified", "A change does not set meta.lastModified back", "RFC 7643 §3.1", last_modified)
            .why("Clients that ask for what changed since their last visit miss the change.")
            .fix("Set meta.lastModified to the time of the change."),
        about.test("letter-case-of-op", "Operations are understood as Add, Replace and REMOVE too", SOURCE, letter_case)
            .severity(Severity::Advice)
            .why("Entra writes them with a capital letter, and none of its changes arrives.")
            .fix("Compare op regardless of letter case."),
        about.test("path-in-any-case", "path may have any letter case, and the schema's URN before it", "RFC 7644 §3.10", any_path)
            .why("Clients that spell names differently from the server, or in full, change nothing.")
            .fix("Compare names and URNs regardless of letter case, and split the path at its last colon."),
    ]
}

fn target<'k>(session: &Session, kind: &'k ResourceType) -> Result<(AttrRef<'k>, Value), Stop> {
    let nothing = || Stop::NotClaimed(format!("nothing of a {} can be written", kind.name));
    let place = naming(kind).ok_or_else(nothing)?;
    let value = values::value(session, kind, &place, 1).ok_or_else(nothing)?;
    Ok((place, value))
}

async fn answer(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (place, value) = target(&session, &kind)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    let operation = json!([{"op": "replace", "path": place.path(), "value": value}]);
    let answer = subject.tried(operation).await?;
    answer.expect_status(&[200, 204])?;
    if answer.status() == 204 {
        let empty = answer.response().body.is_empty();
        return if empty {
            Ok(())
        } else {
            Err(answer.fail("no body with 204", "one"))
        };
    }
    holds(&answer, &place, &value, true)?;
    let id = subject.made.expect_id()?;
    answer.expect_value("/id", &json!(id))?;
    let read = subject.read().await?;
    let names = |value: &Value| {
        value
            .as_object()
            .map(|it| it.keys().cloned().collect::<Vec<_>>())
    };
    let (mut told, mut held) = (
        names(answer.body()).unwrap_or_default(),
        names(read.body()).unwrap_or_default(),
    );
    told.sort_unstable();
    held.sort_unstable();
    if told == held {
        return Ok(());
    }
    Err(answer.fail(
        format!("the attributes that GET shows: {}", held.join(", ")),
        told.join(", "),
    ))
}

async fn with_attributes(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (place, value) = target(&session, &kind)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    let path = format!("{}?attributes={}", subject.path, place.attribute.name);
    let operation = json!([{"op": "replace", "path": place.path(), "value": value}]);
    let answer = session.patch_with(&path, operation).await?;
    answer.expect_status(&[200])?;
    answer.expect_id()?;
    holds(&answer, &place, &value, true)
}

async fn last_modified(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (place, value) = target(&session, &kind)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    let time = "/meta/lastModified";
    let before = super::super::instant::expect(&subject.read().await?, time)?;
    let operation = json!([{"op": "replace", "path": place.path(), "value": value}]);
    let answer = subject.patched(operation).await?;
    let after = super::super::instant::expect(&answer, time)?;
    if after >= before {
        return Ok(());
    }
    Err(answer.fail(format!("{time} not before {before}"), after.to_string()))
}

async fn letter_case(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (place, _) = target(&session, &kind)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    for op in ["Add", "Replace", "REPLACE"] {
        let (_, value) = target(&session, &kind)?;
        let operation = json!([{"op": op, "path": place.path(), "value": value}]);
        holds(&subject.patched(operation).await?, &place, &value, true)?;
    }
    Ok(())
}

async fn any_path(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (place, _) = target(&session, &kind)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    let name = &place.attribute.name;
    let mut paths = vec![name.to_ascii_uppercase()];
    if kind.schema.attribute(name).is_some() {
        paths.push(format!("{}:{name}", kind.schema.id));
    }
    for path in paths {
        let (_, value) = target(&session, &kind)?;
        let operation = json!([{"op": "replace", "path": path, "value": value}]);
        holds(&subject.patched(operation).await?, &place, &value, true)?;
    }
    Ok(())
}
