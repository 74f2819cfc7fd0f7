//! The settings of tenants' brakes on mass leavers. A tenant without a row has the usual ones.

use chrono::{DateTime, Utc};
use roster::brake::Settings;
use sea_orm::DbBackend;
use sea_orm::sea_query::OnConflict;
use serde_json::Value;

use crate::database::Row;
use crate::statement::{self, Fixed, json};
use crate::time::to_millis;
use crate::{Connection, StorageError, TenantKey, Transaction};

/// The settings of a tenant's brake.
pub async fn find(conn: &Connection, tenant: TenantKey) -> Result<Settings, StorageError> {
    let select = Fixed(
        "SELECT settings FROM brakes WHERE tenant_key = $1",
        [tenant.into()],
    );
    Ok(conn.one(select, settings).await?.unwrap_or_default())
}

/// The same, and everybody else who locks them waits until the transaction ends: those who leave one
/// tenant are counted one after the other.
pub async fn lock(
    conn: &Transaction,
    tenant: TenantKey,
    at: DateTime<Utc>,
) -> Result<Settings, StorageError> {
    if conn.backend() != DbBackend::Postgres {
        // Only one transaction writes at a time.
        return find(conn, tenant).await;
    }
    let lock = Fixed(
        "INSERT INTO brakes (tenant_key, settings, updated_at) VALUES ($1, $2, $3) \
         ON CONFLICT (tenant_key) DO UPDATE SET settings = brakes.settings RETURNING settings",
        [
            tenant.into(),
            json(conn.backend(), &Settings::default())?,
            to_millis(at).into(),
        ],
    );
    Ok(conn.one(lock, settings).await?.unwrap_or_default())
}

/// Keeps other settings.
pub async fn keep(
    conn: &Transaction,
    tenant: TenantKey,
    settings: &Settings,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("settings", json(conn.backend(), settings)?),
        ("updated_at", to_millis(at).into()),
    ];
    let mut insert = statement::insert("brakes", row)?;
    let replace = OnConflict::column("tenant_key")
        .update_columns(["settings", "updated_at"])
        .to_owned();
    insert.on_conflict(replace);
    conn.execute(&insert).await?;
    Ok(())
}

/// Has it told that the brake of a tenant holds somebody. Whoever works on jobs tells it.
pub async fn set_to_tell(
    conn: &Transaction,
    tenant: TenantKey,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let set = Fixed(
        "INSERT INTO brakes (tenant_key, settings, updated_at, tell_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (tenant_key) DO UPDATE SET tell_at = excluded.tell_at",
        [
            tenant.into(),
            json(conn.backend(), &Settings::default())?,
            to_millis(at).into(),
            to_millis(at).into(),
        ],
    );
    conn.execute(set).await?;
    Ok(())
}

/// Tenants of whose brake it is time to tell that it holds somebody; so many at most.
pub async fn to_tell(
    conn: &Connection,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<TenantKey>, StorageError> {
    let select = Fixed(
        "SELECT tenant_key FROM brakes WHERE tell_at <= $1 ORDER BY tell_at LIMIT $2 + 0",
        [
            to_millis(now).into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    );
    conn.all(select, TenantKey::of_row).await
}

/// Takes on to tell it now, and says when it is to be told again, if ever. Returns whether it was still
/// to be told: another server may have done so.
pub async fn take_to_tell(
    conn: &Transaction,
    tenant: TenantKey,
    now: DateTime<Utc>,
    again: Option<DateTime<Utc>>,
) -> Result<bool, StorageError> {
    let take = Fixed(
        "UPDATE brakes SET tell_at = $1 WHERE tenant_key = $2 AND tell_at <= $3",
        [
            again.map(to_millis).into(),
            tenant.into(),
            to_millis(now).into(),
        ],
    );
    Ok(conn.execute(take).await? > 0)
}

fn settings(row: &Row<'_>) -> Result<Settings, StorageError> {
    let settings: Value = row.get("settings")?;
    serde_json::from_value(settings).map_err(|error| StorageError::internal(error.to_string()))
}
