//! The life of a contact: what it becomes when a source says something of the person, and what
//! happened with that. Joining, moving, leaving and returning are decided here and nowhere else.

mod action;
mod apply;
mod decided;
mod regroup;

pub use action::{MemberEdit, group_action, user_action};
pub use apply::{Around, Outcome, apply};
pub use decided::{decided, decision_events};
pub use regroup::regroup;
