//! The searches by which Entra finds who is already there.

use scim::ResourceType;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

use crate::check::{Answer, Session, Stop};

/// The path that searches for one value of an attribute, written as Entra writes it:
/// `/Users?filter=userName+eq+%22ann%40example.com%22`.
pub fn matching(kind: &ResourceType, attribute: &str, value: &str) -> String {
    format!("{}?{}", kind.endpoint, filter(attribute, value))
}

/// The resource that the search for this value finds, with the answer it came in. There must be
/// exactly one.
///
/// # Errors
/// No answer came, it is no list, or it holds none or several.
pub async fn find_one(
    session: &Session,
    kind: &ResourceType,
    attribute: &str,
    value: &str,
) -> Result<(Answer, Value), Stop> {
    let path = matching(kind, attribute, value);
    only(session.get(&path).await?, attribute, value)
}

/// The same without members: the search that Entra sends for groups.
///
/// # Errors
/// As those of [`find_one`].
pub async fn find_without_members(
    session: &Session,
    kind: &ResourceType,
    attribute: &str,
    value: &str,
) -> Result<(Answer, Value), Stop> {
    let (endpoint, filter) = (&kind.endpoint, filter(attribute, value));
    let path = format!("{endpoint}?excludedAttributes=members&{filter}");
    only(session.get(&path).await?, attribute, value)
}

/// The query that searches for one value of an attribute: blanks as `+`, everything else but letters
/// and digits by percent.
pub fn filter(attribute: &str, value: &str) -> String {
    let filter = format!("{attribute} eq {}", json!(value));
    let encoded: String = byte_serialize(filter.as_bytes()).collect();
    format!("filter={encoded}")
}

fn only(answer: Answer, attribute: &str, value: &str) -> Result<(Answer, Value), Stop> {
    let mut found = answer.list()?.resources;
    match (found.pop(), found.len()) {
        (Some(resource), 0) => Ok((answer, resource)),
        (last, more) => {
            let count = more + usize::from(last.is_some());
            let expected = format!("one resource whose {attribute} is {value}");
            Err(answer.fail(expected, format!("{count} of them")))
        }
    }
}
