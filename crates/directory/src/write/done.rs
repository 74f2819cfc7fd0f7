//! What a write did, as it comes out of its transaction. It is put into words behind it.

use scim::project::Projection;
use scim::{ResourceType, ScimError};
use serde_json::Value;
use storage::resources::Stored;

use crate::etag::etag;
use crate::{Act, Directory, Rendered, Shape, Written};

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
    pub(super) related: Related,
}

/// The groups of a member, or the members of a group.
#[derive(Debug)]
pub(super) enum Related {
    /// None where there are none, or the answer does not show them.
    Known(Option<Value>),
    /// There are too many to be read while others wait to write.
    TooMany,
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
        let render = |Shown { stored, related }| match related {
            Related::Known(related) => {
                directory.render(resource_type, stored, related, &projection)
            }
            Related::TooMany => Rendered {
                version: etag(stored.version),
                location: directory.location(resource_type, &stored.id),
                id: stored.id,
                body: Value::Null,
            },
        };
        Ok(match self {
            Self::Created(shown) => Written::Created(render(shown)),
            Self::Changed(shown) => Written::Changed(render(shown)),
            Self::Unlisted(stored) => Written::Unlisted {
                version: etag(stored.version),
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
