//! Attributes that the schema says are returned in another way than by default.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Mutability, Returned};
use serde_json::Value;

use super::is_nothing;
use crate::check::{Answer, Session, Stop, Test, Verdict};
use crate::suites::rfc::about::{About, place};
use crate::values;

const SOURCE: &str = "RFC 7643 §7";

/// The tests for one resource type.
pub(super) fn tests(about: &About, kind: &ResourceType) -> Vec<Test> {
    let for_place = |place: AttrRef<'_>| for_place(about, &place);
    values::places(kind).filter_map(for_place).collect()
}

fn for_place(about: &About, place: &AttrRef<'_>) -> Option<Test> {
    let attribute = place.attribute;
    if !values::may_write(attribute) {
        return None;
    }
    let hidden =
        attribute.returned == Returned::Never || attribute.mutability == Mutability::WriteOnly;
    match attribute.returned {
        _ if hidden => Some(
            about
                .attribute(
                    "never",
                    place,
                    "{attribute} of a {type} is never returned",
                    SOURCE,
                    never,
                )
                .why("What is never to be returned is a secret; whoever sees it can use it.")
                .fix("Leave the attribute out of every answer, also when attributes names it."),
        ),
        Returned::Request => Some(
            about
                .attribute(
                    "request",
                    place,
                    "{attribute} of a {type} is returned if and only if it is asked for",
                    SOURCE,
                    request,
                )
                .why("It was made so because it is large or costly; clients that need it ask.")
                .fix("Leave the attribute out unless attributes names it."),
        ),
        Returned::Always | Returned::Default | Returned::Never => None,
    }
}

async fn never(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let (made, resource, body) = given(&session, &kind, &place).await?;
    expect_hidden(&made, &place)?;
    expect_hidden(&session.read(&resource).await?, &place)?;
    let asked = format!("{resource}?attributes={path}");
    expect_hidden(&session.get(&asked).await?, &place)?;
    expect_hidden(&session.put(&resource, &body).await?, &place)
}

async fn request(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let (_, resource, _) = given(&session, &kind, &place).await?;
    expect_hidden(&session.read(&resource).await?, &place)?;
    let answer = session
        .read(&format!("{resource}?attributes={path}"))
        .await?;
    if answer.body().pointer(&values::pointer(&place)).is_none() {
        return Err(answer.fail(path.as_ref(), "nothing"));
    }
    Ok(())
}

/// Makes a resource with a value there, and gives the answer, the resource's path and what was sent.
async fn given(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
) -> Result<(Answer, String, Value), Stop> {
    let mut body = session.minimal(kind).await?;
    let Some(value) = session.given_value(kind, place, 0).await? else {
        return Err(Stop::NotClaimed(format!(
            "no value can be made for {}",
            place.path()
        )));
    };
    values::put(&mut body, place, value);
    let answer = session.given(kind, &body).await?;
    let path = answer.path(kind)?;
    Ok((answer, path, body))
}

fn expect_hidden(answer: &Answer, place: &AttrRef<'_>) -> Verdict {
    if is_nothing(answer.body().pointer(&values::pointer(place))) {
        return Ok(());
    }
    Err(answer.fail(format!("no {}", place.path()), "it is there"))
}
