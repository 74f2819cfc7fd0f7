//! The elements of multi-valued complex attributes, and values that refer to other resources.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::content::{Ids, List, list_of};
use crate::schema::{Kept, Mutability};
use crate::{Attribute, Id, Resource, ResourceType, ScimError, comparable};

/// Takes the ids of a group's members out of it, in order and each once; there are none in a
/// resource of a type that keeps no members.
pub fn take_members(resource: &mut Resource, resource_type: &ResourceType) -> Vec<String> {
    let attribute = resource_type.related_attribute();
    let Some(attribute) = attribute.filter(|attribute| attribute.kept == Kept::Members) else {
        return Vec::new();
    };
    // The order of a resource's attributes is kept; `remove` would swap the last one in.
    let members = resource.attributes_mut().shift_remove(&attribute.name);
    let Some(Value::Array(members)) = members else {
        return Vec::new();
    };
    let mut seen = HashSet::new();
    members
        .into_iter()
        .filter_map(
            |mut member| match member.get_mut("value").map(Value::take) {
                Some(Value::String(id)) => Some(id),
                _ => None,
            },
        )
        .filter(|id| seen.insert(id.clone()))
        .collect()
}

/// The same where the list may have been kept short.
pub(super) fn take_ids(
    resource: &mut Resource,
    lists: &[List],
    resource_type: &ResourceType,
) -> Ids {
    let attribute = resource_type.related_attribute();
    let kept = attribute.and_then(|it| list_of(resource.get(&it.name)?, lists));
    let members = take_members(resource, resource_type);
    match kept {
        Some(list) => Arc::clone(&list.ids),
        None => Arc::new(members.into_iter().map(Id::from).collect()),
    }
}

/// The sub-attribute a client means. Entra's role expressions and some members carry
/// `displayName` where RFC 7643 §2.4 has `display`.
pub(super) fn sub_attribute<'s>(attribute: &'s Attribute, name: &str) -> Option<&'s Attribute> {
    attribute.sub(name).or_else(|| {
        name.eq_ignore_ascii_case("displayName")
            .then(|| attribute.sub("display"))
            .flatten()
    })
}

/// Gives a reference that has only a `$ref` its `value`, the id at the end of the address.
///
/// # Errors
/// 400 `invalidValue` if an element of a list of references names nothing.
pub(super) fn complete_reference(
    attribute: &Attribute,
    written: &Map<String, Value>,
    parts: &mut Map<String, Value>,
    place: &str,
) -> Result<(), ScimError> {
    let Some(address) = attribute.sub("$ref") else {
        return Ok(());
    };
    if parts.contains_key("value") {
        return Ok(());
    }
    if let Some(id) = id_in_address(address, written) {
        parts.insert("value".to_owned(), id.into());
        return Ok(());
    }
    if attribute.multi_valued && address.mutability != Mutability::ReadOnly {
        return Err(ScimError::invalid_value(format!(
            "{place} has an element without `value`. Send the id of the resource that is meant."
        )));
    }
    Ok(())
}

/// The elements of a list that is to be kept: each once, and none that says nothing.
pub(crate) fn settled(attribute: &Attribute, elements: Vec<Value>) -> Vec<Value> {
    let mut elements = fold_duplicates(attribute, elements);
    elements.retain(|element| !is_hollow(element));
    elements
}

/// Elements that say the same, that is have the same `type` and `value` as filters compare them, become one (RFC 7643
/// §2.4). The first stays, and later ones fill its gaps.
pub(super) fn fold_duplicates(attribute: &Attribute, elements: Vec<Value>) -> Vec<Value> {
    let mut places = HashMap::with_capacity(elements.len());
    let mut folded: Vec<Value> = Vec::with_capacity(elements.len());
    for element in elements {
        match places.entry(comparable::identity(attribute, &element)) {
            Entry::Vacant(vacant) => {
                vacant.insert(folded.len());
                folded.push(element);
            }
            Entry::Occupied(place) => fill_gaps(folded.get_mut(*place.get()), element),
        }
    }
    folded
}

/// Leaves out elements that hold nothing but `type` and `primary`: Entra sends them for empty
/// source attributes.
pub(super) fn drop_hollow(value: Value) -> Option<Value> {
    let Value::Array(mut elements) = value else {
        return Some(value);
    };
    elements.retain(|element| !is_hollow(element));
    (!elements.is_empty()).then_some(Value::Array(elements))
}

fn is_hollow(element: &Value) -> bool {
    element
        .as_object()
        .is_some_and(|parts| parts.keys().all(|name| name == "type" || name == "primary"))
}

fn fill_gaps(first: Option<&mut Value>, later: Value) {
    if let (Some(Value::Object(first)), Value::Object(later)) = (first, later) {
        for (name, value) in later {
            first.entry(name).or_insert(value);
        }
    }
}

/// The id behind an address such as `https://…/scim/v2/Users/7c11`, if the segment before it fits
/// a resource type that `address` may name.
fn id_in_address(address: &Attribute, written: &Map<String, Value>) -> Option<String> {
    let (_, value) = written.iter().find(|(name, _)| address.is_named(name))?;
    let mut segments = value.as_str()?.rsplit('/');
    let (id, endpoint) = (segments.next()?, segments.next()?);
    let is_fitting = |name: &String| endpoint.eq_ignore_ascii_case(&format!("{name}s"));
    (!id.is_empty() && address.reference_types.iter().any(is_fitting)).then(|| id.to_owned())
}
