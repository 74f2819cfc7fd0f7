//! Which attributes an answer holds (RFC 7644 §3.9, RFC 7643 §7 `returned`).

mod asked;
mod excluded;
mod operations;
mod returned;

use std::collections::BTreeSet;

use scim::ResourceType;
use scim::schema::{AttrRef, Returned};
use serde_json::Value;

use crate::check::{Answer, Session, Stop, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::target::Target;
use crate::values;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let for_type = |kind| {
        let about = About::new("projection", kind);
        [
            asked::tests(&about),
            excluded::tests(&about),
            operations::tests(&about),
            returned::tests(&about, kind),
        ]
    };
    target.types.iter().flat_map(for_type).flatten().collect()
}

/// A whole resource as it is read, and its path.
async fn given_read(session: &Session, kind: &ResourceType) -> Result<(String, Answer), Stop> {
    let path = session.given_full(kind).await?.path(kind)?;
    let answer = session.read(&path).await.map_err(Stop::blocked)?;
    Ok((path, answer))
}

/// The attributes that come by default and that the resource has a value for.
fn present<'k>(kind: &'k ResourceType, whole: &Answer) -> Vec<AttrRef<'k>> {
    let has = |place: &AttrRef<'_>| {
        place.attribute.returned == Returned::Default
            && !matches!(place.attribute.name.as_str(), "schemas" | "id" | "meta")
            && whole
                .body()
                .pointer(&values::pointer(place))
                .is_some_and(|it| !it.is_null())
    };
    values::places(kind).filter(has).collect()
}

/// The answer holds the place as the whole resource has it.
fn expect_there(answer: &Answer, whole: &Answer, place: &AttrRef<'_>) -> Verdict {
    let value = whole.body().pointer(&values::pointer(place));
    let found = answer.body().pointer(&values::pointer(place));
    if found.is_some() || value.is_none() {
        return Ok(());
    }
    Err(answer.fail(place.path(), "nothing"))
}

/// The answer holds no attribute but these and what is always returned.
fn expect_no_others(answer: &Answer, kind: &ResourceType, wanted: &[&AttrRef<'_>]) -> Verdict {
    let wanted: BTreeSet<String> = wanted.iter().map(|place| whole(place)).collect();
    let others: Vec<String> = values::places(kind)
        .filter(|place| place.attribute.returned == Returned::Default)
        .filter(|place| !matches!(place.attribute.name.as_str(), "schemas" | "id"))
        .filter(|place| !wanted.contains(&place.path()))
        .filter(|place| !is_nothing(answer.body().pointer(&values::pointer(place))))
        .map(|place| place.path())
        .collect();
    if others.is_empty() {
        return Ok(());
    }
    Err(answer.fail("no attribute that was not asked for", others.join(", ")))
}

/// The minimum that every answer holds: the id, and what the schema says is always returned.
fn expect_minimum(answer: &Answer, kind: &ResourceType, whole: &Answer) -> Verdict {
    answer.expect_id()?;
    let always = |place: &AttrRef<'_>| {
        place.attribute.returned == Returned::Always && place.attribute.name != "schemas"
    };
    for place in values::places(kind).filter(always) {
        expect_there(answer, whole, &place)?;
    }
    Ok(())
}

fn whole(place: &AttrRef<'_>) -> String {
    AttrRef {
        sub: None,
        ..*place
    }
    .path()
}

/// Missing, null and empty are alike (RFC 7643 §2.5).
fn is_nothing(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Array(list)) => list.is_empty(),
        Some(Value::Object(members)) => members.is_empty(),
        Some(_) => false,
    }
}

/// The values of a part: one, or one of each element of a list.
fn parts<'v>(answer: &'v Answer, place: &AttrRef<'_>) -> Vec<&'v Value> {
    let outer = AttrRef {
        sub: None,
        ..*place
    };
    let name = place.leaf().name.as_str();
    match answer.body().pointer(&values::pointer(&outer)) {
        Some(Value::Array(list)) => list.iter().filter_map(|it| it.get(name)).collect(),
        Some(other) => other.get(name).into_iter().collect(),
        None => Vec::new(),
    }
}
