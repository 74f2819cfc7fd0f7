//! What a resource must be before it is stored: unforgiving (RFC 7643 §2.4, §7).

use crate::{Resource, ResourceType, ScimError};

/// Refuses a resource that lacks a required value, or has more than one primary value.
pub fn validate(resource: &Resource, resource_type: &ResourceType) -> Result<(), ScimError> {
    let _ = (resource, resource_type);
    todo!()
}

/// Refuses a change of an immutable attribute that already had a value.
pub fn protect(
    old: &Resource,
    new: &Resource,
    resource_type: &ResourceType,
) -> Result<(), ScimError> {
    let _ = (old, new, resource_type);
    todo!()
}
