//! Resources in the form in which they are compared: the one definition that the evaluator of
//! filters and the storage's SQL share.
//!
//! It has the shape and the names of the resource. Strings whose attribute is not caseExact are
//! folded by [`crate::text::fold`], points in time are whole milliseconds since 1970, decimals are whole
//! numbers that have their order ([`decimal`]), and all else stays as it is. The list of `schemas`, which a resource does not keep, stands in it too.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::resource::Resource;
use crate::schema::{Attribute, Kind, ResourceType};
use crate::{instant, text};

/// The comparable form of a resource, extensions under their URN, with its `schemas`. What the
/// schema does not know, no filter can name: it is left out.
pub fn document(resource: &Resource, resource_type: &ResourceType) -> Map<String, Value> {
    let attributes = resource.attributes();
    let schemas = resource_type.schemas_of(attributes).into();
    let comparable_schemas = resource_type
        .core_attribute("schemas")
        .map(|attribute| ("schemas".to_owned(), value(attribute, &schemas)));
    let comparable_attributes = attributes.iter().filter_map(|(name, given)| {
        let comparable = match resource_type.extension(name) {
            Some(extension) => object(&extension.attributes, given),
            None => value(resource_type.core_attribute(name)?, given),
        };
        Some((name.clone(), comparable))
    });
    comparable_schemas
        .into_iter()
        .chain(comparable_attributes)
        .collect()
}

/// The comparable form of an attribute's value, one element or a list of them. A point in time
/// that is none becomes null, as if it were absent.
pub fn value(attribute: &Attribute, value: &Value) -> Value {
    if let Value::Array(elements) = value {
        return elements
            .iter()
            .map(|element| single(attribute, element))
            .collect();
    }
    single(attribute, value)
}

/// The whole number by which a decimal is compared. It has the order of the decimals and nothing that
/// could be rounded, for databases read decimals in ways of their own.
pub fn decimal(number: f64) -> i64 {
    let positive_zero = number + 0.0;
    let bits = i64::from_ne_bytes(positive_zero.to_ne_bytes());
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// By what an element of a multi-valued attribute is told from its siblings: type and value where
/// it has a value (RFC 7643 §2.4), else everything.
pub(crate) fn identity(attribute: &Attribute, element: &Value) -> String {
    let Value::Object(parts) = element else {
        return value(attribute, element).to_string();
    };
    let is_key = |name: &str| !parts.contains_key("value") || name == "value" || name == "type";
    let names: BTreeSet<&str> = parts.keys().map(String::as_str).collect();
    let keys = names.into_iter().filter(|name| is_key(name));
    key(attribute, parts, keys).unwrap_or_default()
}

/// Some parts of an element as one comparable text; `None` if it lacks one of them.
pub(crate) fn key<'n>(
    attribute: &Attribute,
    parts: &Map<String, Value>,
    names: impl Iterator<Item = &'n str>,
) -> Option<String> {
    let mut key = String::new();
    for name in names {
        let value = value(attribute.sub(name)?, parts.get(name)?);
        key = key + name + "=" + &value.to_string() + ";";
    }
    Some(key)
}

fn single(attribute: &Attribute, value: &Value) -> Value {
    match (attribute.kind, value) {
        (Kind::Complex, _) => object(&attribute.sub_attributes, value),
        (Kind::DateTime, Value::String(written)) => {
            instant::parse(written).map(instant::millis).into()
        }
        (Kind::Decimal, Value::Number(number)) => number.as_f64().map(decimal).into(),
        (_, Value::String(written)) => Value::from(text(attribute, written)),
        _ => value.clone(),
    }
}

/// The comparable form of an attribute's text.
pub(crate) fn text<'t>(attribute: &Attribute, written: &'t str) -> Cow<'t, str> {
    if attribute.case_exact {
        Cow::Borrowed(written)
    } else {
        text::fold(written)
    }
}

fn object(attributes: &[Attribute], given: &Value) -> Value {
    let Value::Object(fields) = given else {
        return given.clone();
    };
    let known = fields.iter().filter_map(|(name, given)| {
        let attribute = attributes
            .iter()
            .find(|attribute| attribute.is_named(name))?;
        Some((name.clone(), value(attribute, given)))
    });
    Value::Object(known.collect())
}
