//! A resource: a JSON object whose names are canonical.

use serde_json::{Map, Value};

/// The attributes of one resource under their canonical names, extensions under their URN, values
/// checked against the schema by whoever made it ([`crate::normalize`], [`crate::validate`]).
///
/// `id`, `meta` and `schemas` are not kept in it, nor are attributes that are computed from other
/// resources (a user's `groups`) or stored as rows (a group's `members`): they join on the way out.
/// An attribute without a value is absent: there are no nulls, empty strings or empty lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resource(Map<String, Value>);

impl Resource {
    /// Wraps an object that is known to be canonical, such as a stored document.
    pub fn from_canonical(object: Map<String, Value>) -> Self {
        Self(object)
    }

    /// The attributes.
    pub fn attributes(&self) -> &Map<String, Value> {
        &self.0
    }

    /// The attributes, to change them. The caller keeps them canonical.
    pub fn attributes_mut(&mut self) -> &mut Map<String, Value> {
        &mut self.0
    }

    /// The object itself.
    pub fn into_attributes(self) -> Map<String, Value> {
        self.0
    }

    /// The value of a top-level attribute, by its canonical name or an extension's URN.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A top-level string.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// A value inside a complex attribute or an extension, such as `("name", "givenName")`.
    pub fn sub(&self, name: &str, sub: &str) -> Option<&Value> {
        self.0.get(name).and_then(|value| value.get(sub))
    }

    /// The elements of a multi-valued attribute; none if it is absent.
    pub fn elements(&self, name: &str) -> &[Value] {
        self.0
            .get(name)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }
}
