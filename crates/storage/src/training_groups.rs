//! Training groups: one for each SCIM group, with a slug that is unique in the tenant.

use chrono::{DateTime, Utc};
use roster::{Source, TrainingGroup};
use sea_orm::ConnectionTrait;

use crate::{StorageError, TenantKey};

/// A training group to be made for a SCIM group.
#[derive(Clone, Copy, Debug)]
pub struct NewTrainingGroup<'a> {
    /// The training group's own id.
    pub id: &'a str,
    /// The id of the SCIM group.
    pub group_id: &'a str,
    /// Its displayName.
    pub display_name: &'a str,
    /// Its externalId.
    pub external_id: Option<&'a str>,
    /// By which road it comes.
    pub source: Source,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Makes a training group under the first slug that is free. Returns the slug.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &NewTrainingGroup<'_>,
) -> Result<String, StorageError> {
    todo!()
}

/// Follows a change of the SCIM group's displayName or externalId. The slug stays, unless the new
/// name makes another one.
pub async fn update<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
    display_name: &str,
    external_id: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// Notes that the members of these SCIM groups changed.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// Removes the training group of a SCIM group.
pub async fn delete<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
) -> Result<(), StorageError> {
    todo!()
}

/// The training groups of a tenant, by slug.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
) -> Result<Vec<TrainingGroup>, StorageError> {
    todo!()
}

/// The slugs of the training groups a user is directly in, sorted.
pub async fn slugs_of_member<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    user_id: &str,
) -> Result<Vec<String>, StorageError> {
    todo!()
}
