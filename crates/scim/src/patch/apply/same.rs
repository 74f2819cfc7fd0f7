//! When two values are the same: as filters compare them, by each attribute's `caseExact`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::comparable;
use crate::schema::Attribute;

/// Whether two values of an attribute, or of an element of it, are the same.
pub(super) fn value(attribute: &Attribute, left: &Value, right: &Value) -> bool {
    left == right || comparable::value(attribute, left) == comparable::value(attribute, right)
}

/// Whether an element has everything that `wanted` has, and perhaps more.
pub(super) fn contains(attribute: &Attribute, element: &Value, wanted: &Value) -> bool {
    let (Value::Object(element), Value::Object(wanted)) = (element, wanted) else {
        return value(attribute, element, wanted);
    };
    wanted.iter().all(|(name, wanted)| {
        let sub = attribute.sub(name);
        let found = element.get(name);
        sub.zip(found)
            .is_some_and(|(sub, found)| value(sub, found, wanted))
    })
}

/// By what an element is told from its siblings: type and value where it has a value
/// (RFC 7643 §2.4), else everything.
pub(super) fn identity(attribute: &Attribute, element: &Value) -> String {
    let Value::Object(parts) = element else {
        return comparable::value(attribute, element).to_string();
    };
    let is_key = |name: &str| !parts.contains_key("value") || name == "value" || name == "type";
    comparable_parts(attribute, parts)
        .filter(|(name, _)| is_key(name))
        .map(|(name, value)| (name.clone(), value))
        .collect::<BTreeMap<_, _>>()
        .into_iter()
        .fold(String::new(), |key, (name, value)| {
            key + &name + "=" + &value.to_string() + ";"
        })
}

fn comparable_parts<'p>(
    attribute: &'p Attribute,
    parts: &'p Map<String, Value>,
) -> impl Iterator<Item = (&'p String, Value)> {
    parts.iter().map(|(name, value)| {
        let value = match attribute.sub(name) {
            Some(sub) => comparable::value(sub, value),
            None => value.clone(),
        };
        (name, value)
    })
}
