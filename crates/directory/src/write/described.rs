//! What the body of a POST or PUT describes. It depends on nothing that is stored, so it is found out
//! before the write has its turn.

use scim::content::Ids;
use scim::normalize::{Normalized, described};
use scim::{Content, Limits, Resource, ResourceType, ScimError};

use crate::{Act, Body};

/// A resource as a body has it, not checked yet.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) resource: Resource,
    /// The ids of its members.
    pub(super) members: Ids,
    /// What no schema knows, by path.
    pub(super) ignored: Vec<String>,
}

impl Described {
    /// None for what describes no whole resource.
    pub(super) fn of(
        act: &Act,
        resource_type: &ResourceType,
        limits: &Limits,
    ) -> Option<Result<Self, ScimError>> {
        let (Act::Create { body, .. } | Act::Replace { body, .. }) = act else {
            return None;
        };
        let described = read(body).and_then(|body| described(body, resource_type, limits));
        Some(described.map(|(normalized, members)| {
            let Normalized { resource, ignored } = normalized;
            Self {
                resource,
                members,
                ignored,
            }
        }))
    }
}

/// The body of a request, if it could be read.
pub(super) fn read(body: &Body) -> Result<&Content, ScimError> {
    body.as_ref().map_err(Clone::clone)
}
