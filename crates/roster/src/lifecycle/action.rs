//! What a write means for a person or a group: joining, moving, leaving, returning.

use crate::contact::ExternalState;
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

/// What a write of an existing user is: leaving, returning, or an update.
pub fn user_action(before: ExternalState, after: ExternalState) -> Action {
    match (before, after) {
        (ExternalState::Active, ExternalState::Disabled) => Action::Disable,
        (ExternalState::Disabled, ExternalState::Active) => Action::Enable,
        _ => Action::Update,
    }
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
    use crate::ExternalState::{Active, Disabled};
    use crate::journal::Action;

    #[test]
    fn flipping_active_disables_and_enables_a_user() {
        for (before, after, expected) in [
            (Active, Active, Action::Update),
            (Active, Disabled, Action::Disable),
            (Disabled, Active, Action::Enable),
            (Disabled, Disabled, Action::Update),
        ] {
            assert_eq!(user_action(before, after), expected, "{before:?} {after:?}");
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
