//! Operations on all elements of a multi-valued attribute.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::super::operation::Change;
use super::same::Wanted;
use super::{from_elements, into_elements, primary, same};
use crate::comparable;
use crate::schema::Attribute;

/// The list after the change.
pub(super) fn changed(attribute: &Attribute, change: &Change, old: Option<Value>) -> Option<Value> {
    match change {
        Change::Put(value) => Some(value.clone()),
        Change::Remove => None,
        Change::Add(value) => {
            let added = into_elements(Some(value.clone()));
            from_elements(joined(attribute, into_elements(old), added))
        }
        Change::RemoveEqual(value) => {
            let unwanted = into_elements(Some(value.clone()));
            let unwanted = Wanted::new(attribute, &unwanted);
            let mut kept = into_elements(old);
            kept.retain(|element| !unwanted.is_met_by(element));
            from_elements(kept)
        }
    }
}

/// Appends elements. One that is there already by type and value takes over what is new in it.
fn joined(attribute: &Attribute, mut elements: Vec<Value>, added: Vec<Value>) -> Vec<Value> {
    // Backwards, so that of equal elements the first is found.
    let mut known: HashMap<String, usize> = elements
        .iter()
        .enumerate()
        .rev()
        .map(|(index, element)| (comparable::identity(attribute, element), index))
        .collect();
    let mut written = HashSet::new();
    for element in added {
        let identity = comparable::identity(attribute, &element);
        let index = *known.entry(identity).or_insert(elements.len());
        match elements.get_mut(index) {
            Some(existing) => merge(attribute, existing, element),
            None => elements.push(element),
        }
        written.insert(index);
    }
    primary::settle(&mut elements, &written);
    elements
}

/// Takes over what `element` says otherwise. What differs only in the way filters overlook stays
/// as it was written first.
fn merge(attribute: &Attribute, existing: &mut Value, element: Value) {
    let (Value::Object(existing), Value::Object(element)) = (existing, element) else {
        return;
    };
    for (name, value) in element {
        let is_known = attribute
            .sub(&name)
            .zip(existing.get(&name))
            .is_some_and(|(sub, old)| same::value(sub, old, &value));
        if !is_known {
            existing.insert(name, value);
        }
    }
}
