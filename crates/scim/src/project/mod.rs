//! Which attributes an answer carries (RFC 7644 §3.9, RFC 7643 §7 `returned`).

mod names;
mod order;
mod simple;
mod tape;
mod text;

use serde_json::{Map, Value};

use crate::schema::{AttrRef, Returned};
use crate::{Attribute, ResourceType, Schema, ScimError};
use names::Names;

pub use order::in_order;
pub use simple::push_text;
pub use text::{Kept, Written};

/// The attributes a client wants to see of a resource type.
#[derive(Clone, Debug)]
pub struct Projection<'s> {
    resource_type: &'s ResourceType,
    /// `None`: whatever is returned by default.
    wanted: Option<Names<'s>>,
    unwanted: Names<'s>,
}

impl<'s> Projection<'s> {
    /// Reads the parameters `attributes` and `excludedAttributes`: paths separated by commas, a
    /// schema's URN for all its attributes. A filter in brackets is passed over, and what no schema
    /// knows is ignored. If both are given, what is excluded is taken out of what is asked for.
    ///
    /// # Errors
    /// 400 `invalidValue` if a bracket is never closed.
    pub fn parse(
        attributes: Option<&str>,
        excluded: Option<&str>,
        resource_type: &'s ResourceType,
    ) -> Result<Self, ScimError> {
        let wanted = attributes.filter(|names| !names.trim().is_empty());
        let names = |parameter, text| Names::parse(parameter, text, resource_type);
        Ok(Self {
            resource_type,
            wanted: wanted.map(|text| names("attributes", text)).transpose()?,
            unwanted: names("excludedAttributes", excluded.unwrap_or_default())?,
        })
    }

    /// Whether any part of this top-level attribute, or extension, would be answered. Who loads a
    /// resource need not load what is not included.
    pub fn includes(&self, name: &str) -> bool {
        if let Some(schema) = self.resource_type.extension(name) {
            let mut attributes = schema.attributes.iter();
            return attributes.any(|attribute| self.shows(whole(Some(schema), attribute)));
        }
        self.resource_type
            .core_attribute(name)
            .is_some_and(|attribute| self.shows(whole(None, attribute)))
    }

    /// The names of those parts of a top-level attribute that would be answered, in the order of the
    /// schema.
    pub fn parts_of(&self, attribute: &'s Attribute) -> Vec<&'s str> {
        let place = whole(None, attribute);
        let parts = attribute.sub_attributes.iter();
        let shown = parts.filter(|part| self.shows_part(place, part));
        shown.map(|part| part.name.as_str()).collect()
    }

    /// Leaves of a whole resource, `id`, `meta` and `schemas` included, what is to be answered.
    pub fn apply(&self, resource: Map<String, Value>) -> Map<String, Value> {
        let project = |(name, value): (String, Value)| {
            let value = self.top_level(&name, value)?;
            Some((name, value))
        };
        resource.into_iter().filter_map(project).collect()
    }

    fn top_level(&self, name: &str, value: Value) -> Option<Value> {
        if let Some(schema) = self.resource_type.extension(name) {
            return self.extension(schema, value);
        }
        let attribute = self.resource_type.core_attribute(name)?;
        self.attribute(whole(None, attribute), value)
    }

    fn extension(&self, schema: &'s Schema, value: Value) -> Option<Value> {
        keep_parts(value, |name, value| {
            let attribute = schema.attribute(name)?;
            self.attribute(whole(Some(schema), attribute), value)
        })
    }

    fn attribute(&self, place: AttrRef<'s>, value: Value) -> Option<Value> {
        if !self.shows(place) {
            return None;
        }
        match value {
            Value::Array(elements) if !elements.is_empty() => {
                let kept = elements
                    .into_iter()
                    .filter_map(|element| self.element(place, element));
                let kept: Vec<Value> = kept.collect();
                (!kept.is_empty()).then_some(Value::Array(kept))
            }
            value => self.element(place, value),
        }
    }

    fn element(&self, place: AttrRef<'s>, value: Value) -> Option<Value> {
        if !value.is_object() {
            return Some(value);
        }
        keep_parts(value, |name, value| {
            let sub = place.attribute.sub(name)?;
            self.shows_part(place, sub).then_some(value)
        })
    }

    fn shows(&self, place: AttrRef<'s>) -> bool {
        let by_request = match &self.wanted {
            None => place.attribute.returned == Returned::Default,
            Some(wanted) => wanted.concern(place),
        };
        decide(
            place.attribute.returned,
            by_request && !self.unwanted.hold(place),
        )
    }

    /// Whether a sub-attribute of a shown attribute is shown.
    fn shows_part(&self, place: AttrRef<'s>, sub: &'s Attribute) -> bool {
        let part = place.with_sub(sub);
        let is_default = sub.returned == Returned::Default;
        let by_request = match &self.wanted {
            None => is_default,
            Some(wanted) => wanted.name(part) || is_default && wanted.hold(place),
        };
        // An attribute that is always returned shows its parts whatever was asked for.
        let by_default = place.attribute.returned == Returned::Always && is_default;
        decide(
            sub.returned,
            (by_request || by_default) && !self.unwanted.name(part),
        )
    }
}

fn whole<'s>(extension: Option<&'s Schema>, attribute: &'s Attribute) -> AttrRef<'s> {
    AttrRef {
        extension,
        attribute,
        sub: None,
    }
}

fn decide(returned: Returned, is_requested: bool) -> bool {
    match returned {
        Returned::Always => true,
        Returned::Never => false,
        Returned::Default | Returned::Request => is_requested,
    }
}

/// The fields for which `keep` has a value; `None` if there are none.
fn keep_parts(value: Value, keep: impl Fn(&str, Value) -> Option<Value>) -> Option<Value> {
    let Value::Object(fields) = value else {
        return None;
    };
    let kept: Map<String, Value> = fields
        .into_iter()
        .filter_map(|(name, value)| {
            let value = keep(&name, value)?;
            Some((name, value))
        })
        .collect();
    (!kept.is_empty()).then_some(Value::Object(kept))
}
