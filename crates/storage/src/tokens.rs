//! Bearer tokens of tenants. Only a hash of the secret is ever here.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use crate::database::Row;
use crate::tenants::{self, Tenant, tenant};
use crate::time::{from_millis, from_optional, to_millis};
use crate::{Connection, StorageError, TenantKey, Transaction, statement};

/// A token at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The public part, by which it is found.
    pub id: String,
    /// What its owner calls it.
    pub label: Option<String>,
    /// Slow hash of the secret part, in PHC format.
    pub hash: String,
    /// Keyed fast hash of the whole token; tokens of earlier versions have none until they are first
    /// accepted.
    pub fast_hash: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when on it is refused.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Since when it is revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Token {
    /// Whether it is let in at a time.
    pub fn works_at(&self, time: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| time < end)
    }
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
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    token: &Token,
) -> Result<(), StorageError> {
    let row = vec![
        ("id", token.id.as_str().into()),
        ("tenant_key", tenant.into()),
        ("label", token.label.clone().into()),
        ("hash", token.hash.as_str().into()),
        ("fast_hash", token.fast_hash.clone().into()),
        ("created_at", to_millis(token.created_at).into()),
        ("expires_at", token.expires_at.map(to_millis).into()),
        ("last_used_at", token.last_used_at.map(to_millis).into()),
        ("revoked_at", token.revoked_at.map(to_millis).into()),
    ];
    conn.execute(&statement::insert("tokens", row)?).await?;
    Ok(())
}

/// Tokens of a tenant, oldest first, expired and revoked ones too: those behind one of them, so many at
/// most.
pub async fn page(
    conn: &Connection,
    tenant: TenantKey,
    behind: Option<&Token>,
    limit: u64,
) -> Result<Vec<Token>, StorageError> {
    let mut select = all();
    select
        .and_where(Expr::col("tenant_key").eq(tenant))
        .order_by("created_at", Order::Asc)
        .order_by("id", Order::Asc)
        .limit(limit);
    if let Some(Token { created_at, id, .. }) = behind {
        let at = to_millis(*created_at);
        let is_later = Expr::col("created_at").gt(at);
        let is_behind = Expr::col("created_at")
            .eq(at)
            .and(Expr::col("id").gt(id.as_str()));
        select.and_where(is_later.or(is_behind));
    }
    conn.scan(tenant, &select, token).await
}

/// Revokes a token and returns it; `None` if the tenant has no such token. A token that is revoked
/// already keeps the time of its first revocation.
pub async fn revoke(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<Option<Token>, StorageError> {
    let revoke = statement::update("tokens", vec![("revoked_at", to_millis(at).into())])
        .and_where(is_token(tenant, id))
        .and_where(Expr::col("revoked_at").is_null())
        .take();
    conn.execute(&revoke).await?;
    of_tenant(conn, tenant, id).await
}

/// Has a token end at a time, unless it ends before. Returns it; `None` if the tenant has no such token.
pub async fn end_by(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<Option<Token>, StorageError> {
    let at = to_millis(at);
    let is_later = Expr::col("expires_at").is_null();
    let is_later = is_later.or(Expr::col("expires_at").gt(at));
    let end = statement::update("tokens", vec![("expires_at", at.into())])
        .and_where(is_token(tenant, id))
        .and_where(is_later)
        .take();
    conn.execute(&end).await?;
    of_tenant(conn, tenant, id).await
}

/// A token of a tenant by its id.
pub async fn of_tenant(
    conn: &Connection,
    tenant: TenantKey,
    id: &str,
) -> Result<Option<Token>, StorageError> {
    let select = all().and_where(is_token(tenant, id)).take();
    conn.one(&select, token).await
}

/// Whether a tenant has a token that is let in at a time.
pub async fn any_works_at(
    conn: &Connection,
    tenant: TenantKey,
    time: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let has_no_end = Expr::col("expires_at").is_null();
    let works = Query::select()
        .expr(Expr::cust("1"))
        .from("tokens")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("revoked_at").is_null())
        .and_where(has_no_end.or(Expr::col("expires_at").gt(to_millis(time))))
        .limit(1)
        .take();
    Ok(conn.one(&works, |_| Ok(())).await?.is_some())
}

/// Notes that a token was used. Returns whether that was the first time.
pub async fn note_use(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<bool, StorageError> {
    let use_now = || {
        let row = vec![("last_used_at", to_millis(at).into())];
        statement::update("tokens", row)
            .and_where(is_token(tenant, id))
            .take()
    };
    let first = use_now()
        .and_where(Expr::col("last_used_at").is_null())
        .take();
    if conn.execute(&first).await? > 0 {
        return Ok(true);
    }
    conn.execute(&use_now()).await?;
    Ok(false)
}

/// Keeps the fast hash of a token that has none yet.
pub async fn keep_fast_hash(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    fast_hash: &str,
) -> Result<(), StorageError> {
    let keep = statement::update("tokens", vec![("fast_hash", fast_hash.into())])
        .and_where(is_token(tenant, id))
        .and_where(Expr::col("fast_hash").is_null())
        .take();
    conn.execute(&keep).await?;
    Ok(())
}

/// Finds a token by its public id, whatever its state. The one look-up without a tenant: it is what
/// finds the tenant.
pub async fn find(conn: &Connection, id: &str) -> Result<Option<TokenRecord>, StorageError> {
    let select = all()
        .column("tenant_key")
        .and_where(Expr::col("id").eq(id))
        .take();
    let found = conn.one(&select, |row| {
        let owner: i64 = row.get("tenant_key")?;
        Ok((owner, token(row)?))
    });
    let Some((owner, token)) = found.await? else {
        return Ok(None);
    };
    let owner = tenants::all().and_where(Expr::col("key").eq(owner)).take();
    let owner = conn.one(&owner, tenant).await?;
    Ok(owner.map(|tenant| TokenRecord { tenant, token }))
}

fn is_token(tenant: TenantKey, id: &str) -> Expr {
    let is_owned = Expr::col("tenant_key").eq(tenant);
    is_owned.and(Expr::col("id").eq(id))
}

/// A query of tokens with all that [`token`] reads.
fn all() -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "label",
            "hash",
            "fast_hash",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ])
        .from("tokens")
        .take()
}

fn token(row: &Row<'_>) -> Result<Token, StorageError> {
    Ok(Token {
        id: row.get("id")?,
        label: row.get("label")?,
        hash: row.get("hash")?,
        fast_hash: row.get("fast_hash")?,
        created_at: from_millis(row.get("created_at")?)?,
        expires_at: from_optional(row.get("expires_at")?)?,
        last_used_at: from_optional(row.get("last_used_at")?)?,
        revoked_at: from_optional(row.get("revoked_at")?)?,
    })
}
