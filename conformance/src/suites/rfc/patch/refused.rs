//! Operations that a server has to refuse.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Kind, Mutability};
use serde_json::{Value, json};

use super::super::about::About;
use super::super::common::naming;
use super::SOURCE;
use super::change::{Subject, is_open};
use crate::check::{Flaws, Session, Severity, Stop, Test, Verdict};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("patch", kind);
    let mut tests = vec![
        about.test("remove-without-path", "remove without a path is refused with 400 noTarget", "RFC 7644 §3.5.2.2", remove_without_path)
            .why("What the client meant is unknown; guessing may empty the resource.")
            .fix("Answer 400 with scimType noTarget."),
        about.test("unknown-op", "An operation that is not add, remove or replace is refused with 400", SOURCE, unknown_op)
            .severity(Severity::Should)
        .why("The client is told that its change was made, and it was not.")
            .fix("Answer 400 with scimType invalidSyntax."),
        about.test("malformed", "A body that is no PATCH message is refused with 400", SOURCE, malformed)
            .severity(Severity::Should)
        .why("A broken client believes that its changes arrive.")
            .fix("Demand a list of operations with at least one, each an object with op; answer 400 with invalidSyntax."),
        about.test("unknown-path", "A path that no schema knows is refused with 400", SOURCE, unknown_path)
            .why("A misspelled attribute is taken for changed.")
            .fix("Look the path up in the schemas, and answer 400 with invalidPath or noTarget."),
        about.test("malformed-path", "A path that is none is refused with 400", "RFC 7644 §3.12, table 9", malformed_path)
            .severity(Severity::Should)
        .why("A broken path that is ignored changes the wrong thing, or nothing.")
            .fix("Read the whole path by the grammar, and answer 400 with scimType invalidPath."),
        about.test("read-only", "A change of a readOnly attribute is refused", SOURCE, read_only)
            .why("The client is told that its change was made; at worst ids and times are the client's from then on.")
            .fix("Answer 400 with scimType mutability if a path names a readOnly attribute."),
        about.test("unknown-id", "PATCH of an id that nobody has is a 404", "RFC 7644 §3.12", unknown_id)
            .why("Clients take anything else for a change that was made, and never make the resource again.")
            .fix("Answer 404 with the Error schema."),
    ];
    if naming(kind).is_some_and(|place| place.attribute.required) {
        tests.push(
            about.test("remove-required", "remove of a required attribute is refused with 400 mutability", "RFC 7644 §3.5.2.2", remove_required)
                .why("Resources without a name are left that nobody can find.")
                .fix("Check required attributes after applying the operations, and answer 400 with scimType mutability."),
        );
    }
    if typed(kind).is_some() {
        tests.push(
            about.test("wrong-type", "A value of the wrong type is refused with 400", SOURCE, wrong_type)
                .why("What is no value of its type breaks whoever reads it.")
                .fix("Check values against the attribute's type, and answer 400 with scimType invalidValue."),
        );
    }
    tests
}

async fn remove_without_path(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let answer = subject.tried(json!([{"op": "remove"}])).await?;
    answer.expect_scim_type(400, "noTarget")?;
    Ok(())
}

async fn unknown_op(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let path = naming(&kind).map(|place| place.path());
    let answer = subject
        .tried(json!([{"op": "explode", "path": path, "value": "x"}]))
        .await?;
    answer.expect_error(&[400])?;
    Ok(())
}

async fn malformed(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    let mut flaws = Flaws::default();
    for (what, body) in [
        ("without Operations", json!({"schemas": [urn]})),
        (
            "without an operation",
            json!({"schemas": [urn], "Operations": []}),
        ),
        (
            "an operation without op",
            json!({"schemas": [urn], "Operations": [{"path": "externalId", "value": "x"}]}),
        ),
        (
            "a text for an operation",
            json!({"schemas": [urn], "Operations": ["remove"]}),
        ),
    ] {
        let answer = session.patch(&subject.path, &body).await?;
        flaws.keep(what, answer.expect_error(&[400]))?;
    }
    flaws.verdict()
}

