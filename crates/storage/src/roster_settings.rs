//! What tenants chose about their rosters: each change is a row, with the next number of the tenant.

use chrono::{DateTime, Utc};
use roster::{Actor, RosterSettings};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query, SelectStatement};
use serde_json::Value;

use crate::database::Row;
use crate::statement::{self, Fixed, json};
use crate::time::{from_millis, to_millis};
use crate::{Connection, StorageError, TenantKey, Transaction};

const TABLE: &str = "roster_settings";

/// What a tenant chose, and who did so when.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredSettings {
    /// Its number among those of the tenant: 1, 2, 3 and so on.
    pub revision: i64,
    /// What was chosen.
    pub settings: RosterSettings,
    /// When.
    pub decided_at: DateTime<Utc>,
    /// By whom.
    pub decided_by: Actor,
}

/// The number of a tenant's present settings; 0 if nothing was ever chosen.
pub async fn revision(conn: &Connection, tenant: TenantKey) -> Result<i64, StorageError> {
    let select = Fixed(
        "SELECT revision FROM roster_settings WHERE tenant_key = $1 ORDER BY revision DESC LIMIT 1",
        [tenant.into()],
    );
    let revision = conn.one(select, |row| row.get("revision")).await?;
    Ok(revision.unwrap_or_default())
}

/// A tenant's present settings; none if nothing was ever chosen.
pub async fn current(
    conn: &Connection,
    tenant: TenantKey,
) -> Result<Option<StoredSettings>, StorageError> {
    Ok(history(conn, tenant, 1).await?.into_iter().next())
}

/// A tenant's settings over time, the present ones first; so many at most.
pub async fn history(
    conn: &Connection,
    tenant: TenantKey,
    limit: u64,
) -> Result<Vec<StoredSettings>, StorageError> {
    let select = of_tenant(tenant)
        .order_by("revision", Order::Desc)
        .limit(limit)
        .take();
    conn.all(&select, stored).await
}

/// Adds what was chosen as the tenant's next settings.
///
/// # Errors
///
/// [`StorageError::Stale`] if somebody else chose something meanwhile.
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    new: &StoredSettings,
) -> Result<(), StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("revision", new.revision.into()),
        ("settings", json(conn.backend(), &new.settings)?),
        ("decided_at", to_millis(new.decided_at).into()),
        ("decided_by", json(conn.backend(), &new.decided_by)?),
    ];
    let mut insert = statement::insert(TABLE, row)?;
    let mut is_taken = OnConflict::columns(["tenant_key", "revision"]);
    insert.on_conflict(is_taken.do_nothing().to_owned());
    match conn.execute(&insert).await? {
        0 => Err(StorageError::Stale),
        _ => Ok(()),
    }
}

fn of_tenant(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .columns(["revision", "settings", "decided_at", "decided_by"])
        .from(TABLE)
        .and_where(Expr::col("tenant_key").eq(tenant))
        .take()
}

fn stored(row: &Row<'_>) -> Result<StoredSettings, StorageError> {
    let (settings, decided_by): (Value, Value) = (row.get("settings")?, row.get("decided_by")?);
    let broken = |error: serde_json::Error| StorageError::internal(error.to_string());
    Ok(StoredSettings {
        revision: row.get("revision")?,
        settings: serde_json::from_value(settings).map_err(broken)?,
        decided_at: from_millis(row.get("decided_at")?)?,
        decided_by: serde_json::from_value(decided_by).map_err(broken)?,
    })
}
