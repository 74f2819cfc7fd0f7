//! What a replacement leaves alone (RFC 7644 §3.5.1).
//!
//! A client that sends back what it read cannot send what nobody can read. So a value that is
//! `writeOnly` stays unless it is given anew; to be rid of it takes a PATCH.

use serde_json::{Map, Value};

use crate::schema::Mutability;
use crate::{Attribute, Resource, ResourceType};

/// Takes over from `old` what is `writeOnly` and not in `new`.
///
/// Parts of a complex attribute are kept if the attribute is in `new`, or has no other parts. Those
/// of a list are not, since nothing tells which element was which.
pub fn write_only(old: &Resource, new: &mut Resource, resource_type: &ResourceType) {
    let new = new.attributes_mut();
    keep(old.attributes(), new, &resource_type.schema.attributes);
    for extension in &resource_type.extensions {
        let schema = &extension.schema;
        keep_parts(old.get(&schema.id), new, &schema.id, &schema.attributes);
    }
}

fn keep(old: &Map<String, Value>, new: &mut Map<String, Value>, attributes: &[Attribute]) {
    for attribute in attributes {
        let (name, value) = (&attribute.name, old.get(&attribute.name));
        match value {
            Some(value) if is_hidden(attribute) => {
                new.entry(name.clone()).or_insert_with(|| value.clone());
            }
            value => keep_parts(value, new, name, &attribute.sub_attributes),
        }
    }
}

fn keep_parts(old: Option<&Value>, new: &mut Map<String, Value>, name: &str, parts: &[Attribute]) {
    let Some(Value::Object(old)) = old else {
        return;
    };
    match new.get_mut(name) {
        Some(Value::Object(new)) => keep(old, new, parts),
        None if all_hidden(old, parts) => {
            new.insert(name.to_owned(), old.clone().into());
        }
        _ => {}
    }
}

fn all_hidden(object: &Map<String, Value>, parts: &[Attribute]) -> bool {
    let mut shown = parts.iter().filter(|part| !is_hidden(part));
    !shown.any(|part| object.contains_key(&part.name))
}

fn is_hidden(attribute: &Attribute) -> bool {
    attribute.mutability == Mutability::WriteOnly
}
