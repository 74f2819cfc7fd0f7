//! Bodies as clients send them, turned into resources: forgiving (RFC 7644 §3.3, §3.5.1).

use serde_json::Value;

use crate::{Attribute, Limits, Resource, ResourceType, ScimError};

/// A body after [`normalize`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Normalized {
    /// What the schemas know of it.
    pub resource: Resource,
    /// What no schema knows, by path as the client wrote it.
    pub ignored: Vec<String>,
}

/// Turns the body of a create or replace request into a resource.
pub fn normalize(
    body: &Value,
    resource_type: &ResourceType,
    limits: &Limits,
) -> Result<Normalized, ScimError> {
    let _ = (body, resource_type, limits);
    todo!()
}

/// Turns one value of `attribute` into its canonical form; `None` if it says that there is none.
pub fn attribute_value(
    attribute: &Attribute,
    value: &Value,
    place: &str,
    limits: &Limits,
    ignored: &mut Vec<String>,
) -> Result<Option<Value>, ScimError> {
    let _ = (attribute, value, place, limits, ignored);
    todo!()
}

/// Notes a name that no schema knows, bounded in length and count.
pub fn note_ignored(ignored: &mut Vec<String>, name: &str) {
    let _ = (ignored, name);
    todo!()
}

/// Takes the ids of `members` out of a group, in order and each once.
pub fn take_members(group: &mut Resource) -> Vec<String> {
    let _ = group;
    todo!()
}
