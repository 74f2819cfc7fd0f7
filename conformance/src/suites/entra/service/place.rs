//! The places of a resource that an attribute mapping can name.

use std::fmt;

use serde_json::{Map, Value, json};

pub use crate::suites::entra::wire::ENTERPRISE;

/// Where a mapped value stands. Shown, it is the path as Entra writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// An attribute, such as `title`.
    Attribute(&'static str),
    /// A part of one, such as `name.givenName`.
    Part(&'static str, &'static str),
    /// A part of the element of a list that has a certain type, such as
    /// `emails[type eq "work"].value`.
    Element(&'static str, &'static str, &'static str),
    /// An attribute of the enterprise extension.
    Enterprise(&'static str),
}

impl Place {
    /// The value there, unless it is missing, null or an empty text.
    pub fn read<'r>(&self, resource: &'r Value) -> Option<&'r Value> {
        let found = match self {
            Self::Attribute(name) => resource.get(name),
            Self::Part(name, part) => resource.get(name)?.get(part),
            Self::Element(list, kind, part) => element(resource.get(list)?, kind)?.get(part),
            Self::Enterprise(name) => resource.get(ENTERPRISE)?.get(name),
        };
        found.filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// Puts a value there, with what must be around it.
    pub fn write(&self, resource: &mut Map<String, Value>, value: Value) {
        match self {
            Self::Attribute(name) => {
                resource.insert((*name).to_owned(), value);
            }
            Self::Part(name, part) => put(resource, name, part, value),
            Self::Enterprise(name) => put(resource, ENTERPRISE, name, value),
            Self::Element(list, kind, part) => {
                let elements = resource.entry(*list).or_insert_with(|| json!([]));
                put_in_element(elements, kind, part, value);
            }
        }
    }

    /// The path of the attribute in its schema.
    pub fn schema_path(&self) -> String {
        match self {
            Self::Element(list, _, part) => format!("{list}.{part}"),
            other => other.to_string(),
        }
    }

    /// Whether the two values are the same here. Entra holds no two spellings apart in letter case
    /// but those of `externalId`, and a server may keep its own spelling of what is not `caseExact`.
    pub fn same(&self, one: &Value, other: &Value) -> bool {
        match (one.as_str(), other.as_str()) {
            (Some(one), Some(other)) if *self != Self::Attribute("externalId") => {
                one.to_lowercase() == other.to_lowercase()
            }
            _ => one == other,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => f.write_str(name),
            Self::Part(name, part) => write!(f, "{name}.{part}"),
            Self::Element(list, kind, part) => write!(f, "{list}[type eq \"{kind}\"].{part}"),
            Self::Enterprise(name) => write!(f, "{ENTERPRISE}:{name}"),
        }
    }
}

fn element<'r>(list: &'r Value, kind: &str) -> Option<&'r Value> {
    list.as_array()?.iter().find(|element| is_of(element, kind))
}

fn is_of(element: &Value, kind: &str) -> bool {
    let found = element.get("type").and_then(Value::as_str);
    found.is_some_and(|found| found.eq_ignore_ascii_case(kind))
}

fn put(resource: &mut Map<String, Value>, name: &str, part: &str, value: Value) {
    let inner = resource.entry(name).or_insert_with(|| json!({}));
    if let Some(inner) = inner.as_object_mut() {
        inner.insert(part.to_owned(), value);
    }
}

fn put_in_element(elements: &mut Value, kind: &str, part: &str, value: Value) {
    let Some(elements) = elements.as_array_mut() else {
        return;
    };
    let known = elements.iter_mut().find(|element| is_of(element, kind));
    if let Some(Value::Object(element)) = known {
        element.insert(part.to_owned(), value);
        return;
    }
    elements.push(json!({"type": kind, (part): value}));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_where_it_was_written() {
        let places = [
            Place::Attribute("title"),
            Place::Part("name", "givenName"),
            Place::Element("phoneNumbers", "fax", "value"),
            Place::Element("phoneNumbers", "work", "value"),
            Place::Enterprise("department"),
        ];
        let mut resource = Map::new();
        for (index, place) in places.iter().enumerate() {
            place.write(&mut resource, json!(format!("v{index}")));
        }
        let resource = Value::Object(resource);
        for (index, place) in places.iter().enumerate() {
            assert_eq!(place.read(&resource), Some(&json!(format!("v{index}"))));
        }
        assert_eq!(resource["phoneNumbers"].as_array().map(Vec::len), Some(2));
        assert_eq!(
            places[2].to_string(),
            r#"phoneNumbers[type eq "fax"].value"#
        );
    }
}
