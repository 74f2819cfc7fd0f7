//! Training contacts. A contact outlives the SCIM user it came from.

mod again;
mod around;
mod departures;
mod matching;
mod reached;
mod related;
mod row;
mod versions;
mod view;

use chrono::{DateTime, Utc};
use roster::ContactState;
use roster::observation::Key;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Order, Query, SelectStatement};

use crate::statement::{Assignments, InsertRow, SelectRows, UpdateRows};
use crate::time::to_millis;
use crate::{Connection, StorageError, TenantKey, Transaction, key, statement};

pub use again::{due, locked, of_ids, of_users, stored_page};
pub use around::around;
pub use departures::{
    Departures, Held, any_held, count_held, departed, departures, held_ids, training,
};
pub use matching::{MatchPage, count_matching, matching};
pub use reached::set_updated;
pub use versions::{ContactVersion, list as versions_of};
pub use view::{ContactQuery, find, find_stored, page, shown};

/// A contact as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredContact {
    /// What it is.
    pub state: ContactState,
    /// The number of its latest version; 0 if an earlier build wrote it, which knew none.
    pub version: i64,
    /// Since when that version is valid; none if there is none.
    pub version_at: Option<DateTime<Utc>>,
}

/// The contact that stands for a user.
pub async fn of_user(
    conn: &Connection,
    tenant: TenantKey,
    user_id: &str,
) -> Result<Option<StoredContact>, StorageError> {
    let found_by = vec![("tenant_key", tenant.into()), ("user_id", user_id.into())];
    conn.one(found(found_by, ""), row::stored).await
}

/// The contacts of leavers that a person known by `key` may be: those that no live user holds and
/// that have the externalId, or the userName in any letter case.
pub async fn leavers(
    conn: &Connection,
    tenant: TenantKey,
    key: &Key,
) -> Result<Vec<StoredContact>, StorageError> {
    let leavers = |column, key: String| {
        let found_by = vec![("tenant_key", tenant.into()), (column, key.into())];
        found(found_by, " AND user_id IS NULL")
    };
    let mut all = Vec::new();
    if let Some(external_id) = &key.external_id {
        let same_id = leavers("external_key", key::exact(external_id));
        all = conn.all(same_id, row::stored).await?;
    }
    if let Some(user_name) = &key.user_name {
        let same_name = leavers("user_name_key", key::folded(user_name));
        all.extend(conn.all(same_name, row::stored).await?);
    }
    Ok(all)
}

/// Makes a contact, and its first version.
///
/// # Errors
///
/// [`crate::UniqueKey::ContactUser`] if its user has a contact already.
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    state: &ContactState,
) -> Result<(), StorageError> {
    let mut row = row::assignments(conn.backend(), None, state)?;
    row.extend([
        ("tenant_key", tenant.into()),
        ("id", state.id.as_str().into()),
        ("created_at", to_millis(state.created_at).into()),
        ("updated_at", to_millis(state.updated_at).into()),
        ("version", 1.into()),
        ("version_at", to_millis(state.created_at).into()),
    ]);
    conn.execute(InsertRow("contacts", row)).await?;
    versions::begin(conn, tenant, state, state.created_at).await
}

/// Writes what a contact became, as its next version.
///
/// # Errors
///
/// [`StorageError::Stale`] if it is no longer what was read, and [`crate::UniqueKey::ContactUser`] if
/// its user has another contact already.
pub async fn update(
    conn: &Transaction,
    tenant: TenantKey,
    before: &StoredContact,
    after: &ContactState,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let known_since = before.version_at.unwrap_or(before.state.updated_at);
    let at = Ord::max(at, known_since);
    let number = Ord::max(before.version, 1) + 1;
    // What an earlier build wrote has not all that this one writes.
    let known = (before.version > 0).then_some(&before.state);
    let mut row = row::assignments(conn.backend(), known, after)?;
    row.extend([
        ("version", number.into()),
        ("version_at", to_millis(at).into()),
    ]);
    let update = UpdateRows {
        table: "contacts",
        set: row,
        raise: Some(("updated_at", to_millis(after.updated_at).into())),
        found_by: vec![
            ("tenant_key", tenant.into()),
            ("id", before.state.id.as_str().into()),
            ("version", before.version.into()),
        ],
    };
    if conn.execute(update).await? == 0 {
        return Err(StorageError::Stale);
    }
    versions::follow(conn, tenant, before, after, number, at).await
}

