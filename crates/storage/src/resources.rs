//! SCIM resources of every type: one row each, with the document and what look-ups need.

mod emails;
mod find;
mod keys;
mod list;
mod look_up;
mod plan;
mod search;
mod stored;
mod unread;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use scim::{Resource, ResourceType};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::database::Row;
use crate::filter;
use crate::statement::{Assignments, InsertRow, SelectRows, UpdateRows, json};
use crate::time::{later, to_millis};
use crate::{Connection, StorageError, TenantKey, Transaction, batch, key};

pub use self::find::{count, page, seek};
use self::keys::Keys;
pub use self::list::{ListQuery, Page, Sort, list};
pub use self::search::{Found, Search, Seek, Selection};
pub use self::stored::Stored;
pub use self::unread::{Unread, read};

use self::stored::select_one;
use self::unread::stored;

/// Adds a resource.
///
/// # Errors
///
/// [`crate::UniqueKey::ResourceName`] if its unique attribute's value is taken.
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    resource_type: &ResourceType,
    new: &Stored,
) -> Result<(), StorageError> {
    let comparable = scim::comparable::document(&new.resource, resource_type);
    let keys = Keys::of(&comparable, resource_type);
    let backend = conn.backend();
    let row = vec![
        ("tenant_key", tenant.into()),
        ("id", new.id.as_str().into()),
        ("resource_type", resource_type.name.as_str().into()),
        ("version", new.version.into()),
        ("created_at", to_millis(new.created_at).into()),
        ("modified_at", to_millis(new.modified_at).into()),
        ("external_key", keys.external.into()),
        ("unique_key", keys.unique.into()),
        ("display_key", keys.display.into()),
        ("document", json(backend, new.resource.attributes())?),
        ("comparable", json(backend, &comparable)?),
    ];
    conn.execute(InsertRow("resources", row)).await?;
    emails::add(conn, tenant, &new.id, keys.emails.as_ref()).await
}

/// The resource of that type and id.
pub async fn get(
    conn: &Connection,
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> Result<Option<Stored>, StorageError> {
    if !key::is_storable(id) {
        return Ok(None);
    }
    conn.one(select_one(tenant, resource_type, id), stored)
        .await
}

/// The same, kept from changing until the transaction ends.
pub async fn lock(
    conn: &Transaction,
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> Result<Option<Stored>, StorageError> {
    if !key::is_storable(id) {
        return Ok(None);
    }
    let mut select = select_one(tenant, resource_type, id);
    if conn.backend() == DbBackend::Postgres {
        // Lets foreign keys of new memberships refer to the row meanwhile.
        select.further = " FOR NO KEY UPDATE";
    }
    conn.one(select, stored).await
}

/// Writes the new state of a resource, whose version was raised by one from the state that was
/// read and whose attributes were those of `before`.
///
/// # Errors
///
/// [`StorageError::Stale`] if it is no longer in that state, and
/// [`crate::UniqueKey::ResourceName`] if its unique attribute's value is taken.
pub async fn update(
    conn: &Transaction,
    tenant: TenantKey,
    resource_type: &ResourceType,
    before: &Resource,
    changed: &Stored,
) -> Result<(), StorageError> {
    let comparable = scim::comparable::document(&changed.resource, resource_type);
    let keys = Keys::of(&comparable, resource_type);
    let backend = conn.backend();
    let mut row = vec![
        ("version", changed.version.into()),
        ("modified_at", to_millis(changed.modified_at).into()),
        ("document", json(backend, changed.resource.attributes())?),
        ("comparable", json(backend, &comparable)?),
    ];
    let name = resource_type.unique_attribute();
    let name = name.map_or("", |attribute| attribute.name.as_str());
    // SQLite writes an index anew for every column of it that an UPDATE names.
    for (attribute, column, key) in [
        ("externalId", "external_key", keys.external),
        (name, "unique_key", keys.unique),
        ("displayName", "display_key", keys.display),
    ] {
        if before.get(attribute) != changed.resource.get(attribute) {
            row.push((column, key.into()));
        }
    }
    write_version(conn, tenant, &changed.id, changed.version, row).await?;
    if before.get("emails") == changed.resource.get("emails") {
        return Ok(());
    }
    emails::replace(conn, tenant, &changed.id, keys.emails.as_ref()).await
}

/// Raises a resource's version and `lastModified` and leaves its attributes alone.
///
/// # Errors
///
/// [`StorageError::Stale`] if its version is not `new_version` - 1.
pub async fn bump_version(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    new_version: i64,
    modified_at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let row = vec![
        ("version", new_version.into()),
        ("modified_at", to_millis(modified_at).into()),
    ];
    write_version(conn, tenant, id, new_version, row).await
}

/// Raises the version of resources by one, whatever it is.
pub async fn bump(
    conn: &Transaction,
    tenant: TenantKey,
    ids: &[String],
    modified_at: DateTime<Utc>,
) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    let known = [("tenant_key", tenant.into())];
    let update = Query::update()
        .table("resources")
        .value("version", Expr::col("version").add(1))
        .value(
            "modified_at",
            later(conn.backend(), "modified_at", modified_at),
        )
        .and_where(batch::is_one_of(conn.backend(), known, "id", ids))
        .take();
    conn.look_up(tenant, ids.len(), &update, |_| Ok(())).await?;
    Ok(())
}

/// Removes a resource and tells whether it was there. Its memberships must be gone before.
pub async fn delete(conn: &Transaction, tenant: TenantKey, id: &str) -> Result<bool, StorageError> {
    let delete = Query::delete()
        .from_table("resources")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("id").eq(id))
        .take();
    Ok(conn.execute(&delete).await? > 0)
}

