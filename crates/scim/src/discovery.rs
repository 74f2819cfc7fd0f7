//! What a service provider says about itself (RFC 7644 §4, RFC 7643 §5 to §7,
//! RFC 9865 §4).
//!
//! The schemas are kept lean, because Microsoft Entra reads them: values that are absent are left
//! out rather than null, and attributes that make its validator stumble are not announced.

use serde_json::{Value, json};

use crate::schema::{Extension, Kind};
use crate::{Attribute, Registry, ResourceType, Schema};

/// The schema of `/ServiceProviderConfig`.
pub const SERVICE_PROVIDER_CONFIG_SCHEMA: &str =
    "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
/// The schema of `/ResourceTypes`.
pub const RESOURCE_TYPE_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
/// The schema of `/Schemas`.
pub const SCHEMA_SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";

/// The numbers in which service providers differ.
#[derive(Clone, Debug)]
pub struct Features {
    /// The most resources one answer to a search carries.
    pub max_results: u64,
    /// As many resources an answer carries if the client does not say.
    pub default_results: u64,
    /// How long a cursor can be used, in seconds.
    pub cursor_timeout: u64,
    /// The most operations in one bulk request.
    pub max_bulk_operations: usize,
    /// The most bytes in one bulk request.
    pub max_bulk_bytes: usize,
}

/// The body of `/ServiceProviderConfig`. `base_url` is the SCIM base, such as
/// `https://roll.example/scim/v2`, without a slash at its end.
pub fn service_provider_config(features: &Features, base_url: &str) -> Value {
    json!({
        "schemas": [SERVICE_PROVIDER_CONFIG_SCHEMA],
        "patch": { "supported": true },
        "bulk": {
            "supported": true,
            "maxOperations": features.max_bulk_operations,
            "maxPayloadSize": features.max_bulk_bytes,
        },
        "filter": { "supported": true, "maxResults": features.max_results },
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        "pagination": {
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": features.default_results,
            "maxPageSize": features.max_results,
            "cursorTimeout": features.cursor_timeout,
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "A token of the tenant, sent in the Authorization header.",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base_url}/ServiceProviderConfig"),
        },
    })
}

/// The bodies of `/ResourceTypes/{name}`, in order. `base_url` as above.
pub fn resource_types(registry: &Registry, base_url: &str) -> Vec<Value> {
    registry
        .resource_types()
        .iter()
        .map(|resource_type| render_resource_type(resource_type, base_url))
        .collect()
}

/// The bodies of `/Schemas/{urn}`, in order. `base_url` as above.
pub fn schemas(registry: &Registry, base_url: &str) -> Vec<Value> {
    registry
        .schemas()
        .map(|schema| render_schema(schema, base_url))
        .collect()
}

fn render_resource_type(resource_type: &ResourceType, base_url: &str) -> Value {
    let mut body = json!({
        "schemas": [RESOURCE_TYPE_SCHEMA],
        "id": resource_type.name,
        "name": resource_type.name,
        "description": resource_type.description,
        "endpoint": resource_type.endpoint,
        "schema": resource_type.schema.id,
    });
    let extensions: Vec<Value> = resource_type.extensions.iter().map(extension).collect();
    put_unless_empty(&mut body, "schemaExtensions", extensions);
    let location = format!("{base_url}/ResourceTypes/{}", resource_type.name);
    put(&mut body, "meta", meta("ResourceType", &location));
    body
}

fn extension(extension: &Extension) -> Value {
    json!({ "schema": extension.schema.id, "required": extension.required })
}

fn render_schema(schema: &Schema, base_url: &str) -> Value {
    json!({
        "schemas": [SCHEMA_SCHEMA],
        "id": schema.id,
        "name": schema.name,
        "description": schema.description,
        "attributes": render_attributes(&schema.attributes),
        "meta": meta("Schema", &format!("{base_url}/Schemas/{}", schema.id)),
    })
}

fn render_attributes(attributes: &[Attribute]) -> Vec<Value> {
    attributes
        .iter()
        .filter(|attribute| attribute.advertised)
        .map(render_attribute)
        .collect()
}

fn render_attribute(attribute: &Attribute) -> Value {
    let mut body = json!({
        "name": attribute.name,
        "type": attribute.kind.as_str(),
        "multiValued": attribute.multi_valued,
        "description": attribute.description,
        "required": attribute.required,
        "caseExact": attribute.case_exact,
        "mutability": attribute.mutability.as_str(),
        "returned": attribute.returned.as_str(),
        "uniqueness": attribute.uniqueness.as_str(),
    });
    let canonical = attribute.canonical_values.clone();
    put_unless_empty(&mut body, "canonicalValues", canonical);
    if attribute.kind == Kind::Reference {
        let targets = attribute.reference_types.clone();
        put_unless_empty(&mut body, "referenceTypes", targets);
    }
    if attribute.kind == Kind::Complex {
        let parts = render_attributes(&attribute.sub_attributes);
        put(&mut body, "subAttributes", parts.into());
    }
    body
}

fn meta(resource_type: &str, location: &str) -> Value {
    json!({ "resourceType": resource_type, "location": location })
}

fn put(body: &mut Value, name: &str, value: Value) {
    if let Some(fields) = body.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

fn put_unless_empty<T: Into<Value>>(body: &mut Value, name: &str, values: Vec<T>) {
    if !values.is_empty() {
        put(body, name, values.into());
    }
}
