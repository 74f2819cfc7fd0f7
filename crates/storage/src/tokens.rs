//! Bearer tokens of tenants. Only a hash of the secret is ever here.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{ActiveValue, QueryOrder};

use crate::entity::{tenants, tokens};
use crate::tenants::{Tenant, tenant};
use crate::time::{from_millis, from_optional, to_millis};
use crate::{StorageError, TenantKey};

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
    let row = tokens::ActiveModel {
        id: ActiveValue::Set(token.id.clone()),
        tenant_key: ActiveValue::Set(tenant.into()),
        label: ActiveValue::Set(token.label.clone()),
        hash: ActiveValue::Set(token.hash.clone()),
        created_at: ActiveValue::Set(to_millis(token.created_at)),
        expires_at: ActiveValue::Set(token.expires_at.map(to_millis)),
        last_used_at: ActiveValue::Set(token.last_used_at.map(to_millis)),
        revoked_at: ActiveValue::Set(token.revoked_at.map(to_millis)),
    };
    tokens::Entity::insert(row)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// All tokens of a tenant, oldest first; expired and revoked ones too.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
) -> Result<Vec<Token>, StorageError> {
    let rows = tokens::Entity::find()
        .filter(tokens::Column::TenantKey.eq(tenant))
        .order_by_asc(tokens::Column::CreatedAt)
        .order_by_asc(tokens::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter().map(token_of).collect()
}

/// Revokes a token and returns it; `None` if the tenant has no such token. A token that is revoked
/// already keeps the time of its first revocation.
pub async fn revoke<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<Option<Token>, StorageError> {
    tokens::Entity::update_many()
        .col_expr(tokens::Column::RevokedAt, Expr::val(to_millis(at)))
        .filter(tokens::Column::TenantKey.eq(tenant))
        .filter(tokens::Column::Id.eq(id))
        .filter(tokens::Column::RevokedAt.is_null())
        .exec(conn)
        .await?;
    let row = tokens::Entity::find_by_id(id)
        .filter(tokens::Column::TenantKey.eq(tenant))
        .one(conn)
        .await?;
    row.map(token_of).transpose()
}

/// Notes that a token was used.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    tokens::Entity::update_many()
        .col_expr(tokens::Column::LastUsedAt, Expr::val(to_millis(at)))
        .filter(tokens::Column::TenantKey.eq(tenant))
        .filter(tokens::Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Finds a token by its public id, whatever its state. The one look-up without a tenant: it is what
/// finds the tenant.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    id: &str,
) -> Result<Option<TokenRecord>, StorageError> {
    let Some(row) = tokens::Entity::find_by_id(id).one(conn).await? else {
        return Ok(None);
    };
    let owner = tenants::Entity::find_by_id(row.tenant_key)
        .one(conn)
        .await?;
    let Some(owner) = owner else {
        return Ok(None);
    };
    Ok(Some(TokenRecord {
        tenant: tenant(owner)?,
        token: token_of(row)?,
    }))
}

fn token_of(row: tokens::Model) -> Result<Token, StorageError> {
    Ok(Token {
        created_at: from_millis(row.created_at)?,
        expires_at: from_optional(row.expires_at)?,
        last_used_at: from_optional(row.last_used_at)?,
        revoked_at: from_optional(row.revoked_at)?,
        id: row.id,
        label: row.label,
        hash: row.hash,
    })
}
