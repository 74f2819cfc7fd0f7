//! Operations on some elements of a multi-valued attribute, or on a sub-attribute of theirs.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::operation::{Change, Operation};
use super::{from_elements, into_elements, primary, same};
use crate::error::ScimError;
use crate::schema::Attribute;

/// What an element may be left with and still say nothing.
const LABELS: [&str; 2] = ["type", "primary"];

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
        None => same::contains(operation.target.attribute, element, unwanted),
        Some(sub) => element
            .get(&sub.name)
            .is_some_and(|value| same::value(sub, value, unwanted)),
    }
}

/// Removes the selected elements, or their sub-attribute and then those that hold nothing more
/// than what they would be used for: an address of type `work` without an address.
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
        let says_something = parts.keys().any(|name| !LABELS.contains(&name.as_str()));
        says_something.then_some(element)
    };
    elements.into_iter().filter_map(keep).collect()
}

/// How an element (of which the filter says so much) takes a value.
type Write = fn(element: &mut Map<String, Value>, seed: Seed<'_>, value: &Map<String, Value>);

type Seed<'o> = Option<&'o Map<String, Value>>;

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
    if selected.is_empty() {
        selected.insert(elements.len());
        elements.push(Value::Object(seed(operation)?));
    }
    let literals = operation
        .selector
        .as_ref()
        .and_then(|selector| selector.seed());
    for &index in &selected {
        if let Some(Value::Object(element)) = elements.get_mut(index) {
            match (operation.target.sub, value) {
                (Some(sub), value) => set(element, sub, value),
                (None, Value::Object(parts)) => write(element, literals, parts),
                (None, _) => {}
            }
        }
    }
    primary::settle(&mut elements, &selected);
    Ok(elements)
}

fn set(element: &mut Map<String, Value>, sub: &Attribute, value: &Value) {
    element.insert(sub.name.clone(), value.clone());
}

fn merge(element: &mut Map<String, Value>, _seed: Seed<'_>, value: &Map<String, Value>) {
    element.extend(value.clone());
}

/// The element is another one now, except that it stays what it was selected for.
fn replace(element: &mut Map<String, Value>, seed: Seed<'_>, value: &Map<String, Value>) {
    *element = seed.cloned().unwrap_or_default();
    element.extend(value.clone());
}

/// The element that is made where the filter selects none.
fn seed(operation: &Operation<'_>) -> Result<Map<String, Value>, ScimError> {
    let Some(selector) = &operation.selector else {
        return Ok(Map::new());
    };
    selector.seed().cloned().ok_or_else(|| {
        ScimError::no_target(format!(
            "No element of {} matches the filter of the path {:?}, and only a filter of \"eq\" \
             comparisons joined by \"and\" says what a new one should be.",
            operation.target.attribute.name, operation.place
        ))
    })
}

fn ambiguous(operation: &Operation<'_>) -> ScimError {
    let name = &operation.target.attribute.name;
    ScimError::invalid_path(format!(
        "The path {:?} does not say which of the {name} is meant. Select one by a filter, such \
         as {name}[type eq \"work\"].",
        operation.place
    ))
}
