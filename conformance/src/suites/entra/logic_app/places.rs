//! The attributes that the Logic App writes: those that Entra discovers in the served schemas.

use scim::schema::Kind;
use scim::{Attribute, ResourceType};
use serde_json::{Value, json};

use super::super::wire::Place;
use crate::check::{Session, Stop};
use crate::{flatten, values};

/// Attributes that it never writes one by one.
const UNTOUCHED: [&str; 9] = [
    "userName", "active", "groups", "roles", "id", "schemas", "meta", "manager", "members",
];

/// The single values of the type that a client may write.
///
/// # Errors
/// [`Stop::NotClaimed`] if the server serves no schemas to discover them in.
pub(super) fn single_values(session: &Session, kind: &ResourceType) -> Result<Vec<Place>, Stop> {
    let of_type = |document: &Value| {
        let id = document.get("id").and_then(Value::as_str);
        id.is_some_and(|id| kind.schemas().any(|schema| schema.is(id)))
    };
    let mut documents = session.target().schema_documents();
    documents.retain(of_type);
    let names = flatten::attributes(&json!({"Resources": documents}));
    if names.is_empty() {
        let reason = format!("/Schemas announces no attributes of {}", kind.name);
        return Err(Stop::NotClaimed(reason));
    }
    let places = names.iter().map(|name| Place::new(name));
    Ok(places
        .filter(|place| is_single(session, kind, place))
        .collect())
}

/// A user or group with a value in each of these places, and the first element of each list as the
/// primary one.
pub(super) fn first_values(
    session: &Session,
    kind: &ResourceType,
    places: &[Place],
) -> Vec<(Place, Value)> {
    let mut lists: Vec<&str> = Vec::new();
    let mut filled = Vec::new();
    for (nth, place) in places.iter().enumerate() {
        let Some(known) = place.writable(kind) else {
            continue;
        };
        let Some(value) = values::value(session, kind, &known, nth) else {
            continue;
        };
        filled.push((place.clone(), value));
        if place.selects() && !lists.contains(&known.attribute.name.as_str()) {
            lists.push(&known.attribute.name);
            let primary = place.sibling("primary");
            filled.extend(
                primary
                    .writable(kind)
                    .map(|_| (primary.clone(), json!(true))),
            );
        }
    }
    filled
}

fn is_single(session: &Session, kind: &ResourceType, place: &Place) -> bool {
    let Some(known) = place.writable(kind) else {
        return false;
    };
    let left_out = |path: &str| {
        let key = format!("{}.{path}", kind.name);
        session.profile().leave_out.contains(&key)
    };
    let is_simple = matches!(
        known.leaf().kind,
        Kind::String | Kind::Integer | Kind::DateTime | Kind::Boolean
    );
    let is_one = place.selects() || !known.attribute.multi_valued;
    is_simple
        && is_one
        && !UNTOUCHED.contains(&known.attribute.name.as_str())
        && has_text(known.attribute)
        && values::value(session, kind, &known, 0).is_some()
        && !left_out(&known.path())
        && !left_out(&known.attribute.name)
        && known.leaf().returned == scim::schema::Returned::Default
}

/// Whether an element can go without a certificate or a picture.
fn has_text(attribute: &Attribute) -> bool {
    let value = attribute.sub("value");
    value.is_none_or(|value| !matches!(value.kind, Kind::Binary | Kind::Reference))
}
