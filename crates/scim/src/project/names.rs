//! A list of attribute names, as `attributes` and `excludedAttributes` carry it.

use std::ptr;

use crate::schema::{AttrRef, Returned};
use crate::{ResourceType, ScimError};

/// The places a list names, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Names<'s> {
    /// URNs of the extensions that are named as a whole.
    extensions: Vec<&'s str>,
    /// Whether the core schema is named as a whole.
    core: bool,
    places: Vec<AttrRef<'s>>,
}

impl<'s> Names<'s> {
    /// Reads the value of the query parameter `parameter`.
    pub(super) fn parse(
        parameter: &str,
        text: &str,
        resource_type: &'s ResourceType,
    ) -> Result<Self, ScimError> {
        let text = without_filters(text).ok_or_else(|| unclosed(parameter))?;
        let mut names = Self::default();
        for name in text.split(',') {
            names.add(name.trim(), resource_type);
        }
        Ok(names)
    }

    /// Whether the place itself is named.
    pub(super) fn name(&self, place: AttrRef<'s>) -> bool {
        self.places.iter().any(|named| is_same(*named, place))
    }

    /// Whether the whole attribute is named, by itself or, unless it is returned only on request,
    /// by its schema.
    pub(super) fn hold(&self, place: AttrRef<'s>) -> bool {
        let has_schema = match place.extension {
            Some(schema) => self.extensions.contains(&schema.id.as_str()),
            None => self.core,
        };
        has_schema && place.attribute.returned != Returned::Request || self.name(place)
    }

    /// Whether the attribute or any part of it is named.
    pub(super) fn concern(&self, place: AttrRef<'s>) -> bool {
        let is_of = |named: &AttrRef<'s>| ptr::eq(named.attribute, place.attribute);
        self.hold(place) || self.places.iter().any(is_of)
    }

    /// Names that no schema knows are no error (RFC 7644 §3.9). The list never grows beyond what
    /// the schemas know, however long the text is.
    fn add(&mut self, name: &str, resource_type: &'s ResourceType) {
        if resource_type.schema.is(name) {
            self.core = true;
        } else if let Some(schema) = resource_type.extension(name) {
            if !self.extensions.contains(&schema.id.as_str()) {
                self.extensions.push(&schema.id);
            }
        } else if let Some(place) = resource_type.find_path(name)
            && !self.name(place)
        {
            self.places.push(place);
        }
    }
}

/// Both come from one resource type, where an attribute has one address.
fn is_same(left: AttrRef<'_>, right: AttrRef<'_>) -> bool {
    let same_sub = match (left.sub, right.sub) {
        (Some(left), Some(right)) => ptr::eq(left, right),
        (left, right) => left.is_none() && right.is_none(),
    };
    same_sub && ptr::eq(left.attribute, right.attribute)
}

/// `emails[type eq "work"].value` becomes `emails.value`. Brackets and commas inside quotes belong
/// to the filter. `None` if a bracket is never closed.
fn without_filters(text: &str) -> Option<String> {
    let (mut depth, mut is_quoted, mut is_escaped) = (0_usize, false, false);
    let mut kept = String::with_capacity(text.len());
    for character in text.chars() {
        if depth == 0 && character != '[' {
            kept.push(character);
            continue;
        }
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '[' if !is_quoted => depth += 1,
            ']' if !is_quoted => depth -= 1,
            _ => {}
        }
    }
    (depth == 0).then_some(kept)
}

fn unclosed(parameter: &str) -> ScimError {
    ScimError::invalid_value(format!(
        "{parameter} has a `[` without its `]`. Name attributes only, such as emails.value."
    ))
}
