//! What contacts were over time: one row for each state a contact was in, from when until when. Rows
//! are added and never changed, but for the end of the last one.

use chrono::{DateTime, Utc};
use roster::ContactState;
use roster::contact::Snapshot;
use roster::scope::Status;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use serde_json::Value;

use super::StoredContact;
use crate::database::Row;
use crate::statement::{InsertRow, UpdateRows, json, optional_json};
use crate::time::{from_millis, from_optional, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction};

/// A contact as it was from one time until another.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactVersion {
    /// Its number among those of the contact: 1, 2, 3 and so on.
    pub number: i64,
    /// Since when.
    pub valid_from: DateTime<Utc>,
    /// Until when, this time itself not included; none for the present one.
    pub valid_until: Option<DateTime<Utc>>,
    /// What the contact was.
    pub snapshot: Snapshot,
    /// Its status; none if an earlier build wrote the version.
    pub status: Option<Status>,
    /// The names of its audiences.
    pub audiences: Vec<String>,
}

/// All versions of a contact, the first one first.
pub async fn list(
    conn: &Connection,
    tenant: TenantKey,
    contact_id: &str,
) -> Result<Vec<ContactVersion>, StorageError> {
    let select = Query::select()
        .columns([
            "number",
            "valid_from",
            "valid_until",
            "state",
            "status",
            "audiences",
        ])
        .from("contact_versions")
        .and_where(of_contact(tenant, contact_id))
        .order_by("number", Order::Asc)
        .take();
    conn.scan(tenant, &select, version).await
}

/// Adds the first version of a contact, known since that time.
pub(super) async fn begin(
    conn: &Transaction,
    tenant: TenantKey,
    state: &ContactState,
    since: DateTime<Utc>,
) -> Result<(), StorageError> {
    add(conn, tenant, 1, state, since).await
}

/// Ends the present version of a contact and adds the one of that number. A contact that has none
/// yet gets one of what it was before as well.
pub(super) async fn follow(
    conn: &Transaction,
    tenant: TenantKey,
    before: &StoredContact,
    after: &ContactState,
    number: i64,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let last = number - 1;
    if before.version < last {
        add(conn, tenant, last, &before.state, before.state.updated_at).await?;
    }
    let end = UpdateRows {
        table: "contact_versions",
        set: vec![("valid_until", to_millis(at).into())],
        raise: None,
        found_by: vec![
            ("tenant_key", tenant.into()),
            ("contact_id", after.id.as_str().into()),
            ("number", last.into()),
        ],
    };
    conn.execute(end).await?;
    add(conn, tenant, number, after, at).await
}

async fn add(
    conn: &Transaction,
    tenant: TenantKey,
    number: i64,
    state: &ContactState,
    valid_from: DateTime<Utc>,
) -> Result<(), StorageError> {
    let snapshot = json(conn.backend(), &Snapshot::of(state))?;
    let standing = &state.standing;
    let audiences = (!standing.audiences.is_empty()).then_some(&standing.audiences);
    let decided_by = standing.decided_by.as_ref().map(|id| [id]);
    let decided_by = decided_by.as_ref();
    let row = vec![
        ("tenant_key", tenant.into()),
        ("contact_id", state.id.as_str().into()),
        ("number", number.into()),
        ("valid_from", to_millis(valid_from).into()),
        ("state", snapshot),
        ("status", state.status().as_str().into()),
        ("audiences", optional_json(conn.backend(), audiences)?),
        ("reasons", optional_json(conn.backend(), decided_by)?),
    ];
    conn.execute(InsertRow("contact_versions", row)).await?;
    Ok(())
}

fn of_contact(tenant: TenantKey, contact_id: &str) -> Expr {
    Expr::col("tenant_key")
        .eq(tenant)
        .and(Expr::col("contact_id").eq(contact_id))
}

fn version(row: &Row<'_>) -> Result<ContactVersion, StorageError> {
    let state: Value = row.get("state")?;
    let status: Option<String> = row.get("status")?;
    let status = status.map(|text| word(Status::parse(&text), &text));
    let audiences: Option<Value> = row.get("audiences")?;
    let broken = |error: serde_json::Error| StorageError::internal(error.to_string());
    let audiences = audiences.map(serde_json::from_value).transpose();
    Ok(ContactVersion {
        number: row.get("number")?,
        valid_from: from_millis(row.get("valid_from")?)?,
        valid_until: from_optional(row.get("valid_until")?)?,
        snapshot: serde_json::from_value(state).map_err(broken)?,
        status: status.transpose()?,
        audiences: audiences.map_err(broken)?.unwrap_or_default(),
    })
}
