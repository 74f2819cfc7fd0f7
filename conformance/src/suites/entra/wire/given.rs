//! Users and groups that a test needs before it can come to its point.

use scim::ResourceType;
use serde_json::{Value, json};

use super::{ENTERPRISE, Place};
use crate::check::{Answer, Session, Stop};

/// Something that a test made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its type.
    pub kind: ResourceType,
    /// Its path behind the base URL.
    pub path: String,
    /// Its id.
    pub id: String,
    /// What Entra matches it by: `userName` or `displayName`.
    pub name: String,
    /// The body it was made with.
    pub sent: Value,
    /// The answer that gave the id.
    pub answer: Answer,
}

/// Makes a user with these values, and nothing else but what the server requires.
///
/// # Errors
/// [`Stop::Blocked`] if the server does not make it.
pub async fn user(session: &Session, values: &[(Place, Value)]) -> Result<Made, Stop> {
    let kind = session.resource_type("User")?;
    let sent = body(session, &kind, values).await?;
    make(session, kind, "userName", sent).await
}

/// Makes a group of these users.
///
/// # Errors
/// [`Stop::Blocked`] if the server does not make it; [`Stop::NotClaimed`] if it has no groups.
pub async fn group(session: &Session, members: &[&str]) -> Result<Made, Stop> {
    let kind = session.resource_type("Group")?;
    let external_id = (Place::new("externalId"), json!(session.unique("object")));
    let mut values: Vec<_> = [external_id]
        .into_iter()
        .filter(|(place, _)| place.writable(&kind).is_some())
        .collect();
    if !members.is_empty() {
        values.push((Place::new("members"), elements(members)));
    }
    let sent = body(session, &kind, &values).await?;
    make(session, kind, "displayName", sent).await
}

/// The body that makes a resource of these values, and of whatever else this server requires.
///
/// # Errors
/// [`Stop::Blocked`] if something it must refer to cannot be made.
pub async fn body(
    session: &Session,
    kind: &ResourceType,
    values: &[(Place, Value)],
) -> Result<Value, Stop> {
    let mut body = session.minimal(kind).await?;
    let known: Vec<_> = values
        .iter()
        .filter_map(|(place, _)| place.writable(kind))
        .filter(|place| place.attribute.multi_valued)
        .map(|place| place.attribute.name.as_str())
        .collect();
    if let Some(object) = body.as_object_mut() {
        // A made-up element would stand beside the one that is put there.
        object.retain(|name, _| !known.contains(&name.as_str()));
        let urns = kind.schemas().map(|schema| schema.id.as_str());
        let sent = urns.filter(|urn| *urn == kind.schema.id || *urn == ENTERPRISE);
        object.insert("schemas".to_owned(), sent.collect());
    }
    for (place, value) in values {
        place.put(&mut body, value.clone());
    }
    Ok(body)
}

/// Members as Entra writes them, without a reference.
pub fn elements(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"value": id})).collect()
}

async fn make(
    session: &Session,
    kind: ResourceType,
    named_by: &str,
    sent: Value,
) -> Result<Made, Stop> {
    let answer = session.given(&kind, &sent).await?;
    let name = sent.get(named_by).and_then(Value::as_str);
    Ok(Made {
        path: answer.path(&kind)?,
        id: answer.expect_id()?.to_owned(),
        name: name.unwrap_or_default().to_owned(),
        kind,
        sent,
        answer,
    })
}
