//! SCIM errors: the only thing that becomes an error body (RFC 7644 §3.12).

use std::fmt;

use serde_json::{Value, json};

/// The message URN of an error body.
pub const ERROR_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// The detail keyword of RFC 7644 §3.12, table 9, and of RFC 9865 §2.1, table 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScimType {
    /// The filter is not valid, or not for this attribute.
    InvalidFilter,
    /// Too many results to answer.
    TooMany,
    /// A value that must be unique is taken.
    Uniqueness,
    /// The change is not compatible with the attribute's mutability.
    Mutability,
    /// The body's structure is not valid.
    InvalidSyntax,
    /// The path of a PATCH operation is not valid.
    InvalidPath,
    /// The path of a PATCH operation points at nothing that could be changed.
    NoTarget,
    /// A required value is missing, or a value does not fit its attribute.
    InvalidValue,
    /// The protocol version is not supported.
    InvalidVers,
    /// The request cannot be made with this URI, because it carries sensitive data.
    Sensitive,
    /// The cursor is none of ours, or belongs to another search (RFC 9865 §2.1).
    InvalidCursor,
    /// The cursor is too old (RFC 9865 §2.1).
    ExpiredCursor,
    /// The count is not valid, or not that of the page before (RFC 9865 §2.1).
    InvalidCount,
}

impl ScimType {
    /// The keyword as it stands in an error body.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
            Self::InvalidVers => "invalidVers",
            Self::Sensitive => "sensitive",
            Self::InvalidCursor => "invalidCursor",
            Self::ExpiredCursor => "expiredCursor",
            Self::InvalidCount => "invalidCount",
        }
    }
}

/// A refusal, with the HTTP status it is answered with and a `detail` that is written for the
/// administrator who reads it in a provisioning log: what was wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScimError {
    status: u16,
    scim_type: Option<ScimType>,
    detail: String,
}

impl ScimError {
    /// An error with a status that carries no keyword of its own, such as 401 or 500.
    pub fn with_status(status: u16, detail: impl Into<String>) -> Self {
        Self {
            status,
            scim_type: None,
            detail: detail.into(),
        }
    }

    /// 400 `invalidFilter`.
    pub fn invalid_filter(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::InvalidFilter, detail)
    }

    /// 400 `invalidSyntax`.
    pub fn invalid_syntax(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::InvalidSyntax, detail)
    }

    /// 400 `invalidPath`.
    pub fn invalid_path(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::InvalidPath, detail)
    }

    /// 400 `noTarget`.
    pub fn no_target(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::NoTarget, detail)
    }

    /// 400 `invalidValue`.
    pub fn invalid_value(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::InvalidValue, detail)
    }

    /// 400 `mutability`.
    pub fn mutability(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::Mutability, detail)
    }

    /// 400 `invalidCursor`. There is one sentence for all of them, so that nobody learns from it what
    /// another tenant's cursor was good for.
    pub fn invalid_cursor() -> Self {
        Self::typed(
            400,
            ScimType::InvalidCursor,
            "The cursor is not one that was given for this search. Begin again with an empty \
             cursor, and change nothing but the cursor from page to page.",
        )
    }

    /// 400 `expiredCursor`.
    pub fn expired_cursor(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::ExpiredCursor, detail)
    }

    /// 400 `invalidCount`.
    pub fn invalid_count(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::InvalidCount, detail)
    }

    /// 400 `tooMany`: a search asks for more than the server is willing to do.
    pub fn too_many(detail: impl Into<String>) -> Self {
        Self::typed(400, ScimType::TooMany, detail)
    }

    /// 409 `uniqueness`.
    pub fn uniqueness(detail: impl Into<String>) -> Self {
        Self::typed(409, ScimType::Uniqueness, detail)
    }

    /// 403 `sensitive`: the request names an attribute that is never disclosed.
    pub fn sensitive(detail: impl Into<String>) -> Self {
        Self::typed(403, ScimType::Sensitive, detail)
    }

    /// 404 for a resource that is not there, or not there for this tenant.
    pub fn not_found(resource_type: &str, id: &str) -> Self {
        Self::with_status(404, format!("There is no {resource_type} with id {id:?}."))
    }

    /// 412 for an `If-Match` or `If-None-Match` that does not hold.
    pub fn precondition_failed(detail: impl Into<String>) -> Self {
        Self::with_status(412, detail)
    }

    /// 413 for a request that is larger than a stated limit.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::with_status(413, detail)
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The keyword, where RFC 7644 has one for this error.
    pub fn scim_type(&self) -> Option<ScimType> {
        self.scim_type
    }

    /// The sentence for the administrator.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The error body of RFC 7644 §3.12; `status` is a string there.
    pub fn to_json(&self) -> Value {
        let mut body = json!({
            "schemas": [ERROR_SCHEMA],
            "status": self.status.to_string(),
            "detail": self.detail,
        });
        if let (Some(scim_type), Some(fields)) = (self.scim_type, body.as_object_mut()) {
            fields.insert("scimType".into(), scim_type.as_str().into());
        }
        body
    }

    fn typed(status: u16, scim_type: ScimType, detail: impl Into<String>) -> Self {
        Self {
            status,
            scim_type: Some(scim_type),
            detail: detail.into(),
        }
    }
}

impl fmt::Display for ScimError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.status, self.detail)
    }
}

impl std::error::Error for ScimError {}
