//! The top level of a body: which attribute does a key mean, and where does its value go?

use serde_json::{Map, Value};

use super::elements::drop_hollow;
use super::value::{Reader, is_empty, only};
use super::{Normalized, note_ignored, scalar};
use crate::content::{List, list_of};
use crate::schema::{AttrRef, Mutability};
use crate::{Limits, Resource, ResourceType, Schema, ScimError};

/// A resource in the making.
pub(super) struct Body<'a> {
    resource_type: &'a ResourceType,
    /// The lists that were kept short.
    lists: &'a [List],
    limits: &'a Limits,
    document: Map<String, Value>,
    ignored: Vec<String>,
}

impl<'a> Body<'a> {
    pub(super) fn new(
        resource_type: &'a ResourceType,
        lists: &'a [List],
        limits: &'a Limits,
    ) -> Self {
        Self {
            resource_type,
            lists,
            limits,
            document: Map::new(),
            ignored: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Normalized {
        Normalized {
            resource: Resource::from_canonical(self.document),
            ignored: self.ignored,
        }
    }

    /// Takes in one field of the body. An empty value never clears what another key has set, so
    /// that `"department": null` beside the extension does no harm.
    pub(super) fn field(&mut self, key: &str, value: &Value) -> Result<(), ScimError> {
        if is_empty(value) {
            return Ok(());
        }
        let mut schemas = self.resource_type.schemas();
        if let Some(schema) = schemas.find(|schema| schema.is(key)) {
            return self.schema_object(schema, value);
        }
        match self.resource_type.find_path(key) {
            Some(place) => self.place(place, key, value),
            None => self.unknown(key),
        }
    }

    /// The attributes of one schema, grouped under its URN.
    fn schema_object(&mut self, schema: &Schema, value: &Value) -> Result<(), ScimError> {
        let Value::Object(fields) = only(value) else {
            return Err(scalar::mismatch(&schema.id, "an object", value));
        };
        for (name, value) in fields.iter().filter(|(_, value)| !is_empty(value)) {
            let key = format!("{}:{name}", schema.id);
            match self.resource_type.find_path(&key) {
                Some(place) => self.place(place, &key, value)?,
                None => self.unknown(&key)?,
            }
        }
        Ok(())
    }

    fn place(&mut self, place: AttrRef<'_>, key: &str, value: &Value) -> Result<(), ScimError> {
        if is_read_only(place) {
            return Ok(());
        }
        let whole = AttrRef { sub: None, ..place };
        let mut reader = Reader::new(self.limits, &mut self.ignored);
        if let Some(list) = list_of(value, self.lists) {
            reader.check_count(list.length, &place.path())?;
            self.put(whole, Some(value.clone()));
            return Ok(());
        }
        match place.sub {
            Some(_) if place.attribute.multi_valued => self.unknown(key),
            Some(sub) => {
                let part = reader.attribute(sub, value, &place.path())?;
                let part = part.map(|part| Map::from_iter([(sub.name.clone(), part)]));
                self.put(whole, part.map(Value::Object));
                Ok(())
            }
            None => {
                let value = reader.attribute(place.attribute, value, &place.path())?;
                self.put(whole, value.and_then(drop_hollow));
                Ok(())
            }
        }
    }

    fn put(&mut self, place: AttrRef<'_>, value: Option<Value>) {
        let Some(value) = value else {
            return;
        };
        let Some(target) = self.holder(place.extension) else {
            return;
        };
        match (target.get_mut(&place.attribute.name), value) {
            (Some(Value::Object(parts)), Value::Object(more)) => parts.extend(more),
            (_, value) => {
                target.insert(place.attribute.name.clone(), value);
            }
        }
    }

    /// The object whose fields are the attributes of `extension`, or of the core schema.
    fn holder(&mut self, extension: Option<&Schema>) -> Option<&mut Map<String, Value>> {
        let Some(schema) = extension else {
            return Some(&mut self.document);
        };
        self.document
            .entry(schema.id.clone())
            .or_insert_with(|| Value::Object(Map::new()))
            .as_object_mut()
    }

    #[expect(clippy::unnecessary_wraps, reason = "an arm among fallible ones")]
    fn unknown(&mut self, key: &str) -> Result<(), ScimError> {
        if !is_password(key) {
            note_ignored(&mut self.ignored, key);
        }
        Ok(())
    }
}

fn is_read_only(place: AttrRef<'_>) -> bool {
    [place.attribute, place.leaf()]
        .iter()
        .any(|attribute| attribute.mutability == Mutability::ReadOnly)
}

/// Many clients send a password because other service providers want one. It is expected, so it is
/// not reported as unknown either.
fn is_password(key: &str) -> bool {
    let name = key.rsplit(':').next().unwrap_or(key);
    name.eq_ignore_ascii_case("password")
}