async fn unknown_path(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let operation = json!([{"op": "replace", "path": "noSuchAttributeAnywhere", "value": "x"}]);
    subject.tried(operation).await?.expect_error(&[400])?;
    Ok(())
}

async fn malformed_path(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let name = naming(&kind).map_or("externalId".to_owned(), |place| place.path());
    let mut flaws = Flaws::default();
    for path in [
        format!("{name}["),
        format!("{name} eq"),
        format!(".{name}"),
        format!("{name}..x"),
    ] {
        let operation = json!([{"op": "replace", "path": path, "value": "x"}]);
        let answer = subject.tried(operation).await?;
        flaws.keep(&format!("`{path}`"), answer.expect_error(&[400]))?;
    }
    flaws.verdict()
}

async fn read_only(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let before = subject.read().await?;
    let mut flaws = Flaws::default();
    let own = kind.schemas().flat_map(|schema| {
        schema
            .attributes
            .iter()
            .map(move |attribute| (schema, attribute))
    });
    let announced = own.filter(|(_, attribute)| attribute.mutability == Mutability::ReadOnly);
    let announced = announced.map(|(schema, attribute)| {
        let extension = Some(schema).filter(|schema| schema.id != kind.schema.id);
        let place = AttrRef {
            extension,
            attribute,
            sub: None,
        };
        place.path()
    });
    let mut paths: Vec<String> = announced.collect();
    paths.extend(["id", "meta.created"].map(str::to_owned));
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        let operation = json!([{"op": "replace", "path": path, "value": value(&path)}]);
        let answer = subject.tried(operation).await?;
        flaws.keep(&path, answer.expect_error(&[400, 403]))?;
    }
    let after = subject.read().await?;
    let created = before
        .body()
        .pointer("/meta/created")
        .unwrap_or(&Value::Null);
    flaws.keep("meta.created", after.expect_value("/meta/created", created))?;
    flaws.verdict()
}

fn value(path: &str) -> Value {
    match path {
        "groups" => json!([{"value": "x"}]),
        "meta.created" => json!("2001-01-01T00:00:00Z"),
        "meta" => json!({"created": "2001-01-01T00:00:00Z"}),
        _ => json!("x"),
    }
}

async fn unknown_id(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    let name = naming(&kind).map(|place| place.path());
    let operation = json!([{"op": "replace", "path": name, "value": session.unique("x")}]);
    session
        .patch_with(&path, operation)
        .await?
        .expect_error(&[404])?;
    Ok(())
}

async fn remove_required(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let Some(place) = naming(&kind) else {
        return Ok(());
    };
    let answer = subject
        .tried(json!([{"op": "remove", "path": place.path()}]))
        .await?;
    answer.expect_scim_type(400, "mutability")?;
    subject
        .read()
        .await?
        .expect_text(&values::pointer(&place))?;
    Ok(())
}

/// An attribute whose values have a form of their own.
fn typed(kind: &ResourceType) -> Option<String> {
    let strict = |wanted: &scim::Attribute| {
        matches!(wanted.kind, Kind::Boolean | Kind::Integer | Kind::DateTime)
            && !wanted.multi_valued
    };
    let mut places = values::places(kind);
    let place = places.find(|place| is_open(place.attribute) && strict(place.attribute))?;
    Some(place.path())
}

async fn wrong_type(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let subject = Subject::with(&session, &kind, &[]).await?;
    let nothing = || Stop::NotClaimed("every attribute is a text".to_owned());
    let path = typed(&kind).ok_or_else(nothing)?;
    let operation = json!([{"op": "replace", "path": path, "value": {"not": "of that type"}}]);
    subject.tried(operation).await?.expect_error(&[400])?;
    Ok(())
}
