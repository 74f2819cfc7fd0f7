//! What a PUT does to attributes that are set once.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Mutability};
use serde_json::Value;

use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::suites::rfc::about::{About, place};
use crate::values;

/// The tests for one resource type. Parts of lists are left out: their elements may come and go.
pub(super) fn tests(about: &About, kind: &ResourceType) -> Vec<Test> {
    let immutable = |place: &AttrRef<'_>| place.attribute.mutability == Mutability::Immutable;
    let for_place = |place| for_place(about, &place);
    values::places(kind)
        .filter(immutable)
        .flat_map(for_place)
        .collect()
}

fn for_place(about: &About, place: &AttrRef<'_>) -> [Test; 3] {
    let test = |what: &str, title: &str, case: Case| {
        about
            .attribute(what, place, title, "RFC 7644 §3.5.1", move |session, kind, path| {
                immutable(session, kind, path, case)
            })
            .why("Others have linked to the first value, and rely on what the schema promised.")
            .fix("Compare immutable attributes with what is stored before a PUT: take a first value, accept the same, and answer 400 with scimType mutability to another.")
    };
    [
        test(
            "immutable-kept",
            "PUT does not change the {attribute} of a {type}, which is immutable",
            Case::Kept,
        ),
        test(
            "immutable-refused",
            "PUT of another {attribute} of a {type}, which is immutable, is refused with 400",
            Case::Refused,
        )
        .severity(Severity::Should),
        test(
            "immutable-set",
            "PUT gives a {type} the {attribute} it does not have yet",
            Case::Set,
        ),
    ]
}

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Kept,
    Refused,
    Set,
}

async fn immutable(
    session: Session,
    kind: Arc<ResourceType>,
    path: Arc<str>,
    case: Case,
) -> Verdict {
    let place = place(&kind, &path)?;
    let mut body = session.minimal(&kind).await?;
    let (old, new) = two_values(&session, &kind, &place).await?;
    if case == Case::Set && body.pointer(&values::pointer(&place)).is_some() {
        return Err(Stop::NotClaimed(format!(
            "{path} is required, so that it is never unset"
        )));
    }
    if case != Case::Set {
        values::put(&mut body, &place, old.clone());
    }
    let resource = session.given(&kind, &body).await?.path(&kind)?;
    values::put(&mut body, &place, new.clone());
    let answer = session.put(&resource, &body).await?;
    if case == Case::Refused {
        answer.expect_refusal(&[400], &["mutability"])?;
        return Ok(());
    }
    if case == Case::Set {
        answer.expect_success()?;
    }
    let expected = if case == Case::Set { &new } else { &old };
    session
        .read(&resource)
        .await?
        .expect_kept(&place, expected)?;
    Ok(())
}

async fn two_values(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
) -> Result<(Value, Value), Stop> {
    let old = session.given_value(kind, place, 0).await?;
    let new = session.given_value(kind, place, 1).await?;
    match (old, new) {
        (Some(old), Some(new)) if old != new => Ok((old, new)),
        _ => Err(Stop::NotClaimed(format!(
            "no two values can be made for {}",
            place.path()
        ))),
    }
}
