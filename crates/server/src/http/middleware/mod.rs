//! What every request goes through, whoever it is meant for.

pub(super) mod count;
pub(super) mod deadline;
mod heads;
pub(super) mod panics;
pub(super) mod raw_quotes;
pub(super) mod request_id;
pub(super) mod stalling;
pub(super) mod tenant_note;
pub(super) mod trace;
