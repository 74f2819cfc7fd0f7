//! What the use-cases are asked, and what they answer.

use std::time::Instant;

use scim::{Content, ScimError};
use serde_json::Value;
use storage::TenantKey;

/// On whose behalf a request is made.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The tenant the token belongs to. Nothing outside it can be reached.
    pub tenant: TenantKey,
    /// The public id of the token, for the journal.
    pub token_id: String,
    /// The id of the request, for the journal.
    pub request_id: String,
    /// When the request's work ends, done or not; never if `None`.
    pub deadline: Option<Instant>,
}

/// Which attributes an answer shall carry (RFC 7644 §3.9), as the client wrote it.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The parameter `attributes`.
    pub attributes: Option<String>,
    /// The parameter `excludedAttributes`.
    pub excluded_attributes: Option<String>,
}

/// A request to write a resource.
#[derive(Clone, Debug)]
pub struct Write {
    /// Who asks.
    pub caller: Caller,
    /// The name of the resource type, such as `User`.
    pub resource_type: String,
    /// What is asked.
    pub act: Act,
}

/// What a client asks to be done.
#[derive(Clone, Debug)]
pub enum Act {
    /// To make a resource (RFC 7644 §3.3).
    Create {
        /// What it shall be.
        body: Body,
        /// What the answer shall carry.
        shape: Shape,
    },
    /// To give a resource other attributes (RFC 7644 §3.5.1).
    Replace {
        /// Which one.
        existing: Existing,
        /// What it shall be.
        body: Body,
        /// What the answer shall carry.
        shape: Shape,
    },
    /// To change a resource in part (RFC 7644 §3.5.2).
    Patch {
        /// Which one.
        existing: Existing,
        /// What shall change.
        body: Body,
        /// What the answer shall carry.
        shape: Shape,
    },
    /// To remove a resource (RFC 7644 §3.6).
    Delete {
        /// Which one.
        existing: Existing,
    },
}

/// A body, or why it could not be read: then the write is refused with that, and journaled.
pub type Body = Result<Content, ScimError>;

/// A resource that has to be there, in a state that the client accepts.
#[derive(Clone, Debug, Default)]
pub struct Existing {
    /// The id in the path.
    pub id: String,
    /// The header `If-Match`.
    pub if_match: Option<String>,
    /// The header `If-None-Match`.
    pub if_none_match: Option<String>,
}

impl Write {
    /// The id in the path; none to create.
    pub(crate) fn id(&self) -> Option<&str> {
        match &self.act {
            Act::Create { .. } => None,
            Act::Replace { existing, .. }
            | Act::Patch { existing, .. }
            | Act::Delete { existing } => Some(&existing.id),
        }
    }
}

/// A resource as it is answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Rendered {
    /// Its id.
    pub id: String,
    /// Its entity tag, such as `W/"3"`.
    pub version: String,
    /// Its address.
    pub location: String,
    /// The body; null for a group that is too large to be listed from memory. It is read to be shown.
    pub body: Value,
}

/// What a write did.
#[derive(Clone, Debug, PartialEq)]
pub enum Written {
    /// The resource was made.
    Created(Rendered),
    /// The resource is this now.
    Changed(Rendered),
    /// A patch was applied to a group that is too large to be listed in every answer.
    Unlisted {
        /// The group's entity tag.
        version: String,
        /// Its address.
        location: String,
    },
    /// The resource is no more.
    Deleted,
}
