//! The strict engine: applies operations in their order (RFC 7644 §3.5.2.1 to §3.5.2.3).

mod elements;
mod list;
mod primary;
mod same;

use serde_json::{Map, Value};

use super::operation::{Change, Operation};
use crate::error::ScimError;
use crate::normalize;
use crate::schema::{Attribute, ResourceType};

/// Applies one operation to the attributes of a resource. After an error they are unusable.
pub(super) fn operation(
    operation: &Operation<'_>,
    attributes: &mut Map<String, Value>,
) -> Result<(), ScimError> {
    let name = &operation.target.attribute.name;
    match operation.target.extension {
        None => slot(attributes, name, |old| attribute(operation, old)),
        Some(extension) => slot(attributes, &extension.id, |old| {
            within(old, |holder| {
                slot(holder, name, |old| attribute(operation, old))
            })
        }),
    }
}

/// How many elements the list has that the operation is about; 0 for a single value.
pub(super) fn length(operation: &Operation<'_>, attributes: &Map<String, Value>) -> usize {
    let target = operation.target;
    let holder = match target.extension {
        None => Some(attributes),
        Some(extension) => attributes.get(&extension.id).and_then(Value::as_object),
    };
    holder
        .and_then(|holder| holder.get(&target.attribute.name))
        .and_then(Value::as_array)
        .map_or(0, Vec::len)
}

/// Leaves every list as a body with the same values would: no element twice, none that says nothing.
/// Done once after all operations, since one may begin an element that the next completes.
pub(super) fn settle(attributes: &mut Map<String, Value>, resource_type: &ResourceType) {
    attributes.retain(|name, value| match resource_type.extension(name) {
        Some(extension) => settle_parts(value, |name| extension.attribute(name)),
        None => settle_value(value, resource_type.core_attribute(name)),
    });
}

/// Whether anything is left of the value.
fn settle_value(value: &mut Value, attribute: Option<&Attribute>) -> bool {
    match (value, attribute) {
        (Value::Array(elements), Some(attribute)) => {
            *elements = normalize::settled(attribute, std::mem::take(elements));
            !elements.is_empty()
        }
        (object @ Value::Object(_), Some(attribute)) => {
            settle_parts(object, |name| attribute.sub(name))
        }
        _ => true,
    }
}

fn settle_parts<'s>(object: &mut Value, part: impl Fn(&str) -> Option<&'s Attribute>) -> bool {
    object.as_object_mut().is_none_or(|parts| {
        parts.retain(|name, value| match value {
            Value::Array(_) | Value::Object(_) => settle_value(value, part(name)),
            _ => true,
        });
        !parts.is_empty()
    })
}

fn attribute(operation: &Operation<'_>, old: Option<Value>) -> Result<Option<Value>, ScimError> {
    let target = operation.target;
    match target.sub {
        None if target.attribute.multi_valued && operation.selector.is_none() => {
            Ok(list::changed(target.attribute, &operation.change, old))
        }
        _ if target.attribute.multi_valued => elements::changed(operation, old),
        _ if !is_selected(operation, old.as_ref()) => Ok(old),
        None => Ok(single(operation, old)),
        Some(sub) => within(old, |parts| {
            slot(parts, &sub.name, |old| Ok(single(operation, old)))
        }),
    }
}

/// Whether a single value is the one that the operation means.
fn is_selected(operation: &Operation<'_>, value: Option<&Value>) -> bool {
    let selector = operation.selector.as_ref();
    selector.is_none_or(|selector| value.is_some_and(|value| selector.selects(value)))
}

/// A single value: adding one to it is putting it in its place.
fn single(operation: &Operation<'_>, old: Option<Value>) -> Option<Value> {
    match &operation.change {
        Change::Add(value) | Change::Put(value) => Some(value.clone()),
        Change::Remove => None,
        Change::RemoveEqual(value) => {
            old.filter(|old| !same::value(operation.target.leaf(), old, value))
        }
    }
}

/// Changes one member of an object, which keeps its place; without a value it is not there.
fn slot(
    object: &mut Map<String, Value>,
    name: &str,
    change: impl FnOnce(Option<Value>) -> Result<Option<Value>, ScimError>,
) -> Result<(), ScimError> {
    let old = object.get_mut(name).map(Value::take);
    match change(old)? {
        Some(value) => object.insert(name.to_owned(), value),
        None => object.shift_remove(name),
    };
    Ok(())
}

/// Changes an object that is not there when it is empty.
fn within(
    old: Option<Value>,
    change: impl FnOnce(&mut Map<String, Value>) -> Result<(), ScimError>,
) -> Result<Option<Value>, ScimError> {
    let mut object = match old {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    };
    change(&mut object)?;
    Ok((!object.is_empty()).then_some(Value::Object(object)))
}

/// The elements of a multi-valued attribute.
fn into_elements(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(elements)) => elements,
        Some(element) => vec![element],
        None => Vec::new(),
    }
}

/// A multi-valued attribute is not there when it has no element.
fn from_elements(elements: Vec<Value>) -> Option<Value> {
    (!elements.is_empty()).then_some(Value::Array(elements))
}
