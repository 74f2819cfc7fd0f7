//! What the server under test says of itself.
//!
//! Discovery comes first: which features are claimed, which resource types are served and what
//! their schemas are decides which tests apply and what they send.

mod attribute;
mod claims;
mod discover;
mod types;
mod usual;

use scim::ResourceType;
use serde_json::Value;

pub use claims::{Claims, Need};
pub use discover::{Unusable, discover};
pub use usual::{answers, usual_urls};

use crate::http::Response;

/// A server that was discovered.
#[derive(Clone, Debug)]
pub struct Target {
    /// The SCIM base URL, without a slash at its end.
    pub base_url: String,
    /// What the server claims to support.
    pub claims: Claims,
    /// The resource types it serves, in its own order, with the schemas it serves for them. Those of
    /// the RFC stand in where the server's cannot be read; [`Target::assumed`] says so.
    pub types: Vec<ResourceType>,
    /// What could not be read and was assumed instead, in sentences.
    pub assumed: Vec<String>,
    /// The answer of `GET /ServiceProviderConfig`.
    pub config: Option<Response>,
    /// The answer of `GET /ResourceTypes`.
    pub resource_types: Option<Response>,
    /// The answer of `GET /Schemas`.
    pub schemas: Option<Response>,
}

impl Target {
    /// The resource type of that name, in any letter case.
    pub fn resource_type(&self, name: &str) -> Option<&ResourceType> {
        self.types
            .iter()
            .find(|known| known.name.eq_ignore_ascii_case(name))
    }

    /// The served schema documents, as they came.
    pub fn schema_documents(&self) -> Vec<Value> {
        types::documents(self.schemas.as_ref())
    }

    /// The served resource type documents, as they came.
    pub fn resource_type_documents(&self) -> Vec<Value> {
        types::documents(self.resource_types.as_ref())
    }
}
