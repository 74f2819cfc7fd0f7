//! Whom a change concerns beside the contact it happened to: what is true of others through a
//! manager or through a group.

use std::collections::BTreeSet;

use scim::Id;

use crate::contact::{Field, FieldChange};
use crate::event::Event;

/// Whose contacts have to be looked at again, as data. All ids are SCIM ids; who that is, only the
/// storage knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// People whose direct reports see another `manager`.
    pub reports_of: BTreeSet<String>,
    /// People whose `isManager` may be another, because a report of theirs came or went.
    pub managers: BTreeSet<String>,
    /// Groups whose direct and indirect members see another name or slug in `groups`.
    pub members_of: BTreeSet<String>,
    /// Users and groups that are in other groups than before: they themselves, and of a group
    /// everybody in it, directly or not.
    pub members: BTreeSet<Id>,
}

/// Whom these events concern.
pub fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Reach {
    let mut reach = Reach::default();
    for event in events {
        reach.add(event);
    }
    reach
}

/// Whose contacts show something else after these events: the manager's contact is there or is not,
/// a group has another slug, groups are others. Of the rest that the events concern only decisions
/// can change.
pub fn shown<'e>(events: impl IntoIterator<Item = &'e Event>) -> Reach {
    let mut reach = Reach::default();
    for event in events.into_iter().filter(|event| is_shown_elsewhere(event)) {
        reach.add(event);
    }
    Reach {
        managers: BTreeSet::new(),
        ..reach
    }
}

impl Reach {
    /// Whether nobody else is concerned.
    pub fn is_empty(&self) -> bool {
        let all = [&self.reports_of, &self.managers, &self.members_of];
        all.into_iter().all(BTreeSet::is_empty) && self.members.is_empty()
    }

    fn add(&mut self, event: &Event) {
        if changes_what_reports_see(event) {
            let user_id = event.who().and_then(|who| who.user_id.clone());
            self.reports_of.extend(user_id);
        }
        match event {
            Event::ContactJoined { manager, .. }
            | Event::ContactReturned { manager, .. }
            | Event::ContactLeft { manager, .. } => self.managers.extend(manager.clone()),
            Event::ManagerChanged { old, new, .. } => {
                self.managers.extend(old.iter().chain(new).cloned());
            }
            Event::GroupRenamed { group, .. } => self.members_of.extend(group.group_id.clone()),
            Event::MembersChanged { added, removed, .. } => {
                self.members.extend(added.iter().chain(removed).cloned());
            }
            _ => {}
        }
    }
}

fn is_shown_elsewhere(event: &Event) -> bool {
    match event {
        Event::ContactJoined { .. }
        | Event::ContactAttached { .. }
        | Event::ContactDetached { .. }
        | Event::MembersChanged { .. } => true,
        Event::GroupRenamed {
            group, old_slug, ..
        } => group.slug != *old_slug,
        _ => false,
    }
}

fn changes_what_reports_see(event: &Event) -> bool {
    match event {
        Event::ContactJoined { .. }
        | Event::ContactAttached { .. }
        | Event::ContactReturned { .. }
        | Event::AddressChanged { .. }
        | Event::ContactLeft { .. }
        | Event::ContactDetached { .. } => true,
        Event::ContactChanged { fields, .. } => fields.iter().any(is_name),
        _ => false,
    }
}

fn is_name(change: &FieldChange) -> bool {
    change.field == Field::DisplayName
}
