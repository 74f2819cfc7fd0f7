//! Previews: whom a change would move. The people stand in parts of many, since they may be all of a
//! tenant.

use chrono::{DateTime, Utc};
use roster::preview::{Counts, Moved, PreviewKind};
use roster::{Actor, RosterSettings};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::database::Row;
use crate::statement::{self, json};
use crate::time::{from_millis, from_optional, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction};

/// A preview without the people.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredPreview {
    /// Its id.
    pub id: String,
    /// What the change is about.
    pub kind: PreviewKind,
    /// The number of the settings that it would change.
    pub revision: i64,
    /// What the settings would be.
    pub settings: RosterSettings,
    /// How many people it concerns.
    pub counts: Counts,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: Actor,
    /// When the change was made, if it was.
    pub applied_at: Option<DateTime<Utc>>,
}

/// Adds a preview, whose people are added beside it.
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    new: &StoredPreview,
) -> Result<(), StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("id", new.id.as_str().into()),
        ("kind", new.kind.as_str().into()),
        ("revision", new.revision.into()),
        ("settings", json(conn.backend(), &new.settings)?),
        ("counts", json(conn.backend(), &new.counts)?),
        ("created_at", to_millis(new.created_at).into()),
        ("created_by", json(conn.backend(), &new.created_by)?),
    ];
    conn.execute(&statement::insert("previews", row)?).await?;
    Ok(())
}

/// Adds some of the people that a preview moves: part 0, 1, 2 and so on, in the order of their ids.
pub async fn add_part(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    number: i64,
    people: &[Moved],
) -> Result<(), StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("preview_id", id.into()),
        ("number", number.into()),
        ("changes", json(conn.backend(), people)?),
    ];
    conn.execute(&statement::insert("preview_parts", row)?)
        .await?;
    Ok(())
}

/// The preview of that id.
pub async fn find(
    conn: &Connection,
    tenant: TenantKey,
    id: &str,
) -> Result<Option<StoredPreview>, StorageError> {
    let select = Query::select()
        .columns([
            "id",
            "kind",
            "revision",
            "settings",
            "counts",
            "created_at",
            "created_by",
            "applied_at",
        ])
        .from("previews")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("id").eq(id))
        .take();
    conn.one(&select, preview).await
}

/// A part of the people that a preview moves; none behind the last one.
pub async fn part(
    conn: &Connection,
    tenant: TenantKey,
    id: &str,
    number: i64,
) -> Result<Option<Vec<Moved>>, StorageError> {
    read_part(conn, tenant, id, number).await
}

async fn read_part<T: DeserializeOwned>(
    conn: &Connection,
    tenant: TenantKey,
    id: &str,
    number: i64,
) -> Result<Option<T>, StorageError> {
    let select = Query::select()
        .column("changes")
        .from("preview_parts")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("preview_id").eq(id))
        .and_where(Expr::col("number").eq(number))
        .take();
    let found = conn.one(&select, |row| parsed(row.get("changes")?));
    found.await
}

/// The number of the part in which the content of a preview stands.
const CONTENT: i64 = -1;

/// Adds what a preview would do that is not of settings.
pub async fn add_content(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    content: &Value,
) -> Result<(), StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("preview_id", id.into()),
        ("number", CONTENT.into()),
        ("changes", json(conn.backend(), content)?),
    ];
    conn.execute(&statement::insert("preview_parts", row)?)
        .await?;
    Ok(())
}

/// What a preview would do that is not of settings; none if it is.
pub async fn content(
    conn: &Connection,
    tenant: TenantKey,
    id: &str,
) -> Result<Option<Value>, StorageError> {
    read_part(conn, tenant, id, CONTENT).await
}

/// Notes that the change of a preview was made.
///
/// # Errors
///
/// [`StorageError::Stale`] if it was made before.
pub async fn set_applied(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let update = statement::update("previews", vec![("applied_at", to_millis(at).into())])
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("id").eq(id))
        .and_where(Expr::col("applied_at").is_null())
        .take();
    match conn.execute(&update).await? {
        0 => Err(StorageError::Stale),
        _ => Ok(()),
    }
}

/// Removes the previews of a tenant that were made before a time.
pub async fn remove_old(
    conn: &Transaction,
    tenant: TenantKey,
    before: DateTime<Utc>,
) -> Result<(), StorageError> {
    let old = Query::select()
        .column("id")
        .from("previews")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("created_at").lt(to_millis(before)))
        .order_by("id", Order::Asc)
        .take();
    let ids: Vec<String> = conn.all(&old, |row| row.get("id")).await?;
    for id in ids {
        for (table, column) in [("preview_parts", "preview_id"), ("previews", "id")] {
            let delete = Query::delete()
                .from_table(table)
                .and_where(Expr::col("tenant_key").eq(tenant))
                .and_where(Expr::col(column).eq(id.as_str()))
                .take();
            conn.execute(&delete).await?;
        }
    }
    Ok(())
}

fn preview(row: &Row<'_>) -> Result<StoredPreview, StorageError> {
    let kind: String = row.get("kind")?;
    Ok(StoredPreview {
        id: row.get("id")?,
        kind: word(PreviewKind::parse(&kind), &kind)?,
        revision: row.get("revision")?,
        settings: parsed(row.get("settings")?)?,
        counts: parsed(row.get("counts")?)?,
        created_at: from_millis(row.get("created_at")?)?,
        created_by: parsed(row.get("created_by")?)?,
        applied_at: from_optional(row.get("applied_at")?)?,
    })
}

fn parsed<T: DeserializeOwned>(stored: Value) -> Result<T, StorageError> {
    serde_json::from_value(stored).map_err(|error| StorageError::internal(error.to_string()))
}
