//! add, replace and remove of every attribute as a whole.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Kind, Mutability};
use serde_json::{Value, json};

use super::super::about::{About, place};
use super::super::common::naming;
use super::change::{Subject, after, holds, is_empty, is_open, pathless};
use crate::check::{Session, Stop, Test, Verdict};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("patch", kind);
    let mut tests = Vec::new();
    for place in values::places(kind) {
        let attribute = place.attribute;
        let settable = matches!(
            attribute.mutability,
            Mutability::ReadWrite | Mutability::Immutable
        );
        if !settable || !values::shown(attribute) || attribute.name == "schemas" {
            continue;
        }
        tests.push(
            about.attribute("add", &place, "add gives {attribute} a value, with a path and without", "RFC 7644 §3.5.2.1", add)
                .why("What an identity provider adds to a person never arrives.")
                .fix("Set the attribute whether it stands in path or as a member of value; append to lists, replace single values."),
        );
        if is_open(attribute) {
            tests.push(
                about.attribute("replace", &place, "replace changes {attribute} as a whole, with a path and without", "RFC 7644 §3.5.2.3", replace)
                    .why("Changes of people's data never arrive, or old values stay beside the new ones.")
                    .fix("Put the new value in the place of the old one, all elements of a list included, and set it where there was none."),
            );
        }
        if is_open(attribute) && !attribute.required && naming(kind) != Some(place) {
            tests.push(
                about
                    .attribute(
                        "remove",
                        &place,
                        "remove takes {attribute} away",
                        "RFC 7644 §3.5.2.2",
                        remove,
                    )
                    .why("People keep titles, addresses and rights that were taken from them.")
                    .fix("Unset the attribute that path names, all elements of a list included."),
            );
        }
        if attribute.mutability == Mutability::Immutable {
            tests.push(
                about.attribute("immutable", &place, "replace of {attribute}, which is immutable and has a value, is refused", "RFC 7644 §3.5.2", immutable)
                    .why("What was promised never to change does change.")
                    .fix("Answer 400 with scimType mutability if an immutable attribute has a value and another is sent."),
            );
        }
    }
    tests
}

/// A value of the attribute, made together with what it refers to.
async fn value(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
    nth: usize,
) -> Result<Value, Stop> {
    let value = session
        .given_value(kind, place, nth)
        .await
        .map_err(Stop::blocked)?;
    value.ok_or_else(|| {
        Stop::NotClaimed(format!("{} refers to nothing that is served", place.path()))
    })
}

async fn add(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    // Odd ones, for which no element is the primary one.
    let (first, second) = (
        value(&session, &kind, &place, 1).await?,
        value(&session, &kind, &place, 3).await?,
    );
    if place.attribute.mutability == Mutability::Immutable && place.attribute.required {
        return Err(Stop::NotClaimed(format!(
            "{path} is immutable and always has a value"
        )));
    }
    let operation = json!([{"op": "add", "path": &*path, "value": first}]);
    let answer = subject.patched(operation).await?;
    after("add with a path", holds(&answer, &place, &first, false))?;
    if place.attribute.mutability == Mutability::Immutable {
        return Ok(());
    }
    let operation = json!([{"op": "add", "value": pathless(&place, &second)}]);
    let answer = subject.patched(operation).await?;
    let done = "add without a path";
    after(done, holds(&answer, &place, &second, false))?;
    if place.attribute.multi_valued {
        after(done, holds(&answer, &place, &first, false))?;
    }
    Ok(())
}

async fn replace(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let old = value(&session, &kind, &place, 0).await?;
    let subject = Subject::with(&session, &kind, &[(place, old)]).await?;
    let (first, second) = (
        value(&session, &kind, &place, 1).await?,
        value(&session, &kind, &place, 2).await?,
    );
    let operation = json!([{"op": "replace", "path": &*path, "value": first}]);
    let answer = subject.patched(operation).await?;
    after("replace with a path", holds(&answer, &place, &first, true))?;
    let operation = json!([{"op": "replace", "value": pathless(&place, &second)}]);
    let answer = subject.patched(operation).await?;
    after(
        "replace without a path",
        holds(&answer, &place, &second, true),
    )
}

async fn remove(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let old = value(&session, &kind, &place, 1).await?;
    let subject = Subject::with(&session, &kind, &[(place, old.clone())]).await?;
    let before = subject.read().await?;
    holds(&before, &place, &old, false).map_err(Stop::blocked)?;
    let answer = subject
        .patched(json!([{"op": "remove", "path": &*path}]))
        .await?;
    // Without a value a boolean may have a default, such as active.
    if place.attribute.kind == Kind::Boolean && !place.attribute.multi_valued {
        return Ok(());
    }
    is_empty(&answer, &place)
}

async fn immutable(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let old = value(&session, &kind, &place, 0).await?;
    let subject = Subject::with(&session, &kind, &[(place, old.clone())]).await?;
    let other = value(&session, &kind, &place, 1).await?;
    let operation = json!([{"op": "replace", "path": &*path, "value": other}]);
    subject.tried(operation).await?.expect_error(&[400, 403])?;
    holds(&subject.read().await?, &place, &old, false)
}
