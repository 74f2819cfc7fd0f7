//! Bearer tokens of tenants. Only a hash of the secret is ever here.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::{StorageError, TenantKey, tenants::Tenant};

/// A token at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The public part, by which it is found.
    pub id: String,
    /// What its owner calls it.
    pub label: Option<String>,
    /// Hash of the secret part, in PHC format.
    pub hash: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it is refused.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Since when it is revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A token and the tenant it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRecord {
    /// Whose it is.
    pub tenant: Tenant,
    /// The token.
    pub token: Token,
}

/// Registers a token.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    token: &Token,
) -> Result<(), StorageError> {
    todo!()
}

/// All tokens of a tenant, oldest first; expired and revoked ones too.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
) -> Result<Vec<Token>, StorageError> {
    todo!()
}

/// Revokes a token and returns it; `None` if the tenant has no such token. A token that is revoked
/// already keeps the time of its first revocation.
pub async fn revoke<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<Option<Token>, StorageError> {
    todo!()
}

/// Notes that a token was used.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    todo!()
}

/// Finds a token by its public id, whatever its state. The one look-up without a tenant: it is what
/// finds the tenant.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    id: &str,
) -> Result<Option<TokenRecord>, StorageError> {
    todo!()
}
