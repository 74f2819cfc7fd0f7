//! What the training platform should do with a contact.

use crate::word::words;

/// What the training platform should do with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Nothing: the tenant's scope was not decided yet.
    Undecided,
    /// Train.
    InScope,
    /// Not train: a rule or an exception keeps the person out.
    OutOfScope,
    /// Wait: the first day of work, or the start of an exception, lies ahead.
    NotStarted,
    /// Wait: the person is on leave, and no leaver.
    OnLeave,
    /// Go on training: the person has left or fallen out of scope, and the brake holds the effect.
    Held,
    /// End the training: the person has left.
    Left,
}

words!(Status {
    Undecided => "undecided",
    InScope => "in_scope",
    OutOfScope => "out_of_scope",
    NotStarted => "not_started",
    OnLeave => "on_leave",
    Held => "held",
    Left => "left",
});

impl Status {
    /// Whether a contact of this status trains.
    pub fn is_in_scope(self) -> bool {
        matches!(self, Self::InScope | Self::Held)
    }
}
