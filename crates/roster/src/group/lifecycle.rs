//! The life of a training group, which follows its SCIM group.

use chrono::{DateTime, Utc};
use scim::Id;

use super::{GroupState, MemberDelta};
use crate::event::Event;
use crate::slug::slug;

/// What a training group became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupOutcome {
    /// The group as it is from now on.
    pub state: GroupState,
    /// What happened, in order.
    pub events: Vec<Event>,
}

/// What tells of a new training group, whose slug is free and which nobody is in yet.
pub fn create(state: GroupState) -> GroupOutcome {
    let event = Event::GroupCreated {
        group: state.reference(),
        display_name: state.display_name.clone(),
    };
    GroupOutcome {
        state,
        events: vec![event],
    }
}

/// The slug that a new name asks for, to be numbered if it is taken; `None` if the group keeps its
/// own, because the new name makes the same one as the old.
pub fn wanted_slug(before: &GroupState, display_name: &str) -> Option<String> {
    let wanted = slug(display_name);
    (wanted != slug(&before.display_name)).then_some(wanted)
}

/// What a group becomes by other attributes of its SCIM group. `new_slug` is the one it got where
/// [`wanted_slug`] asked for one.
pub fn describe(
    before: &GroupState,
    display_name: &str,
    external_id: Option<&str>,
    new_slug: Option<String>,
    at: DateTime<Utc>,
) -> GroupOutcome {
    let state = GroupState {
        slug: new_slug.unwrap_or_else(|| before.slug.clone()),
        display_name: display_name.to_owned(),
        external_id: external_id.map(str::to_owned),
        updated_at: at.max(before.updated_at),
        ..before.clone()
    };
    let is_renamed = (&state.slug, &state.display_name) != (&before.slug, &before.display_name);
    let event = is_renamed.then(|| Event::GroupRenamed {
        group: state.reference(),
        old_slug: before.slug.clone(),
        old_name: before.display_name.clone(),
        new_name: state.display_name.clone(),
    });
    GroupOutcome {
        events: event.into_iter().collect(),
        state,
    }
}

/// What a group becomes when members came or went; nothing if none did.
pub fn change_members(
    before: &GroupState,
    delta: &MemberDelta,
    at: DateTime<Utc>,
) -> Option<GroupOutcome> {
    if delta.is_empty() {
        return None;
    }
    let state = GroupState {
        updated_at: at.max(before.updated_at),
        ..before.clone()
    };
    let event = Event::MembersChanged {
        group: state.reference(),
        added: delta.added().to_vec(),
        removed: delta.removed().to_vec(),
    };
    Some(GroupOutcome {
        state,
        events: vec![event],
    })
}

/// What tells of a group that is removed, with those who were directly in it.
pub fn remove(group: &GroupState, members: Vec<Id>) -> Vec<Event> {
    let dissolved = (!members.is_empty()).then(|| Event::MembersChanged {
        group: group.reference(),
        added: Vec::new(),
        removed: members,
    });
    let removed = Event::GroupRemoved {
        group: group.reference(),
        display_name: group.display_name.clone(),
    };
    dissolved.into_iter().chain([removed]).collect()
}
