//! A training group: a set of contacts that can be assigned training together.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::contact::Source;
use crate::instant;

/// A training group as reports and the command line show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TrainingGroup {
    /// The training group's own id.
    pub id: String,
    /// ASCII name, unique in the tenant; see [`crate::slug`].
    pub slug: String,
    /// The name as the directory has it.
    pub display_name: String,
    /// The provisioning client's id for the group.
    pub external_id: Option<String>,
    /// By which road the group came.
    pub source: Source,
    /// How many direct members it has, users and groups.
    pub member_count: u64,
    /// When it was made.
    #[serde(with = "instant")]
    pub created_at: DateTime<Utc>,
    /// When it last changed, members included.
    #[serde(with = "instant")]
    pub updated_at: DateTime<Utc>,
}
