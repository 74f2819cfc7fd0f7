//! References to resources that are yet to be made (RFC 7644 §3.7.2): `bulkId:` and a name, where
//! an id will stand.
//!
//! That can be in an attribute that refers to resources: as the bare value, as the `value` or at the
//! end of the `$ref` of an object, and in a PATCH as the value of either in the filter of a `path`.
//! Anywhere else it is text like any other.

use serde_json::{Map, Value};

use crate::ResourceType;
use crate::schema::{AttrRef, Kind};

const PREFIX: &str = "bulkId:";

/// The id of the resource of that name; `None` if there is none (yet).
type Lookup<'l> = &'l mut dyn FnMut(&str) -> Option<String>;

/// The name that a text refers to.
pub(super) fn in_text(text: &str) -> Option<&str> {
    text.strip_prefix(PREFIX)
}

/// Copies the data of operations on resources of a type, with ids for references. Where `lookup`
/// knows none, what refers is left out: a list's element, an attribute, and an object whose `value`
/// or `$ref` it is.
pub(super) struct Copy<'c> {
    pub(super) resource_type: &'c ResourceType,
    pub(super) lookup: Lookup<'c>,
}

impl Copy<'_> {
    /// The body of a POST or PUT.
    pub(super) fn body(&mut self, data: &Value) -> Value {
        self.attributes(None, data)
    }

    /// The body of a PATCH.
    pub(super) fn patch(&mut self, data: &Value) -> Value {
        let Value::Object(fields) = data else {
            return data.clone();
        };
        let copy = |(name, value): (&String, &Value)| {
            let value = match value {
                Value::Array(operations) if name.eq_ignore_ascii_case("Operations") => {
                    operations.iter().map(|it| self.operation(it)).collect()
                }
                other => other.clone(),
            };
            (name.clone(), value)
        };
        Value::Object(fields.iter().map(copy).collect())
    }

    /// One operation of a PATCH; without what would refer to nothing.
    fn operation(&mut self, operation: &Value) -> Value {
        let Value::Object(fields) = operation else {
            return operation.clone();
        };
        let path = fields.iter().find(|(name, _)| is(name, "path"));
        let path = path.and_then(|(_, path)| path.as_str()).unwrap_or_default();
        let mut copies = Map::new();
        for (name, value) in fields {
            let copy = match value {
                Value::String(path) if is(name, "path") => self.path(path).map(Value::String),
                value if is(name, "value") => self.patch_value(path.trim(), value),
                other => Some(other.clone()),
            };
            copies.extend(copy.map(|copy| (name.clone(), copy)));
        }
        Value::Object(copies)
    }

    fn patch_value(&mut self, path: &str, value: &Value) -> Option<Value> {
        if path.is_empty() || self.resource_type.schemas().any(|schema| schema.is(path)) {
            let urn = (!path.is_empty()).then_some(path);
            return Some(self.attributes(urn, value));
        }
        match target(self.resource_type, path) {
            Some(place) => value_at(place, value, self.lookup),
            None => Some(value.clone()),
        }
    }

    /// An object of attributes, those of one schema or any of the type.
    fn attributes(&mut self, urn: Option<&str>, value: &Value) -> Value {
        let Value::Object(fields) = value else {
            return value.clone();
        };
        let mut copies = Map::new();
        for (name, value) in fields {
            let copy = self.attribute(urn, name, value);
            copies.extend(copy.map(|copy| (name.clone(), copy)));
        }
        Value::Object(copies)
    }

    fn attribute(&mut self, urn: Option<&str>, name: &str, value: &Value) -> Option<Value> {
        let place = match urn {
            Some(urn) => self.resource_type.find(Some(urn), name, None),
            None if self.resource_type.schemas().any(|schema| schema.is(name)) => {
                return Some(self.attributes(Some(name), value));
            }
            None => self.resource_type.find_path(name),
        };
        match place {
            Some(place) => value_at(place, value, self.lookup),
            None => Some(value.clone()),
        }
    }

    /// The path with ids for all references in its filter, in quotes or without.
    fn path(&mut self, path: &str) -> Option<String> {
        if !target(self.resource_type, path).is_some_and(|place| place.attribute.is_reference()) {
            return Some(path.to_owned());
        }
        let mut pieces = path.split(PREFIX);
        let mut copy = pieces.next().unwrap_or_default().to_owned();
        let mut is_known = true;
        for piece in pieces {
            if !is_compared_with_an_id(&copy) {
                copy.push_str(PREFIX);
                copy.push_str(piece);
                continue;
            }
            let is_quoted = copy.ends_with('"');
            let is_end = |character: char| match character {
                '"' => true,
                other => !is_quoted && (other.is_whitespace() || "()[]".contains(other)),
            };
            let end = piece.find(is_end).unwrap_or(piece.len());
            let (referred, rest) = piece.split_at_checked(end)?;
            match (self.lookup)(referred) {
                Some(id) => copy.push_str(&id),
                None => is_known = false,
            }
            copy.push_str(rest);
        }
        is_known.then_some(copy)
    }
}

