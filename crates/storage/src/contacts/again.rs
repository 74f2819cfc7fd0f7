//! Contacts that have to be decided again.

use chrono::{DateTime, Utc};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Order};

use super::{StoredContact, found, row, whole};
use crate::statement::Fixed;
use crate::time::to_millis;
use crate::{Connection, StorageError, TenantKey, Transaction, batch};

/// A tenant's contacts in the order of their ids: those behind `after`, so many at most, and only
/// those that changed since then if that is given.
pub async fn stored_page(
    conn: &Connection,
    tenant: TenantKey,
    after: &str,
    changed_since: Option<DateTime<Utc>>,
    limit: u64,
) -> Result<Vec<StoredContact>, StorageError> {
    let mut select = whole(tenant)
        .and_where(Expr::col("id").gt(after))
        .order_by("id", Order::Asc)
        .limit(limit)
        .take();
    if let Some(since) = changed_since {
        select.and_where(Expr::col("version_at").gte(to_millis(since)));
    }
    conn.scan(tenant, &select, row::stored).await
}

/// The contacts that stand for these users, in the order of their ids.
pub async fn of_users(
    conn: &Connection,
    tenant: TenantKey,
    user_ids: &[String],
) -> Result<Vec<StoredContact>, StorageError> {
    by(conn, tenant, "user_id", user_ids).await
}

/// The contacts with these ids, in the order of the ids.
pub async fn of_ids(
    conn: &Connection,
    tenant: TenantKey,
    ids: &[String],
) -> Result<Vec<StoredContact>, StorageError> {
    by(conn, tenant, "id", ids).await
}

async fn by(
    conn: &Connection,
    tenant: TenantKey,
    column: &'static str,
    values: &[String],
) -> Result<Vec<StoredContact>, StorageError> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let known = [("tenant_key", tenant.into())];
    let select = sea_orm::sea_query::Query::select()
        .columns(row::COLUMNS)
        .from("contacts")
        .and_where(batch::is_one_of(conn.backend(), known, column, values))
        .take();
    let mut found = conn
        .look_up(tenant, values.len(), &select, row::stored)
        .await?;
    found.sort_unstable_by(|one, other| one.state.id.cmp(&other.state.id));
    Ok(found)
}

/// The contact of that id. Whoever else would change it waits until the transaction ends.
pub async fn locked(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
) -> Result<Option<StoredContact>, StorageError> {
    let lock = match conn.backend() {
        DbBackend::Postgres => " FOR NO KEY UPDATE",
        // Only one transaction writes at a time.
        _ => "",
    };
    let found_by = vec![("tenant_key", tenant.into()), ("id", id.into())];
    conn.one(found(found_by, lock), row::stored).await
}

/// Contacts of all tenants whose moment has come, the longest due first; so many at most.
pub async fn due(
    conn: &Connection,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<(TenantKey, String)>, StorageError> {
    let select = Fixed(
        "SELECT tenant_key, id FROM contacts WHERE next_moment <= $1 \
         ORDER BY next_moment LIMIT $2 + 0",
        [
            to_millis(now).into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    );
    conn.all(select, |row| Ok((TenantKey::of_row(row)?, row.get("id")?)))
        .await
}
