//! Every attribute on its own.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::AttrRef;

use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::suites::rfc::about::{About, place};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(about: &About, kind: &ResourceType) -> Vec<Test> {
    let written = |place: &AttrRef<'_>| values::may_write(place.attribute);
    let places = values::places(kind).filter(written);
    places.map(|place| attribute(about, &place)).collect()
}

fn attribute(about: &About, place: &AttrRef<'_>) -> Test {
    about
        .attribute("attribute", place, "A new {type} keeps its {attribute}", "RFC 7643 §7, RFC 7644 §3.3", kept)
        .severity(Severity::Should)
        .why("What the schema announces as writable and the server drops is lost without anyone noticing.")
        .fix("Store the attribute with all its parts and return it, or take it out of the schema.")
}

async fn kept(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut body = session.minimal(&kind).await?;
    let Some(value) = session.given_value(&kind, &place, 0).await? else {
        return Err(Stop::NotClaimed(format!("no value can be made for {path}")));
    };
    values::put(&mut body, &place, value.clone());
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_success()?;
    let read = session.read(&answer.path(&kind)?).await?;
    read.expect_kept(&place, &value)?;
    Ok(())
}