/// The names of the resource types of those ids that exist.
pub async fn types_of(
    conn: &Connection,
    tenant: TenantKey,
    ids: &[String],
) -> Result<HashMap<String, String>, StorageError> {
    let read = |row: &Row<'_>| Ok((row.get("id")?, row.get("resource_type")?));
    if let [id] = ids {
        let found = if key::is_storable(id) {
            conn.one(select_type(tenant, id), read).await?
        } else {
            None
        };
        return Ok(found.into_iter().collect());
    }
    let table = ("resources", "resource");
    let select = batch::look_up(conn.backend(), ids, table, tenant, "id")
        .columns([("resource", "id"), ("resource", "resource_type")])
        .take();
    let pairs = conn.look_up(tenant, ids.len(), &select, read).await?;
    Ok(pairs.into_iter().collect())
}

fn select_type(tenant: TenantKey, id: &str) -> SelectRows<'static> {
    SelectRows {
        table: "resources",
        columns: &["id", "resource_type"],
        found_by: vec![("tenant_key", tenant.into()), ("id", id.into())],
        further: "",
    }
}

/// How many resources of a type there are; with `extension`, only those that have attributes of the
/// schema with that URN.
pub async fn count_of(
    conn: &Connection,
    tenant: TenantKey,
    resource_type: &ResourceType,
    extension: Option<&str>,
) -> Result<u64, StorageError> {
    let mut matching = of_type(tenant, resource_type);
    if let Some(urn) = extension {
        matching.and_where(filter::has_member(conn.backend(), urn));
    }
    matching.expr_as(Expr::cust("COUNT(*)"), "total");
    let total: Vec<i64> = conn.scan(tenant, &matching, |row| row.get("total")).await?;
    Ok(total
        .first()
        .map_or(0, |total| u64::try_from(*total).unwrap_or_default()))
}

fn of_type(tenant: TenantKey, resource_type: &ResourceType) -> SelectStatement {
    Query::select()
        .from("resources")
        .and_where(Expr::col(("resources", "tenant_key")).eq(tenant))
        .and_where(Expr::col(("resources", "resource_type")).eq(resource_type.name.as_str()))
        .take()
}

/// Writes columns of a resource whose version is the one before this.
async fn write_version(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    version: i64,
    row: Assignments,
) -> Result<(), StorageError> {
    let update = UpdateRows {
        table: "resources",
        set: row,
        raise: None,
        found_by: vec![
            ("tenant_key", tenant.into()),
            ("id", id.into()),
            ("version", (version - 1).into()),
        ],
    };
    match conn.execute(update).await? {
        0 => Err(StorageError::Stale),
        _ => Ok(()),
    }
}
