//! Sync sessions: consecutive writes of a tenant, as one run. SCIM itself has no notion of one.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::instant;
use crate::word::words;

/// How a session went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SessionStatus {
    /// Nothing was refused.
    Success,
    /// Some writes were refused.
    Partial,
    /// All writes were refused.
    Failed,
    /// A further write may still join it.
    Running,
}

words!(SessionStatus {
    Success => "success",
    Partial => "partial",
    Failed => "failed",
    Running => "running",
});

/// Successful writes of users.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct UserCounts {
    /// Users made.
    pub created: u64,
    /// Users whose attributes changed.
    pub updated: u64,
    /// Users whose `active` went to false.
    pub disabled: u64,
    /// Users whose `active` went back to true.
    pub enabled: u64,
    /// Users removed.
    pub deleted: u64,
}

/// Successful writes of groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupCounts {
    /// Groups made.
    pub created: u64,
    /// Groups whose attributes changed; changed members count elsewhere.
    pub updated: u64,
    /// Groups removed.
    pub deleted: u64,
}

/// One run of a provisioning client: writes less than ten minutes apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SyncSession {
    /// Its first write.
    #[serde(with = "instant")]
    pub started_at: DateTime<Utc>,
    /// Its last write so far.
    #[serde(with = "instant")]
    pub ended_at: DateTime<Utc>,
    /// How it went.
    pub status: SessionStatus,
    /// What happened to users.
    pub users: UserCounts,
    /// What happened to groups.
    pub groups: GroupCounts,
    /// Memberships that came or went.
    pub memberships_changed: u64,
    /// Writes that were refused.
    pub failures: u64,
}
