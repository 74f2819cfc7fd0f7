//! Whether a server kept what it was sent.

use std::collections::BTreeSet;

use scim::ResourceType;
use scim::schema::{AttrRef, Kind, Returned};
use serde_json::{Value, json};

use super::place::Place;
use crate::check::{Answer, Stop, contains};

/// How many differences a complaint names.
const SHOWN: usize = 5;

/// The resource, which is or came in the answer, holds all these values, each in one element only. What its schema does not
/// know or does not return by default isn't looked for.
///
/// # Errors
/// Some are missing or different.
pub fn expect_kept(
    answer: &Answer,
    resource: &Value,
    kind: &ResourceType,
    values: &[(Place, Value)],
) -> Result<(), Stop> {
    let mut expected = Vec::new();
    let mut found = Vec::new();
    for (place, value) in values {
        let Some(known) = place.writable(kind).filter(is_returned) else {
            continue;
        };
        let value = typed(&known, value);
        let elements = place.elements(resource);
        if elements > 1 {
            expected.push(format!("one element for {place}"));
            found.push(format!("{elements} elements"));
            continue;
        }
        let there = place.find(resource);
        if !there.is_some_and(|there| contains(known.leaf(), there, &value)) {
            expected.push(format!("{place} {value}"));
            let there = there.map_or("nothing".to_owned(), Value::to_string);
            found.push(format!("{place} {there}"));
        }
    }
    if expected.is_empty() {
        return Ok(());
    }
    Err(answer.fail(listed(&expected), listed(&found)))
}

/// The PATCH was taken: with the resource, or without a body.
///
/// # Errors
/// The status is another.
pub fn expect_taken(answer: &Answer) -> Result<(), Stop> {
    answer.expect_status(&[200, 204])?;
    Ok(())
}

/// The answer is an empty list.
///
/// # Errors
/// It is no list, or somebody is in it.
pub fn expect_nobody(answer: &Answer) -> Result<(), Stop> {
    let found = answer.list()?;
    if found.resources.is_empty() && found.total.unwrap_or_default() == 0 {
        return Ok(());
    }
    let count = found.total.unwrap_or(1);
    Err(answer.fail("an empty list", format!("{count} resources")))
}

/// The group in the answer has exactly these members.
///
/// # Errors
/// It has others.
pub fn expect_members(answer: &Answer, ids: &[&str]) -> Result<(), Stop> {
    let members = Place::new("members").find(answer.body());
    let members = members.and_then(Value::as_array).into_iter().flatten();
    let found: BTreeSet<&str> = members
        .filter_map(|member| member.get("value")?.as_str())
        .collect();
    let expected: BTreeSet<&str> = ids.iter().copied().collect();
    if found == expected {
        return Ok(());
    }
    let words = |ids: &BTreeSet<&str>| match ids.len() {
        0 => "no members".to_owned(),
        _ => format!(
            "members {}",
            ids.iter().copied().collect::<Vec<_>>().join(", ")
        ),
    };
    Err(answer.fail(words(&expected), words(&found)))
}

/// The answer says that its body is SCIM.
///
/// # Errors
/// The content type is another.
pub fn expect_media_type(answer: &Answer) -> Result<(), Stop> {
    let found = answer.header("content-type").unwrap_or("no content type");
    let essence = found.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/scim+json") {
        return Ok(());
    }
    Err(answer.fail("content type application/scim+json", found))
}

fn is_returned(place: &AttrRef<'_>) -> bool {
    let by_default = |returned: Returned| matches!(returned, Returned::Always | Returned::Default);
    by_default(place.attribute.returned) && by_default(place.leaf().returned)
}

/// The value as it must be read: booleans are written as text at times.
fn typed(place: &AttrRef<'_>, value: &Value) -> Value {
    match value.as_str() {
        Some(text) if place.leaf().kind == Kind::Boolean => {
            json!(text.eq_ignore_ascii_case("true"))
        }
        _ => value.clone(),
    }
}

fn listed(differences: &[String]) -> String {
    let shown: Vec<&str> = differences.iter().take(SHOWN).map(String::as_str).collect();
    match differences.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