/// The place that the path of a PATCH operation names, apart from its filter.
fn target<'r>(resource_type: &'r ResourceType, path: &str) -> Option<AttrRef<'r>> {
    let Some((attribute, rest)) = path.trim().split_once('[') else {
        return resource_type.find_path(path.trim());
    };
    let place = resource_type.find_path(attribute)?;
    match rest
        .rsplit_once(']')
        .and_then(|(_, behind)| behind.strip_prefix('.'))
    {
        Some(sub) => Some(place.with_sub(place.attribute.sub(sub)?)),
        None => Some(place),
    }
}

/// Whether a filter that goes so far goes on with what an id is compared with.
fn is_compared_with_an_id(filter: &str) -> bool {
    let filter = filter.strip_suffix('"').unwrap_or(filter);
    let mut words = filter.trim_end().rsplit(char::is_whitespace);
    let name = words.by_ref().skip(1).find(|word| !word.is_empty());
    let name = name.and_then(|word| word.rsplit(['[', '(']).next());
    name.is_some_and(is_pointer)
}

fn value_at(place: AttrRef<'_>, value: &Value, lookup: Lookup<'_>) -> Option<Value> {
    if !place.attribute.is_reference() {
        return Some(value.clone());
    }
    match value {
        Value::Array(elements) => {
            let elements = elements.iter();
            Some(
                elements
                    .filter_map(|it| value_at(place, it, lookup))
                    .collect(),
            )
        }
        Value::Object(parts) if place.sub.is_none() => object(place, parts, lookup),
        Value::String(written) if is_id(place) => text(place, written, lookup).map(Value::String),
        other => Some(other.clone()),
    }
}

/// Whether an id, or an address that ends with one, stands at this place.
fn is_id(place: AttrRef<'_>) -> bool {
    place
        .sub
        .is_none_or(|sub| is_pointer(&sub.name) || sub.kind == Kind::Reference)
}

/// The object; `None` if what it should refer to is missing.
fn object(place: AttrRef<'_>, parts: &Map<String, Value>, lookup: Lookup<'_>) -> Option<Value> {
    let mut copies = Map::new();
    for (name, value) in parts {
        let copy = match place.attribute.sub(name) {
            Some(sub) => value_at(place.with_sub(sub), value, lookup),
            None => Some(value.clone()),
        };
        match copy {
            Some(copy) => {
                copies.insert(name.clone(), copy);
            }
            None if is_pointer(name) => return None,
            None => {}
        }
    }
    Some(Value::Object(copies))
}

fn text(place: AttrRef<'_>, text: &str, lookup: Lookup<'_>) -> Option<String> {
    if let Some(referred) = in_text(text) {
        return lookup(referred);
    }
    match text.rsplit_once('/') {
        Some((base, last)) if place.leaf().kind == Kind::Reference => match in_text(last) {
            Some(referred) => Some(format!("{base}/{}", lookup(referred)?)),
            None => Some(text.to_owned()),
        },
        _ => Some(text.to_owned()),
    }
}

fn is_pointer(name: &str) -> bool {
    is(name, "value") || is(name, "$ref")
}

fn is(name: &str, known: &str) -> bool {
    name.eq_ignore_ascii_case(known)
}
