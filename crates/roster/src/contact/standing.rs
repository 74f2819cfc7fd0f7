//! What was decided of a contact, as it is kept with it.

use chrono::{DateTime, Utc};

use crate::status::Status;

/// What was decided of a contact last, and what the next decision has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What the training platform should do. `None` where it is what the directory's word alone
    /// makes it: in scope, or left.
    pub status: Option<Status>,
    /// The names of its audiences, in their order.
    pub audiences: Vec<String>,
    /// The id of the rule that decided, if one did.
    pub decided_by: Option<String>,
    /// Whether it ever had an exception.
    pub has_exceptions: bool,
    /// When it has to be decided again although nothing happens to it: an exception begins, ends
    /// or falls due, a first or last day comes, a grace ends.
    pub next_moment: Option<DateTime<Utc>>,
    /// That it left, or fell out of scope, for as long as the brake may hold that.
    pub departure: Option<Departure>,
}

/// That somebody who trained left by the directory's word, or fell out of scope by a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departure {
    /// When that was.
    pub at: DateTime<Utc>,
    /// Since when its effect is held; `None` if it took effect.
    pub held_since: Option<DateTime<Utc>>,
    /// When a single leave takes effect by itself; `None` if the brake holds it, or nothing does.
    pub grace_until: Option<DateTime<Utc>>,
    /// Whether somebody confirmed it. The brake then counts it no longer.
    pub is_confirmed: bool,
}

impl Standing {
    /// Since when the effect of a departure is held.
    pub fn held_since(&self) -> Option<DateTime<Utc>> {
        self.departure.and_then(|departure| departure.held_since)
    }
}
