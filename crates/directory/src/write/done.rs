//! What a write did, as it comes out of its transaction. It is put into words behind it.

use scim::project::Projection;
use scim::{ResourceType, ScimError};
use serde_json::Value;
use storage::resources::Stored;

use crate::{Act, Directory, Shape, Written};

/// What a write did.
#[derive(Debug)]
pub(super) enum Done {
    /// The resource was made.
    Created(Shown),
    /// The resource is this now.
    Changed(Shown),
    /// A resource is of that version now, and too large to be shown.
    Unlisted(Stored),
    /// The resource is no more.
    Deleted,
}

/// A resource, and what the answer shows of it beside its document.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) stored: Stored,
    pub(super) related: Option<Value>,
}

impl Done {
    /// What the client is told.
    pub(super) fn told(
        self,
        directory: &Directory,
        resource_type: &ResourceType,
        act: &Act,
    ) -> Result<Written, ScimError> {
        let projection = projection(act, resource_type)?;
        let render = |shown: Shown| {
            directory.render(resource_type, shown.stored, shown.related, &projection)
        };
        Ok(match self {
            Self::Created(shown) => Written::Created(render(shown)),
            Self::Changed(shown) => Written::Changed(render(shown)),
            Self::Unlisted(stored) => Written::Unlisted {
                version: crate::etag::etag(stored.version),
                location: directory.location(resource_type, &stored.id),
            },
            Self::Deleted => Written::Deleted,
        })
    }
}

fn projection<'t>(act: &Act, resource_type: &'t ResourceType) -> Result<Projection<'t>, ScimError> {
    match act {
        Act::Create { shape, .. } | Act::Replace { shape, .. } | Act::Patch { shape, .. } => {
            shape.projection(resource_type)
        }
        Act::Delete { .. } => Shape::default().projection(resource_type),
    }
}
