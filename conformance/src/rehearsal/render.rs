//! Resources as they are answered.

use scim::instant;
use scim::project::Projection;
use scim::{ResourceType, ScimError};
use serde_json::{Map, Value, json};

use super::condition::etag;
use super::store::Record;
use super::{Server, reply};
use crate::http::Response;

impl Server {
    /// The resource with everything that the server knows of it.
    pub(super) fn whole(&self, kind: &ResourceType, record: &Record) -> Map<String, Value> {
        let attributes = record.resource.attributes();
        let mut body = Map::new();
        body.insert("schemas".into(), json!(kind.schemas_of(attributes)));
        body.insert("id".into(), json!(record.id));
        body.extend(attributes.clone());
        self.complete_manager(kind, &mut body);
        let members = record.members.iter().filter_map(|id| self.store.any(id));
        put_list(&mut body, "members", members.map(|it| self.member(it)));
        let groups = self.store.groups_of(&record.id);
        put_list(&mut body, "groups", groups.map(|it| self.group(it)));
        body.insert("meta".into(), self.meta(record));
        body
    }

    /// An answer that is one resource, with its version and address.
    pub(super) fn resource(
        &self,
        status: u16,
        kind: &ResourceType,
        record: &Record,
        shape: &Shape,
    ) -> Result<Response, ScimError> {
        let body = shape.of(kind)?.apply(self.whole(kind, record));
        let answer = reply::json(status, &Value::Object(body));
        let answer = reply::with(answer, "etag", &etag(record.version));
        Ok(reply::with(answer, "location", &self.location(record)))
    }

    pub(super) fn location(&self, record: &Record) -> String {
        let kind = self.registry.resource_type(&record.kind);
        let endpoint = kind.map_or("", |kind| kind.endpoint.as_str());
        format!("{}{endpoint}/{}", self.base_url, record.id)
    }

    fn meta(&self, record: &Record) -> Value {
        json!({
            "resourceType": record.kind,
            "created": instant::format(record.created),
            "lastModified": instant::format(record.modified),
            "location": self.location(record),
            "version": etag(record.version),
        })
    }

    /// A resource as a member of another.
    pub(super) fn member(&self, record: &Record) -> Value {
        self.reference(record, &record.kind)
    }

    fn group(&self, record: &Record) -> Value {
        self.reference(record, "direct")
    }

    fn reference(&self, record: &Record, kind: &str) -> Value {
        let mut body = json!({
            "value": record.id,
            "$ref": self.location(record),
            "type": kind,
        });
        if let (Some(name), Some(parts)) = (name(record), body.as_object_mut()) {
            parts.insert("display".into(), json!(name));
        }
        body
    }

    /// A manager is shown with name and address.
    fn complete_manager(&self, kind: &ResourceType, body: &mut Map<String, Value>) {
        for extension in &kind.extensions {
            let manager = body
                .get_mut(&extension.schema.id)
                .and_then(|it| it.get_mut("manager"))
                .and_then(Value::as_object_mut);
            let Some(parts) = manager else { continue };
            let id = parts.get("value").and_then(Value::as_str);
            let Some(record) = id.and_then(|id| self.store.any(id)) else {
                continue;
            };
            parts.insert("$ref".into(), json!(self.location(record)));
            if let Some(name) = name(record) {
                parts.insert("displayName".into(), json!(name));
            }
        }
    }
}

/// Which attributes are wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) attributes: Option<String>,
    pub(super) excluded: Option<String>,
}

impl Shape {
    /// The same for a type.
    pub(super) fn of<'k>(&self, kind: &'k ResourceType) -> Result<Projection<'k>, ScimError> {
        Projection::parse(self.attributes.as_deref(), self.excluded.as_deref(), kind)
    }
}

fn name(record: &Record) -> Option<&str> {
    let text = |name| record.resource.text(name);
    text("displayName").or_else(|| text("userName"))
}

fn put_list(body: &mut Map<String, Value>, name: &str, elements: impl Iterator<Item = Value>) {
    let elements: Vec<Value> = elements.collect();
    if !elements.is_empty() {
        body.insert(name.to_owned(), elements.into());
    }
}
