//! What the server says of itself (RFC 7644 §4).

use scim::discovery::{self, Features};
use scim::message::list_response;
use scim::{Limits, Registry, ScimError};
use serde_json::Value;

use super::reply;
use crate::http::Response;
use crate::target::Target;

/// The most bytes of a bulk request.
pub(super) const MAX_BULK_BYTES: usize = 1024 * 1024;

/// The answers of the discovery endpoints.
pub(super) struct Discovery {
    config: Response,
    resource_types: Collection,
    schemas: Collection,
}

struct Collection {
    list: Response,
    documents: Vec<Value>,
}

impl Discovery {
    /// What a server of these resource types says that supports everything.
    pub(super) fn of(registry: &Registry, max_results: u64, base_url: &str) -> Self {
        let features = Features {
            max_results,
            default_results: max_results.min(100),
            cursor_timeout: 3600,
            max_bulk_operations: Limits::default().bulk_operations,
            max_bulk_bytes: MAX_BULK_BYTES,
        };
        let config = discovery::service_provider_config(&features, base_url);
        Self {
            config: reply::json(200, &config),
            resource_types: Collection::of(discovery::resource_types(registry, base_url)),
            schemas: Collection::of(discovery::schemas(registry, base_url)),
        }
    }

    /// The same, but as the target said it where it said anything.
    pub(super) fn recorded_from(self, target: &Target) -> Self {
        let good = |answer: &Option<Response>| answer.clone().filter(|it| it.status == 200);
        let types = good(&target.resource_types);
        let schemas = good(&target.schemas);
        Self {
            config: good(&target.config).unwrap_or(self.config),
            resource_types: self
                .resource_types
                .recorded(types, target.resource_type_documents()),
            schemas: self.schemas.recorded(schemas, target.schema_documents()),
        }
    }

    /// The answer at a path of these segments, if it is one of discovery's.
    pub(super) fn answer(&self, segments: &[&str]) -> Option<Result<Response, ScimError>> {
        Some(match segments {
            ["ServiceProviderConfig"] => Ok(self.config.clone()),
            ["ResourceTypes"] => Ok(self.resource_types.list.clone()),
            ["ResourceTypes", id] => self.resource_types.one("resource type", id),
            ["Schemas"] => Ok(self.schemas.list.clone()),
            ["Schemas", id] => self.schemas.one("schema", id),
            _ => return None,
        })
    }
}

impl Collection {
    fn of(documents: Vec<Value>) -> Self {
        let total = documents.len() as u64;
        Self {
            list: reply::json(200, &list_response(total, 1, documents.clone())),
            documents,
        }
    }

    fn recorded(self, list: Option<Response>, documents: Vec<Value>) -> Self {
        match list {
            Some(list) if !documents.is_empty() => Self { list, documents },
            _ => self,
        }
    }

    fn one(&self, what: &str, id: &str) -> Result<Response, ScimError> {
        let is_meant = |document: &&Value| {
            let name = document.get("id").or_else(|| document.get("name"));
            let name = name.and_then(Value::as_str);
            name.is_some_and(|name| name.eq_ignore_ascii_case(id))
        };
        let found = self.documents.iter().find(is_meant);
        let found = found.ok_or_else(|| ScimError::not_found(what, id))?;
        Ok(reply::json(200, found))
    }
}
