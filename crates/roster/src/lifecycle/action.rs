//! What a write means for a person or a group: joining, moving, leaving, returning.

use crate::event::Event;
use crate::journal::Action;

/// What the members part of a group write was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberEdit {
    /// Members were only added.
    Add,
    /// Members were only removed.
    Remove,
    /// Members were set to a list, or both added and removed.
    Replace,
}

impl MemberEdit {
    /// What two edits of one request are together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Replace }
    }

    fn action(self) -> Action {
        match self {
            Self::Add => Action::AddMembers,
            Self::Remove => Action::RemoveMembers,
            Self::Replace => Action::ReplaceMembers,
        }
    }
}

/// What a write of an existing user was, by what happened: leaving or returning; none if it was an
/// update like any other.
pub fn user_action(events: &[Event]) -> Option<Action> {
    events.iter().find_map(|event| match event {
        Event::ContactLeft { .. } => Some(Action::Disable),
        Event::ContactReturned { .. } => Some(Action::Enable),
        _ => None,
    })
}

/// What a write of an existing group is: an edit of its members where that is all it is about,
/// else an update.
pub fn group_action(attributes: bool, members: Option<MemberEdit>) -> Action {
    match members {
        Some(edit) if !attributes => edit.action(),
        _ => Action::Update,
    }
}

#[cfg(test)]
mod tests {
    use super::{MemberEdit, group_action, user_action};
    use crate::event::{Event, Who};
    use crate::journal::Action;

    #[test]
    fn leaving_and_returning_disable_and_enable_a_user() {
        let who = || Who {
            contact_id: "c".to_owned(),
            user_id: None,
        };
        let manager = None;
        let left = Event::ContactLeft {
            who: who(),
            manager: None,
            groups: Vec::new(),
        };
        let returned = Event::ContactReturned {
            who: who(),
            manager,
        };
        let attached = || Event::ContactAttached { who: who() };
        for (events, expected) in [
            (vec![], None),
            (vec![attached()], None),
            (vec![attached(), returned], Some(Action::Enable)),
            (vec![left], Some(Action::Disable)),
        ] {
            assert_eq!(user_action(&events), expected, "{events:?}");
        }
    }

    #[test]
    fn a_group_write_is_named_after_its_members_only_if_it_is_about_nothing_else() {
        use MemberEdit::{Add, Remove, Replace};
        for (attributes, members, expected) in [
            (false, None, Action::Update),
            (true, None, Action::Update),
            (false, Some(Add), Action::AddMembers),
            (false, Some(Remove), Action::RemoveMembers),
            (false, Some(Replace), Action::ReplaceMembers),
            (true, Some(Add), Action::Update),
            (false, Some(Add.and(Add)), Action::AddMembers),
            (false, Some(Add.and(Remove)), Action::ReplaceMembers),
            (false, Some(Remove.and(Remove)), Action::RemoveMembers),
            (false, Some(Replace.and(Add)), Action::ReplaceMembers),
        ] {
            assert_eq!(
                group_action(attributes, members),
                expected,
                "{attributes} {members:?}"
            );
        }
    }
}
