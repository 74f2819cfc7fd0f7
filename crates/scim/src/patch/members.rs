//! Changes of a group's members, which are rows and not part of the group's document.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::MemberChange;
use super::step::Step;
use super::wire::{Verb, member};
use crate::Id;
use crate::content::{Ids, List, list_of};
use crate::error::ScimError;
use crate::filter::{self, CompareOp, Filter, RawValue};
use crate::limits::Limits;
use crate::schema::{AttrRef, Kept};

/// Whether an attribute is a group's list of members.
pub(super) fn are_meant_by(target: AttrRef<'_>) -> bool {
    target.kept() == Kept::Members
}

/// The changes that steps on `members` ask for, in their order.
pub(super) fn changes<'s>(
    steps: Vec<Step<'s>>,
    lists: &[List],
    limits: &Limits,
) -> Result<Vec<MemberChange<'s>>, ScimError> {
    let mut changes = Vec::new();
    let mut named = 0;
    for step in steps {
        let change = change(&step, lists, limits)?;
        named += change.as_ref().map_or(0, |change| ids(change).len());
        changes.extend(change);
    }
    if named > limits.values {
        return Err(ScimError::too_large(format!(
            "The PATCH request names {named} members; at most {} are accepted (max_values). Send \
             the rest in further requests.",
            limits.values
        )));
    }
    Ok(changes)
}

fn ids<'c>(change: &'c MemberChange<'_>) -> &'c [Id] {
    match change {
        MemberChange::Add(ids) | MemberChange::Remove(ids) | MemberChange::ReplaceAll(ids) => ids,
        MemberChange::RemoveMatching(_) => &[],
    }
}

/// What one step asks for; `None` if it is nothing, as adding nobody is.
fn change<'s>(
    step: &Step<'s>,
    lists: &[List],
    limits: &Limits,
) -> Result<Option<MemberChange<'s>>, ScimError> {
    if step.target.sub.is_some() || (step.filter.is_some() && step.verb != Verb::Remove) {
        return Err(immutable(&step.place));
    }
    if let Some(filter) = &step.filter {
        return selected(filter, step.target).map(Some);
    }
    let listed = step
        .value
        .as_ref()
        .map(|value| match list_of(value, lists) {
            Some(list) => Ok(Arc::clone(&list.ids)),
            None => listed(value, step.verb, limits).map(Arc::new),
        })
        .transpose()?;
    Ok(match (step.verb, listed) {
        (Verb::Add, ids) => ids.filter(|ids| !ids.is_empty()).map(MemberChange::Add),
        (Verb::Replace, ids) => Some(MemberChange::ReplaceAll(ids.unwrap_or_default())),
        (Verb::Remove, None) => Some(MemberChange::ReplaceAll(Ids::default())),
        (Verb::Remove, Some(ids)) => (!ids.is_empty()).then_some(MemberChange::Remove(ids)),
    })
}

fn immutable(place: &str) -> ScimError {
    ScimError::mutability(format!(
        "The path {place:?} would change what a membership says, which cannot be changed. Remove \
         the member and add another one."
    ))
}

/// Members that a filter selects: by name of their id where it says just that.
fn selected<'s>(filter: &Filter, members: AttrRef<'s>) -> Result<MemberChange<'s>, ScimError> {
    let filters = match filter {
        Filter::Or(filters) => filters.as_slice(),
        single => std::slice::from_ref(single),
    };
    match filters.iter().map(id).collect::<Option<Vec<_>>>() {
        Some(ids) => Ok(MemberChange::Remove(Arc::new(distinct(ids)))),
        None => filter::resolve_elements(filter, members).map(MemberChange::RemoveMatching),
    }
}

fn id(filter: &Filter) -> Option<Id> {
    match filter {
        Filter::Compare(path, CompareOp::Eq, RawValue::Quoted(id) | RawValue::Bare(id))
            if path.urn.is_none() && path.sub.is_none() =>
        {
            path.name
                .eq_ignore_ascii_case("value")
                .then(|| id.as_str().into())
        }
        _ => None,
    }
}

/// The ids in a list of `{"value": id}`. Nothing at all is an empty list, except in a `remove`,
/// where it is too close to "all" to guess.
fn listed(value: &Value, verb: Verb, limits: &Limits) -> Result<Vec<Id>, ScimError> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::String(text) if text.is_empty() && verb != Verb::Remove => Ok(Vec::new()),
        Value::Array(elements) => {
            let ids: Result<Vec<_>, _> = elements
                .iter()
                .map(|element| element_id(element, limits))
                .collect();
            ids.map(distinct)
        }
        element => element_id(element, limits).map(|id| vec![id]),
    }
}

fn element_id(element: &Value, limits: &Limits) -> Result<Id, ScimError> {
    let id = element
        .as_object()
        .and_then(|parts| member(parts, "value"))
        .and_then(Value::as_str)
        .filter(|id| !id.is_empty());
    match id {
        Some(id) if id.contains('\0') => Err(ScimError::invalid_value(
            "A member's id in \"members\" contains a NUL character, which no id does. Remove it.",
        )),
        Some(id) if id.len() <= limits.string_length => Ok(id.into()),
        Some(_) => Err(ScimError::invalid_value(format!(
            "A member's id in \"members\" is longer than {} bytes (max_text_bytes).",
            limits.string_length
        ))),
        None => Err(ScimError::invalid_value(
            "Each element of \"members\" must be an object whose \"value\" is the id of a user or \
             group.",
        )),
    }
}

fn distinct(ids: Vec<Id>) -> Vec<Id> {
    let mut seen = HashSet::new();
    ids.into_iter()
        .filter(|id| seen.insert(id.clone()))
        .collect()
}
