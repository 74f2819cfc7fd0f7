//! The user that the validator makes for most of its tests.

use scim::ResourceType;
use serde_json::{Value, json};

use super::super::wire::{self, ENTERPRISE, MANAGER, Made, Place};
use crate::check::{Session, Stop};
use crate::values;

/// Attributes with a value, in the order in which the validator sends them: a fixed one, or nothing
/// where a new word is made up each time. Those of the enterprise extension begin with a colon.
const ATTRIBUTES: [(&str, Option<&str>); 33] = [
    ("displayName", None),
    ("title", None),
    ("preferredLanguage", Some("nn-NO")),
    ("userType", None),
    ("nickName", None),
    ("locale", None),
    ("timezone", Some("Africa/Accra")),
    ("profileUrl", Some("https://example.com/people")),
    ("name.givenName", None),
    ("name.familyName", None),
    ("name.formatted", None),
    ("name.middleName", None),
    ("name.honorificPrefix", None),
    ("name.honorificSuffix", None),
    ("emails[type eq \"work\"].value", Some("@example.com")),
    ("addresses[type eq \"work\"].formatted", None),
    ("addresses[type eq \"work\"].streetAddress", None),
    ("addresses[type eq \"work\"].locality", None),
    ("addresses[type eq \"work\"].region", None),
    ("addresses[type eq \"work\"].postalCode", None),
    ("addresses[type eq \"work\"].country", Some("Faroe Islands")),
    ("phoneNumbers[type eq \"work\"].value", Some("71-555-3019")),
    (
        "phoneNumbers[type eq \"mobile\"].value",
        Some("71-555-3020"),
    ),
    ("phoneNumbers[type eq \"fax\"].value", Some("71-555-3021")),
    (":employeeNumber", None),
    (":department", None),
    (":costCenter", None),
    (":organization", None),
    (":division", None),
    ("roles[primary eq \"True\"].display", None),
    ("roles[primary eq \"True\"].value", None),
    ("roles[primary eq \"True\"].type", None),
    ("active", Some("true")),
];

/// Which element is the primary one. For roles the validator says so with a text.
const PRIMARY: [(&str, bool); 4] = [
    ("emails[type eq \"work\"].primary", true),
    ("addresses[type eq \"work\"].primary", true),
    ("phoneNumbers[type eq \"work\"].primary", true),
    ("roles[primary eq \"True\"].primary", false),
];

/// New values for every attribute of the validator's user that the server has, but for `userName`,
/// the manager and which elements are primary.
pub(super) fn values(session: &Session, kind: &ResourceType) -> Vec<(Place, Value)> {
    let value = |(text, fixed): &(&str, Option<&str>)| {
        let place = place(text);
        let value = wanted(session, kind, &place);
        (place, value.unwrap_or_else(|| made_up(session, *fixed)))
    };
    let values = ATTRIBUTES.iter().map(value);
    values
        .filter(|(place, _)| is_sent(session, kind, place))
        .collect()
}

/// Which elements of a whole user are the primary ones.
pub(super) fn primary(session: &Session, kind: &ResourceType) -> Vec<(Place, Value)> {
    let value = |(text, boolean): &(&str, bool)| {
        let value = if *boolean { json!(true) } else { json!("True") };
        (Place::new(text), value)
    };
    let values = PRIMARY.iter().map(value);
    values
        .filter(|(place, _)| is_sent(session, kind, place))
        .collect()
}

/// The validator's user, of which it also says who manages it: somebody who does not exist.
pub(super) fn whole(session: &Session, kind: &ResourceType) -> Vec<(Place, Value)> {
    let mut whole = values(session, kind);
    whole.extend(primary(session, kind));
    let manager = Place::new(&format!("{MANAGER}.value"));
    if is_sent(session, kind, &manager) {
        whole.push((manager, json!(session.unique("nobody"))));
    }
    whole
}

/// The validator's user, made as set-up of a test that is about something else. Where the server
/// refuses it, which `u1` judges, it is made without the two things that are often refused: the text
/// in `primary`, and a manager who does not exist.
///
/// # Errors
/// [`Stop::Blocked`] if the server makes neither.
pub(super) async fn given(session: &Session, kind: &ResourceType) -> Result<Made, Stop> {
    let mut whole = whole(session, kind);
    match wire::user(session, &whole).await {
        Err(Stop::Blocked(_)) => {
            session.note("made without roles and manager, for the whole user was refused");
            whole.retain(|(place, _)| {
                let path = place.to_string();
                !path.starts_with("roles[") && !path.starts_with(MANAGER)
            });
            wire::user(session, &whole).await
        }
        made => made,
    }
}

/// What the validator would send and this server's schemas do not have.
pub(super) fn missing(session: &Session, kind: &ResourceType) -> Vec<String> {
    let places = ATTRIBUTES.iter().map(|(text, _)| place(text));
    places
        .filter(|place| !is_sent(session, kind, place))
        .map(|place| place.to_string())
        .collect()
}

fn place(text: &str) -> Place {
    if text.starts_with(':') {
        return Place::new(&format!("{ENTERPRISE}{text}"));
    }
    Place::new(text)
}

fn is_sent(session: &Session, kind: &ResourceType, place: &Place) -> bool {
    let left_out = |path: &str| {
        let key = format!("{}.{path}", kind.name);
        session.profile().leave_out.contains(&key)
    };
    place
        .writable(kind)
        .is_some_and(|known| !left_out(&known.path()) && !left_out(&known.attribute.name))
}

/// The value that somebody wants there.
fn wanted(session: &Session, kind: &ResourceType, place: &Place) -> Option<Value> {
    let known = place.writable(kind)?;
    let key = format!("{}.{}", kind.name, known.path());
    let wanted = session.profile().values.contains_key(&key);
    wanted
        .then(|| values::value(session, kind, &known, 0))
        .flatten()
}

fn made_up(session: &Session, fixed: Option<&str>) -> Value {
    match fixed {
        Some("true") => json!(true),
        Some(domain) if domain.starts_with('@') => json!(session.unique("user") + domain),
        Some(fixed) => json!(fixed),
        None => json!(session.unique("w").to_uppercase()),
    }
}
