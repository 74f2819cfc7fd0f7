//! A training group as it is stored.

use chrono::{DateTime, Utc};

use super::TrainingGroup;
use crate::contact::Source;
use crate::event::GroupRef;

/// What is kept of a training group. Its members are rows elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupState {
    /// The training group's own id.
    pub id: String,
    /// The id of the SCIM group it stands for.
    pub group_id: Option<String>,
    /// ASCII name, unique in the tenant.
    pub slug: String,
    /// The name as the directory has it.
    pub display_name: String,
    /// The provisioning client's id for the group.
    pub external_id: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed, members included.
    pub updated_at: DateTime<Utc>,
}

impl GroupState {
    /// The group, as events name it.
    pub fn reference(&self) -> GroupRef {
        GroupRef {
            id: self.id.clone(),
            group_id: self.group_id.clone(),
            slug: self.slug.clone(),
        }
    }

    /// The group as reports and the command line show it, with its direct members counted, and the
    /// users who are in it directly or not.
    pub fn show(&self, member_count: u64, effective_member_count: u64) -> TrainingGroup {
        TrainingGroup {
            id: self.id.clone(),
            slug: self.slug.clone(),
            display_name: self.display_name.clone(),
            external_id: self.external_id.clone(),
            source: self.source,
            member_count,
            effective_member_count,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
