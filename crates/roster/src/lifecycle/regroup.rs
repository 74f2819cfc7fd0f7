//! What a change of groups is to a contact.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::apply::{Outcome, who};
use crate::contact::ContactState;
use crate::event::{Event, GroupRef};

/// What a contact becomes when it was in some groups and is in others, by their ids. A leaver shows
/// the groups of the day it left, so nothing happens to one; nor if the groups are the same. That a
/// group has another name is told once, of the group.
pub fn regroup(
    contact: &ContactState,
    before: &[GroupRef],
    after: &[GroupRef],
    at: DateTime<Utc>,
) -> Option<Outcome> {
    let (added, removed) = (missing(after, before), missing(before, after));
    if !contact.is_active() || (added.is_empty() && removed.is_empty()) {
        return None;
    }
    let state = ContactState {
        updated_at: at.max(contact.updated_at),
        ..contact.clone()
    };
    let event = Event::GroupsChanged {
        who: who(&state),
        added,
        removed,
    };
    Some(Outcome {
        state,
        events: vec![event],
    })
}

/// The groups that are not among the others, each once.
fn missing(groups: &[GroupRef], others: &[GroupRef]) -> Vec<GroupRef> {
    let known: BTreeSet<&str> = others.iter().map(|group| group.id.as_str()).collect();
    let missing: BTreeSet<&GroupRef> = groups
        .iter()
        .filter(|group| !known.contains(group.id.as_str()))
        .collect();
    missing.into_iter().cloned().collect()
}
