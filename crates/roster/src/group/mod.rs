//! A training group: a set of contacts that can be assigned training together.

mod lifecycle;
mod members;
mod nesting;
mod state;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::contact::Source;
use crate::instant;

pub use lifecycle::{GroupOutcome, change_members, create, describe, remove, wanted_slug};
pub use members::MemberDelta;
pub use nesting::Nesting;
pub use state::GroupState;

/// A training group as reports and the command line show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrainingGroup {
    /// The training group's own id.
    pub id: String,
    /// ASCII name, unique in the tenant; see [`crate::slug()`].
    pub slug: String,
    /// The name as the directory has it.
    pub display_name: String,
    /// The provisioning client's id for the group.
    pub external_id: Option<String>,
    /// Where the group came from.
    pub source: Source,
    /// How many direct members it has, users and groups.
    pub member_count: u64,
    /// How many users are in it, directly or in groups within it.
    pub effective_member_count: u64,
    /// When it was made.
    #[serde(with = "instant")]
    pub created_at: DateTime<Utc>,
    /// When it last changed, members included.
    #[serde(with = "instant")]
    pub updated_at: DateTime<Utc>,
}