/// Writes what was decided about a contact where nobody sees it, so that there is no new version.
///
/// # Errors
///
/// [`StorageError::Stale`] if the contact is no longer what was read.
pub async fn set_standing(
    conn: &Transaction,
    tenant: TenantKey,
    before: &StoredContact,
    after: &ContactState,
) -> Result<(), StorageError> {
    let set = UpdateRows {
        table: "contacts",
        set: row::of_standing(conn.backend(), &after.standing)?,
        raise: None,
        found_by: vec![
            ("tenant_key", tenant.into()),
            ("id", before.state.id.as_str().into()),
            ("version", before.version.into()),
        ],
    };
    match conn.execute(set).await? {
        0 => Err(StorageError::Stale),
        _ => Ok(()),
    }
}

/// Notes that the source of a contact confirmed it, and that nothing changed.
pub async fn confirm(
    conn: &Transaction,
    tenant: TenantKey,
    contact_id: &str,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let confirm = UpdateRows {
        table: "contacts",
        set: vec![("synced_at", to_millis(at).into())],
        raise: None,
        found_by: vec![("tenant_key", tenant.into()), ("id", contact_id.into())],
    };
    conn.execute(confirm).await?;
    Ok(())
}

/// The contacts behind `after` in the order of their ids that have no version yet; `limit` of them at
/// most. Earlier builds wrote them.
pub async fn without_version(
    conn: &Transaction,
    tenant: TenantKey,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<StoredContact>, StorageError> {
    let mut select = whole(tenant);
    select
        .and_where(Expr::col("version").eq(0))
        .order_by("id", Order::Asc)
        .limit(limit);
    if let Some(after) = after {
        select.and_where(Expr::col("id").gt(after));
    }
    if conn.backend() == DbBackend::Postgres {
        // An earlier version that runs beside this one changes contacts without a version.
        select.lock(LockType::NoKeyUpdate);
    }
    conn.scan(tenant, &select, row::stored).await
}

/// Gives a contact of an earlier build its first version, and what that build had no column for.
/// Nothing is done if somebody else gave it one meanwhile.
pub async fn fill(
    conn: &Transaction,
    tenant: TenantKey,
    state: &ContactState,
) -> Result<(), StorageError> {
    let mut row = row::assignments(conn.backend(), None, state)?;
    row.extend([
        ("version", 1.into()),
        ("version_at", to_millis(state.updated_at).into()),
    ]);
    let fill = statement::update("contacts", row)
        .and_where(is_version(tenant, &state.id, 0))
        .take();
    if conn.execute(&fill).await? > 0 {
        versions::begin(conn, tenant, state, state.updated_at).await?;
    }
    Ok(())
}

/// Those that are found by some columns, with all that [`row::stored`] reads.
fn found(found_by: Assignments, further: &'static str) -> SelectRows<'static> {
    SelectRows {
        table: "contacts",
        columns: &row::COLUMNS,
        found_by,
        further,
    }
}

/// A query of contacts with all that [`row::stored`] reads.
fn whole(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .columns(row::COLUMNS)
        .from("contacts")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .take()
}

fn is_version(tenant: TenantKey, contact_id: &str, version: i64) -> Expr {
    Expr::col("tenant_key")
        .eq(tenant)
        .and(Expr::col("id").eq(contact_id))
        .and(Expr::col("version").eq(version))
}
