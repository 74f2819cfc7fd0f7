//! Resource types with their schemas, put together from what is served.

use scim::schema::{Extension, Schema};
use scim::{Registry, ResourceType};
use serde_json::Value;

use super::attribute;
use crate::http::Response;

/// The documents of a discovery answer: the `Resources` of a list, or a bare array of them.
pub(super) fn documents(answer: Option<&Response>) -> Vec<Value> {
    let body = answer
        .filter(|answer| answer.status == 200)
        .and_then(Response::json);
    match body {
        Some(Value::Array(list)) => list,
        Some(body) => match body.get("Resources") {
            Some(Value::Array(list)) => list.clone(),
            _ => Vec::new(),
        },
        None => Vec::new(),
    }
}

/// The resource types that the two answers make, and in sentences what had to be assumed.
pub(super) fn read(
    resource_types: Option<&Response>,
    schemas: Option<&Response>,
) -> (Vec<ResourceType>, Vec<String>) {
    let mut assumed = Vec::new();
    let schemas: Vec<Schema> = documents(schemas)
        .iter()
        .filter_map(attribute::schema)
        .collect();
    let documents = documents(resource_types);
    let types: Vec<ResourceType> = documents
        .iter()
        .filter_map(|document| read_one(document, &schemas, &mut assumed))
        .collect();
    if types.is_empty() {
        assumed.push(
            "/ResourceTypes could not be read: User and Group of RFC 7643 are assumed".to_owned(),
        );
        return (Registry::standard().resource_types().to_vec(), assumed);
    }
    (types, assumed)
}

fn read_one(
    document: &Value,
    schemas: &[Schema],
    assumed: &mut Vec<String>,
) -> Option<ResourceType> {
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let name = text("name").or_else(|| text("id"))?;
    let endpoint = path(text("endpoint")?);
    let schema = find(text("schema")?, schemas, assumed)?;
    let extensions = document.get("schemaExtensions").and_then(Value::as_array);
    let extensions = extensions
        .into_iter()
        .flatten()
        .filter_map(|entry| extension(entry, schemas, assumed))
        .collect();
    let description = text("description").unwrap_or_default();
    Some(ResourceType::new(
        name,
        &endpoint,
        description,
        schema,
        extensions,
    ))
}

fn extension(entry: &Value, schemas: &[Schema], assumed: &mut Vec<String>) -> Option<Extension> {
    let schema = find(entry.get("schema")?.as_str()?, schemas, assumed)?;
    let required = entry.get("required").and_then(Value::as_bool);
    Some(Extension {
        schema,
        required: required.unwrap_or_default(),
    })
}

/// The served schema of that URN, else the RFC's own.
fn find(urn: &str, schemas: &[Schema], assumed: &mut Vec<String>) -> Option<Schema> {
    if let Some(served) = schemas.iter().find(|schema| schema.is(urn)) {
        return Some(served.clone());
    }
    let standard = Registry::standard();
    let schema = standard.schemas().find(|schema| schema.is(urn)).cloned();
    assumed.push(match schema {
        Some(_) => format!("/Schemas has no {urn}: that of RFC 7643 is assumed"),
        None => format!("/Schemas has no {urn}: what uses it is not tested"),
    });
    schema
}

/// An endpoint as a path below the base, whether it is served as `/Users`, `Users` or a whole URL.
fn path(endpoint: &str) -> String {
    let last = endpoint.trim_end_matches('/').rsplit('/').next();
    format!("/{}", last.unwrap_or_default())
}
