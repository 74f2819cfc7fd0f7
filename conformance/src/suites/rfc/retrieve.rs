//! Reading single resources (RFC 7644 §3.4.1).

use std::sync::Arc;

use scim::ResourceType;
use serde_json::{Value, json};

use super::about::About;
use super::shape;
use crate::check::{Flaws, Session, Severity, Test, Verdict};
use crate::target::Target;
use crate::values;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    target.types.iter().flat_map(for_type).collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("retrieve", kind);
    vec![
        about
            .test("as-created", "GET of a new {type} gives everything it was created with", "RFC 7644 §3.4.1", as_created)
            .severity(Severity::Should)
            .why("A client that reads back less than it wrote sends the rest again and again.")
            .fix("Store every attribute that the schema announces as writable, and return it by default."),
        about
            .test("identified", "A {type} says its id, schemas and type in every representation", "RFC 7643 §3, §3.1", identified)
            .why("Clients cannot tell what they were given without them.")
            .fix("Put id, schemas and meta.resourceType into every answer that holds a resource."),
        about
            .test("types", "Every value of a {type} is of the type its schema announces", "RFC 7643 §2.3", types)
            .why("Typed clients fail on the whole resource when one value is of another type.")
            .fix("Write booleans and numbers as JSON booleans and numbers, times as dateTime, and multi-valued attributes as lists even with one element."),
        about
            .test("unknown-id", "GET of a {type} that nobody has is a 404", "RFC 7644 §3.12", unknown_id)
            .severity(Severity::Should)
            .why("Clients take anything else for a broken server, and stop provisioning.")
            .fix("Answer 404 with the Error schema, and the status as text."),
        about
            .test("unknown-parameter", "A query parameter that nobody knows does not matter to a {type}", "RFC 7644 §3.4.2", unknown_parameter)
            .severity(Severity::Should)
            .why("Clients add parameters of their own, for tracing or for newer versions.")
            .fix("Ignore query parameters that are not known."),
    ]
}

async fn as_created(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let sent = session.full(&kind).await?;
    let path = session.given(&kind, &sent).await?.path(&kind)?;
    let answer = session.read(&path).await?;
    let mut flaws = Flaws::default();
    for place in values::writable(&session, &kind) {
        if let Some(sent) = sent.pointer(&values::pointer(&place)) {
            flaws.keep(&place.path(), answer.expect_kept(&place, sent))?;
        }
    }
    flaws.verdict()
}

async fn identified(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let made = session.given_minimal(&kind).await?;
    let answer = session.read(&made.path(&kind)?).await?;
    answer.expect_value("/id", &json!(made.expect_id()?))?;
    answer.expect_value("/meta/resourceType", &json!(kind.name))?;
    let urns = answer.body().get("schemas").and_then(Value::as_array);
    let is_core = |urn: &Value| urn.as_str().is_some_and(|urn| kind.schema.is(urn));
    if urns.is_some_and(|urns| urns.iter().any(is_core)) {
        return Ok(());
    }
    Err(answer.fail(
        format!("schemas with {}", kind.schema.id),
        format!("{urns:?}"),
    ))
}

async fn types(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = session.given_full(&kind).await?.path(&kind)?;
    let answer = session.read(&path).await?;
    let misfits = shape::misfits(&kind, answer.body());
    if misfits.is_empty() {
        return Ok(());
    }
    Err(answer.fail("values of the types in /Schemas", misfits.join("; ")))
}

async fn unknown_id(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    session.get(&path).await?.expect_error(&[404])?;
    Ok(())
}

async fn unknown_parameter(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = session.given_minimal(&kind).await?.path(&kind)?;
    session
        .read(&format!("{path}?scimCheckKnowsNoSuchThing=1"))
        .await?;
    Ok(())
}
