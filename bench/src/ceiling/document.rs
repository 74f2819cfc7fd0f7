//! Documents, with the least that is done to them.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use uuid::Uuid;

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

/// A document that is about to be stored, and the columns beside it.
pub(super) struct Prepared {
    pub(super) id: String,
    /// The folded `userName` or `displayName`.
    pub(super) name: String,
    pub(super) external_id: Option<String>,
    pub(super) text: String,
}

/// Members to add and to remove.
#[derive(Default)]
pub(super) struct MemberChanges {
    pub(super) added: Vec<String>,
    pub(super) removed: Vec<String>,
}

/// Gives a new document its id and `meta`; `None` if the body is not what it should be.
pub(super) fn prepare(body: &str) -> Option<Prepared> {
    let mut document: Value = serde_json::from_str(body).ok()?;
    let id = Uuid::now_v7().to_string();
    let object = document.as_object_mut()?;
    object.insert("id".to_owned(), json!(id));
    let meta = json!({
        "resourceType": "User",
        "created": "2026-01-01T00:00:00Z",
        "lastModified": "2026-01-01T00:00:00Z",
        "version": "W/\"1\"",
        "location": format!("/Users/{id}"),
    });
    object.insert("meta".to_owned(), meta);
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let name = text("userName")
        .or_else(|| text("displayName"))?
        .to_lowercase();
    let external_id = text("externalId").map(str::to_owned);
    Some(Prepared {
        id,
        name,
        external_id,
        text: document.to_string(),
    })
}

/// A document with the values of a PATCH; `None` if the body is not what it should be.
pub(super) fn patched(document: &str, body: &str) -> Option<String> {
    let mut document: Value = serde_json::from_str(document).ok()?;
    let body: Value = serde_json::from_str(body).ok()?;
    for operation in body.get("Operations")?.as_array()? {
        let path = operation.get("path")?.as_str()?;
        let value = operation.get("value")?.clone();
        let place = match path.rsplit_once(":User:") {
            Some((schema, attribute)) => document
                .get_mut(format!("{schema}:User"))?
                .get_mut(attribute),
            None => document.get_mut(path),
        };
        *place? = value;
    }
    *document.get_mut("meta")?.get_mut("lastModified")? = json!("2026-01-02T00:00:00Z");
    Some(document.to_string())
}

/// The members that a PATCH names; `None` if the body is not what it should be.
pub(super) fn member_changes(body: &str) -> Option<MemberChanges> {
    let body: Value = serde_json::from_str(body).ok()?;
    let mut changes = MemberChanges::default();
    for operation in body.get("Operations")?.as_array()? {
        if operation.get("op")?.as_str()?.eq_ignore_ascii_case("add") {
            for member in operation.get("value")?.as_array()? {
                changes
                    .added
                    .push(member.get("value")?.as_str()?.to_owned());
            }
        } else {
            let path = operation.get("path")?.as_str()?;
            changes.removed.push(path.split('"').nth(1)?.to_owned());
        }
    }
    Some(changes)
}

/// The folded value of `filter=name eq "value"` in a query string.
pub(super) fn filter_value(query: &str) -> String {
    let mut pairs = query.split('&');
    let filter = pairs.find_map(|pair| pair.strip_prefix("filter="));
    let filter = percent_decode_str(filter.unwrap_or_default()).decode_utf8_lossy();
    filter.split('"').nth(1).unwrap_or_default().to_lowercase()
}

/// A list answer of one document or none.
pub(super) fn list(document: Option<String>) -> String {
    let count = usize::from(document.is_some());
    let document = document.unwrap_or_default();
    format!(
        r#"{{"schemas":["{LIST}"],"totalResults":{count},"startIndex":1,"itemsPerPage":{count},"Resources":[{document}]}}"#
    )
}
