//! What a PUT does to each attribute.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Mutability, Uniqueness};
use serde_json::Value;

use crate::check::{Answer, Session, Severity, Stop, Test, Verdict, contains};
use crate::suites::rfc::about::{About, place};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(about: &About, kind: &ResourceType) -> Vec<Test> {
    let changeable = |place: &AttrRef<'_>| {
        matches!(
            place.attribute.mutability,
            Mutability::ReadWrite | Mutability::WriteOnly
        ) && values::may_write(place.attribute)
    };
    let for_place = |place| for_place(about, &place);
    values::places(kind)
        .filter(changeable)
        .flat_map(for_place)
        .collect()
}

fn for_place(about: &About, place: &AttrRef<'_>) -> Vec<Test> {
    let attribute = place.attribute;
    let mut tests = vec![
        about
            .attribute("attribute", place, "PUT gives a {type} a new {attribute} in place of the old", "RFC 7644 §3.5.1", replaced)
            .why("A change that is not taken is sent again for ever, and the person keeps what is no longer true.")
            .fix("Replace the stored value, all its parts and all elements of a list, by what was sent."),
    ];
    if attribute.required && place.extension.is_none() {
        tests.push(
            about
                .attribute("missing", place, "PUT of a {type} without {attribute}, which is required, is refused with 400", "RFC 7644 §3.5.1, §3.12", without)
                .severity(Severity::Should)
                .why("A resource that lost what its schema requires breaks every reader that relies on the schema.")
                .fix("Answer 400 with scimType invalidValue, and say in detail which attribute is missing."),
        );
    }
    if attribute.uniqueness != Uniqueness::None && !values::refers(attribute) {
        tests.push(
            about
                .attribute("conflict", place, "PUT of a {type} with the {attribute} of another is refused", "RFC 7643 §7, RFC 7644 §3.12", conflict)
                .severity(Severity::Should)
                .why("Two resources of one name cannot be told apart when a client looks for that name.")
                .fix("Answer 409 with scimType uniqueness, and leave the resource as it is."),
        );
    }
    tests
}

async fn replaced(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let old = session.given_value(&kind, &place, 0).await?;
    let new = session.given_value(&kind, &place, 1).await?;
    let (Some(old), Some(new)) = (old, new) else {
        return Err(Stop::NotClaimed(format!("no value can be made for {path}")));
    };
    let mut body = session.minimal(&kind).await?;
    values::put(&mut body, &place, old.clone());
    let resource = session.given(&kind, &body).await?.path(&kind)?;
    values::put(&mut body, &place, new.clone());
    let answer = session.put(&resource, &body).await?;
    // A value that the server doesn't like is the business of other tests.
    answer.expect_success().map_err(Stop::blocked)?;
    let read = session.read(&resource).await?;
    read.expect_kept(&place, &new)?;
    expect_gone(&read, &place, &old, &new)
}

/// No element of the old list is left that isn't in the new one.
fn expect_gone(read: &Answer, place: &AttrRef<'_>, old: &Value, new: &Value) -> Verdict {
    let found = read.body().pointer(&values::pointer(place));
    let (Some(Value::Array(found)), Value::Array(old)) = (found, old) else {
        return Ok(());
    };
    let list = |list: &[Value], element: &Value| {
        list.iter().any(|it| contains(place.attribute, it, element))
    };
    let new = new.as_array().map(Vec::as_slice).unwrap_or_default();
    let left = old.iter().find(|it| list(found, it) && !list(new, it));
    match left {
        Some(left) => Err(read.fail(
            format!("{} without {left}", place.path()),
            "it is still there",
        )),
        None => Ok(()),
    }
}

async fn without(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut body = session.minimal(&kind).await?;
    let resource = session.given(&kind, &body).await?.path(&kind)?;
    if let Some(body) = body.as_object_mut() {
        body.remove(&place.attribute.name);
    }
    let answer = session.put(&resource, &body).await?;
    answer.expect_refusal(&[400], &["invalidValue", "invalidSyntax", "mutability"])?;
    Ok(())
}

async fn conflict(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut taken = session.minimal(&kind).await?;
    let Some(value) = values::value(&session, &kind, &place, 0) else {
        return Err(Stop::NotClaimed(format!("no value can be made for {path}")));
    };
    values::put(&mut taken, &place, value.clone());
    session.given(&kind, &taken).await?;
    let mut body = session.minimal(&kind).await?;
    let resource = session.given(&kind, &body).await?.path(&kind)?;
    values::put(&mut body, &place, value);
    let answer = session.put(&resource, &body).await?;
    answer.expect_refusal(&[400, 409], &["uniqueness"])?;
    Ok(())
}
