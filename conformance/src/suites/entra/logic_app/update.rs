//! Updating every attribute with values that mean nothing.

use scim::ResourceType;
use scim::schema::{AttrRef, Kind};
use serde_json::{Value, json};

use super::super::wire::{self, Place, expect_kept, expect_taken, merged, one_each};
use super::{places, test};
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

/// How operations are made of values.
type Writing = fn(&str, &[(Place, Value)]) -> Value;

pub(super) fn tests() -> Vec<Test> {
    let why = "Entra reports the update as failed, or writes the same values again at each cycle.";
    let fix = "Store the value of every attribute that /Schemas announces as writable, as it is sent; where only some values are good, say which in canonicalValues.";
    let test = |id: &str, title: &str, named: &str| test(id, title, named).why(why).fix(fix);
    let group = Need::Type("Group");
    vec![
        test(
            "18.user-update",
            "A replace without path sets every attribute of a user",
            "SCIM_User_Update_Test",
        )
        .run(|session| update(session, "User", merged)),
        test(
            "18.user-update-verbose",
            "A replace of each attribute sets every one of a user",
            "SCIM_User_Update_Test",
        )
        .run(|session| update(session, "User", one_each)),
        test(
            "20.group-update",
            "A replace without path sets every attribute of a group",
            "SCIM_Group_Update_Test",
        )
        .needs(group.clone())
        .run(|session| update(session, "Group", merged)),
        test(
            "20.group-update-verbose",
            "A replace of each attribute sets every one of a group",
            "SCIM_Group_Update_Test",
        )
        .needs(group)
        .run(|session| update(session, "Group", one_each)),
    ]
}

async fn update(session: Session, name: &str, writing: Writing) -> Verdict {
    let kind = session.resource_type(name)?;
    let places = places::single_values(&session, &kind)?;
    let first = places::first_values(&session, &kind, &places);
    let body = wire::body(&session, &kind, &first).await?;
    let path = session.given(&kind, &body).await?.path(&kind)?;
    let changes: Vec<_> = places
        .into_iter()
        .filter_map(|place| {
            let value = generated(&session, &kind, &place)?;
            Some((place, value))
        })
        .collect();
    let answer = session
        .patch_with(&path, writing("replace", &changes))
        .await?;
    expect_taken(&answer)?;
    let answer = session.read(&path).await?;
    expect_kept(&answer, answer.body(), &kind, &changes)
}

fn generated(session: &Session, kind: &ResourceType, place: &Place) -> Option<Value> {
    let known = place.writable(kind)?;
    Some(match known.leaf().kind {
        Kind::Integer => json!(fastrand::u16(..)),
        Kind::Boolean => json!(true),
        Kind::DateTime => json!("2026-02-03T04:05:06Z"),
        _ => json!(text(session, &known)),
    })
}

fn text(session: &Session, known: &AttrRef<'_>) -> String {
    let suggested = &known.leaf().canonical_values;
    if let Some(value) = suggested.last() {
        return value.clone();
    }
    let word = session.unique("upd");
    match known.attribute.name.as_str() {
        "emails" if known.sub.is_some_and(|sub| sub.name == "value") => {
            format!("{word}@example.com")
        }
        _ => word,
    }
}
