//! What the use-cases are asked, and what they answer.

use std::time::Instant;

use scim::ScimError;
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

/// A request to create, replace, patch or delete a resource.
#[derive(Clone, Debug)]
pub struct Write<'a> {
    /// Who asks.
    pub caller: &'a Caller,
    /// The name of the resource type, such as `User`.
    pub resource_type: &'a str,
    /// The id in the path; `None` to create.
    pub id: Option<&'a str>,
    /// The body, or why it could not be read; then the write is refused with that, and journaled.
    /// `Value::Null` to delete.
    pub body: Result<Value, ScimError>,
    /// The header `If-Match`.
    pub if_match: Option<String>,
    /// The header `If-None-Match`.
    pub if_none_match: Option<String>,
    /// What the answer shall carry.
    pub shape: Shape,
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
    /// The body.
    pub body: Value,
}

/// The answer to a PATCH.
#[derive(Clone, Debug, PartialEq)]
pub enum Patched {
    /// The resource as it is now.
    Resource(Rendered),
    /// The patch was applied to a group that is too large to be listed in every answer.
    NoContent {
        /// The group's entity tag.
        version: String,
        /// Its address.
        location: String,
    },
}
