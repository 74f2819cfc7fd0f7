//! Parts of complex attributes that are no lists.

use std::sync::Arc;

use scim::schema::{AttrRef, Kind};
use scim::{Attribute, ResourceType};
use serde_json::{Value, json};

use super::super::about::{About, place};
use super::change::{Subject, holds, is_empty, is_open};
use crate::check::{Answer, Session, Stop, Test, Verdict, contains};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("patch", kind);
    let complex = values::places(kind).filter(|place| {
        let attribute = place.attribute;
        attribute.kind == Kind::Complex
            && !attribute.multi_valued
            && is_open(attribute)
            && !values::refers(attribute)
            && parts(attribute).count() > 0
    });
    let mut tests = Vec::new();
    for place in complex {
        tests.push(
            about.attribute("parts", &place, "Each part of {attribute} is changed and removed by its path, and the others stay", "RFC 7644 §3.5.2.3", each_part)
                .why("A new family name never arrives, or takes the given name away.")
                .fix("Change only the sub-attribute behind the full stop."),
        );
        tests.push(
            about.attribute("merge", &place, "replace of {attribute} with some of its parts leaves the others", "RFC 7644 §3.5.2.3", merge)
                .why("A client that sends what changed erases what did not.")
                .fix("Join the parts in value with those that are there, rather than replacing the whole."),
        );
    }
    tests
}

/// Parts that hold what a client wrote. A `formatted` text may be made from the others.
fn parts(attribute: &Attribute) -> impl Iterator<Item = &Attribute> {
    let subs = attribute.sub_attributes.iter();
    subs.filter(|sub| is_open(sub) && sub.name != "formatted" && sub.name != "$ref")
}

async fn subject(
    session: &Session,
    kind: &ResourceType,
    place: AttrRef<'_>,
) -> Result<(Subject, Value), Stop> {
    let nothing = || Stop::NotClaimed(format!("{} takes no values", place.path()));
    let value = values::value(session, kind, &place, 0).ok_or_else(nothing)?;
    Ok((
        Subject::with(session, kind, &[(place, value.clone())]).await?,
        value,
    ))
}

async fn each_part(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let (subject, mut now) = subject(&session, &kind, place).await?;
    for sub in parts(place.attribute) {
        let part = place.with_sub(sub);
        let Some(value) = values::value(&session, &kind, &part, 1) else {
            continue;
        };
        let operation = json!([{"op": "replace", "path": part.path(), "value": value}]);
        let after = subject.patched(operation).await?;
        holds(&after, &part, &value, true)?;
        if let Some(fields) = now.as_object_mut() {
            fields.insert(sub.name.clone(), value);
        }
        unchanged(&after, &place, &now, None)?;
    }
    let last = parts(place.attribute)
        .filter(|sub| !sub.required && sub.kind != Kind::Boolean)
        .last();
    let Some(sub) = last.filter(|_| parts(place.attribute).count() > 1) else {
        return Ok(());
    };
    let part = place.with_sub(sub);
    let after = subject
        .patched(json!([{"op": "remove", "path": part.path()}]))
        .await?;
    is_empty(&after, &part)?;
    unchanged(&after, &place, &now, Some(&sub.name))
}

async fn merge(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let (subject, mut now) = subject(&session, &kind, place).await?;
    let Some(sub) = parts(place.attribute).last() else {
        return Ok(());
    };
    let Some(value) = values::value(&session, &kind, &place.with_sub(sub), 1) else {
        return Ok(());
    };
    let operation = json!([{"op": "replace", "path": &*path, "value": {sub.name.as_str(): value}}]);
    let after = subject.patched(operation).await?;
    if let Some(fields) = now.as_object_mut() {
        fields.insert(sub.name.clone(), value);
    }
    unchanged(&after, &place, &now, None)
}

/// The parts of the attribute are as they should be, but for one.
fn unchanged(answer: &Answer, place: &AttrRef<'_>, expected: &Value, but: Option<&str>) -> Verdict {
    for sub in parts(place.attribute).filter(|sub| but != Some(sub.name.as_str())) {
        let part = place.with_sub(sub);
        let found = answer.body().pointer(&values::pointer(&part));
        let Some(expected) = expected.get(&sub.name) else {
            continue;
        };
        if !found.is_some_and(|found| contains(sub, found, expected)) {
            let found = found.map_or("nothing".to_owned(), ToString::to_string);
            return Err(answer.fail(format!("{} {expected} as before", part.path()), found));
        }
    }
    Ok(())
}
