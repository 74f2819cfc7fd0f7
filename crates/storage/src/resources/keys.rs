//! What indexes hold of a resource.

use std::collections::BTreeSet;

use scim::ResourceType;
use serde_json::{Map, Value};

use crate::key;

/// The keys of a resource.
pub(super) struct Keys {
    /// Of its unique attribute.
    pub(super) unique: Option<String>,
    /// Of `displayName`.
    pub(super) display: Option<String>,
    /// Of `externalId`.
    pub(super) external: Option<String>,
    /// Of the values of `emails`; none if its type has no such attribute.
    pub(super) emails: Option<BTreeSet<String>>,
}

impl Keys {
    /// Takes them from the comparable document of a resource.
    pub(super) fn of(comparable: &Map<String, Value>, resource_type: &ResourceType) -> Self {
        let text = |name: &str| comparable.get(name)?.as_str().map(key::exact);
        let unique = resource_type.unique_attribute();
        let has_emails = resource_type.core_attribute("emails").is_some();
        Self {
            unique: unique.and_then(|attribute| text(&attribute.name)),
            display: text("displayName"),
            external: text("externalId"),
            emails: has_emails.then(|| emails(comparable)),
        }
    }
}

fn emails(comparable: &Map<String, Value>) -> BTreeSet<String> {
    let elements = comparable.get("emails").and_then(Value::as_array);
    elements
        .into_iter()
        .flatten()
        .filter_map(|email| email.get("value")?.as_str())
        .map(key::exact)
        .collect()
}
