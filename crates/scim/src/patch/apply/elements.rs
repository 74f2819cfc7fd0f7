//! Operations on some elements of a multi-valued attribute, or on a sub-attribute of theirs.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::operation::{Change, Operation};
use super::same::Wanted;
use super::{from_elements, into_elements, primary, same};
use crate::error::ScimError;

/// The list after the change.
pub(super) fn changed(
    operation: &Operation<'_>,
    old: Option<Value>,
) -> Result<Option<Value>, ScimError> {
    let elements = into_elements(old);
    let elements = match &operation.change {
        Change::Remove => without(operation, elements, |_| true),
        Change::RemoveEqual(value) => without(operation, elements, |element| {
            equals(operation, element, value)
        }),
        Change::Add(value) => written(operation, elements, value, merge)?,
        Change::Put(value) => written(operation, elements, value, replace)?,
    };
    Ok(from_elements(elements))
}

fn selects(operation: &Operation<'_>, element: &Value) -> bool {
    operation
        .selector
        .as_ref()
        .is_none_or(|selector| selector.selects(element))
}

fn equals(operation: &Operation<'_>, element: &Value, unwanted: &Value) -> bool {
    match operation.target.sub {
        None => Wanted::new(operation.target.attribute, std::slice::from_ref(unwanted))
            .is_met_by(element),
        Some(sub) => element
            .get(&sub.name)
            .is_some_and(|value| same::value(sub, value, unwanted)),
    }
}

/// Removes the selected elements, or their sub-attribute. What is left of an element may say
/// nothing by now; [`super::settle`] sees to that.
fn without(
    operation: &Operation<'_>,
    elements: Vec<Value>,
    is_unwanted: impl Fn(&Value) -> bool,
) -> Vec<Value> {
    let keep = |mut element: Value| {
        if !selects(operation, &element) || !is_unwanted(&element) {
            return Some(element);
        }
        let sub = operation.target.sub?;
        let parts = element.as_object_mut()?;
        parts.shift_remove(&sub.name);
        Some(element)
    };
    elements.into_iter().filter_map(keep).collect()
}

/// How an element, of which the filter says as much as the seed, takes a value.
type Write = fn(element: &mut Map<String, Value>, seed: &Map<String, Value>, value: &Value);

fn written(
    operation: &Operation<'_>,
    mut elements: Vec<Value>,
    value: &Value,
    write: Write,
) -> Result<Vec<Value>, ScimError> {
    let mut selected: HashSet<usize> = elements
        .iter()
        .enumerate()
        .filter_map(|(index, element)| selects(operation, element).then_some(index))
        .collect();
    if operation.selector.is_none() && selected.len() > 1 {
        return Err(ambiguous(operation));
    }
    for &index in &selected {
        if let Some(Value::Object(element)) = elements.get_mut(index) {
            write_to(operation, element, value, write);
        }
    }
    if selected.is_empty() {
        selected.insert(elements.len());
        elements.push(created(operation, value, write)?);
    }
    primary::settle(&mut elements, &selected);
    Ok(elements)
}

fn write_to(
    operation: &Operation<'_>,
    element: &mut Map<String, Value>,
    value: &Value,
    write: Write,
) {
    match operation.target.sub {
        Some(sub) => {
            element.insert(sub.name.clone(), value.clone());
        }
        None => write(element, &seed(operation).unwrap_or_default(), value),
    }
}

fn merge(element: &mut Map<String, Value>, _seed: &Map<String, Value>, value: &Value) {
    element.extend(value.as_object().cloned().unwrap_or_default());
}

/// The element is another one now, except that it stays what it was selected for.
fn replace(element: &mut Map<String, Value>, seed: &Map<String, Value>, value: &Value) {
    element.clone_from(seed);
    merge(element, seed, value);
}

/// The element that is made where the filter selects none, if the filter then selects it.
fn created(operation: &Operation<'_>, value: &Value, write: Write) -> Result<Value, ScimError> {
    let Some(mut element) = seed(operation) else {
        return Err(no_target(operation));
    };
    write_to(operation, &mut element, value, write);
    let element = Value::Object(element);
    if selects(operation, &element) {
        Ok(element)
    } else {
        Err(no_target(operation))
    }
}

/// What a new element starts with; without a filter, with nothing.
fn seed(operation: &Operation<'_>) -> Option<Map<String, Value>> {
    match &operation.selector {
        Some(selector) => selector.seed().cloned(),
        None => Some(Map::new()),
    }
}

fn no_target(operation: &Operation<'_>) -> ScimError {
    ScimError::no_target(format!(
        "No element of {} matches the filter of the path {:?}, and none can be made from it: that \
         takes \"eq\" comparisons joined by \"and\" which the new value does not contradict.",
        operation.target.attribute.name, operation.place
    ))
}

fn ambiguous(operation: &Operation<'_>) -> ScimError {
    let name = &operation.target.attribute.name;
    ScimError::invalid_path(format!(
        "The path {:?} does not say which of the {name} is meant. Select one by a filter, such \
         as {name}[type eq \"work\"].",
        operation.place
    ))
}
