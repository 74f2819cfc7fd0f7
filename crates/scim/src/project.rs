//! Which attributes an answer carries (RFC 7644 §3.9, RFC 7643 §7 `returned`).

use serde_json::{Map, Value};

use crate::{ResourceType, ScimError};

/// The attributes a client wants to see of a resource type.
#[derive(Clone, Debug)]
pub struct Projection<'s> {
    resource_type: &'s ResourceType,
}

impl<'s> Projection<'s> {
    /// Reads the parameters `attributes` and `excludedAttributes`.
    pub fn parse(
        attributes: Option<&str>,
        excluded: Option<&str>,
        resource_type: &'s ResourceType,
    ) -> Result<Self, ScimError> {
        let _ = (attributes, excluded);
        Ok(Self { resource_type })
    }

    /// Whether any part of this top-level attribute would be answered.
    pub fn includes(&self, name: &str) -> bool {
        let _ = (name, self.resource_type);
        todo!()
    }

    /// Leaves of a whole resource what is to be answered.
    pub fn apply(&self, resource: Map<String, Value>) -> Map<String, Value> {
        let _ = resource;
        todo!()
    }
}
