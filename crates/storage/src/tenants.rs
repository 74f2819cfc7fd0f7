//! Tenants: organisations whose directories are kept apart.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::StorageError;

/// The key under which everything of one tenant is stored. It means nothing outside the database
/// and can only be had from a [`Tenant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TenantKey(i64);

/// Whether a tenant's tokens are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TenantStatus {
    /// They are.
    Active,
    /// They are refused; nothing of the tenant is lost.
    Suspended,
}

impl TenantStatus {
    /// The word that stands for it in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
        }
    }
}

/// A tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// What its rows are stored under.
    pub key: TenantKey,
    /// Public id.
    pub id: String,
    /// Unique short name, as used on the command line.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// Whether its tokens are accepted.
    pub status: TenantStatus,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A tenant to be made.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Public id.
    pub id: String,
    /// Unique short name.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// When it is made.
    pub created_at: DateTime<Utc>,
}

/// Makes a tenant, which is active.
///
/// # Errors
///
/// [`crate::UniqueKey::TenantSlug`] if the slug is taken.
pub async fn insert<C: ConnectionTrait>(conn: &C, new: &NewTenant) -> Result<Tenant, StorageError> {
    todo!()
}

/// The tenant with that slug.
pub async fn by_slug<C: ConnectionTrait>(
    conn: &C,
    slug: &str,
) -> Result<Option<Tenant>, StorageError> {
    todo!()
}

/// All tenants, by slug.
pub async fn list<C: ConnectionTrait>(conn: &C) -> Result<Vec<Tenant>, StorageError> {
    todo!()
}

/// Suspends or resumes a tenant.
pub async fn set_status<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    status: TenantStatus,
) -> Result<(), StorageError> {
    todo!()
}

/// Erases a tenant and all it holds. To be called in a transaction.
pub async fn delete<C: ConnectionTrait>(conn: &C, tenant: TenantKey) -> Result<(), StorageError> {
    todo!()
}
