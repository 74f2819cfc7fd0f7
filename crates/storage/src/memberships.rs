//! Who is a member of which group: one row each, so that adding or removing k members costs k row
//! operations, however large the group is.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use scim::filter::Expr;
use sea_orm::ConnectionTrait;

use crate::{StorageError, TenantKey};

/// A member of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member's id.
    pub id: String,
    /// The name of its resource type.
    pub resource_type: String,
    /// Its displayName, else its userName.
    pub display: Option<String>,
}

/// A group, as seen from a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRef {
    /// The group's id.
    pub id: String,
    /// Its displayName.
    pub display: Option<String>,
}

/// What setting a group's members changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Ids of new members.
    pub added: Vec<String>,
    /// Ids of members that are no more.
    pub removed: Vec<String>,
}

/// Adds members, given by id and name of the resource type. Returns the ids that were not members
/// before.
///
/// # Errors
///
/// [`StorageError::Conflict`] if a resource of those does not exist.
pub async fn add<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
    members: &[(String, String)],
    at: DateTime<Utc>,
) -> Result<Vec<String>, StorageError> {
    todo!()
}

/// Removes members. Returns the ids that were members before.
pub async fn remove<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
    member_ids: &[String],
) -> Result<Vec<String>, StorageError> {
    todo!()
}

/// Removes the members that a filter on elements of `members` selects. Returns their ids.
pub async fn remove_matching<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
    filter: &Expr<'_>,
) -> Result<Vec<String>, StorageError> {
    todo!()
}

/// Makes the members exactly these, by adding and removing the difference.
pub async fn replace_all<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
    members: &[(String, String)],
    at: DateTime<Utc>,
) -> Result<Replaced, StorageError> {
    todo!()
}

/// The members of groups, by group id; by member id within a group. Groups without members are
/// missing.
pub async fn of_groups<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_ids: &[String],
) -> Result<HashMap<String, Vec<Member>>, StorageError> {
    todo!()
}

/// The groups that members are directly in, by member id. Members without groups are missing.
pub async fn of_members<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    member_ids: &[String],
) -> Result<HashMap<String, Vec<GroupRef>>, StorageError> {
    todo!()
}

/// Whether a group has more than `limit` members. Reads no more rows than it needs to tell.
pub async fn exceed<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
    limit: u64,
) -> Result<bool, StorageError> {
    todo!()
}

/// Takes a member out of all groups. Returns the ids of the groups it was in.
pub async fn remove_member<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    member_id: &str,
) -> Result<Vec<String>, StorageError> {
    todo!()
}

/// Takes all members out of a group. Returns their ids.
pub async fn remove_group<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
) -> Result<Vec<String>, StorageError> {
    todo!()
}
