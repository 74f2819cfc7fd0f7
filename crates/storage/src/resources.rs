//! SCIM resources of every type: one row each, with the document and what look-ups need.

mod emails;
mod keys;
mod list;
mod plan;
mod search;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use scim::{Resource, ResourceType};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, SelectStatement};
use sea_orm::{ActiveValue, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryResult};
use serde_json::Value;

use crate::entity::resources;
use crate::filter;
use crate::time::{from_millis, to_millis};
use crate::{StorageError, TenantKey, batch, key};

use self::keys::Keys;
pub use self::list::{ListQuery, Page, Sort, list};
pub use self::search::{Found, Search, Seek, Selection, count, page, seek};

/// A resource as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// Counts its states, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub modified_at: DateTime<Utc>,
    /// Its attributes, without `id`, `meta`, `schemas`, `groups` and `members`.
    pub resource: Resource,
}

/// Adds a resource.
///
/// # Errors
///
/// [`crate::UniqueKey::ResourceName`] if its unique attribute's value is taken.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    new: &Stored,
) -> Result<(), StorageError> {
    let comparable = scim::comparable::document(&new.resource, resource_type);
    let keys = Keys::of(&comparable, resource_type);
    let row = resources::ActiveModel {
        tenant_key: ActiveValue::Set(tenant.into()),
        id: ActiveValue::Set(new.id.clone()),
        resource_type: ActiveValue::Set(resource_type.name.clone()),
        version: ActiveValue::Set(new.version),
        created_at: ActiveValue::Set(to_millis(new.created_at)),
        modified_at: ActiveValue::Set(to_millis(new.modified_at)),
        external_key: ActiveValue::Set(keys.external),
        unique_key: ActiveValue::Set(keys.unique),
        display_key: ActiveValue::Set(keys.display),
        document: ActiveValue::Set(document(&new.resource)),
        comparable: ActiveValue::Set(Value::Object(comparable)),
    };
    resources::Entity::insert(row)
        .exec_without_returning(conn)
        .await?;
    emails::add(conn, tenant, &new.id, keys.emails.as_ref()).await
}

/// The resource of that type and id.
pub async fn get<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> Result<Option<Stored>, StorageError> {
    if !key::is_storable(id) {
        return Ok(None);
    }
    read(conn, select_one(tenant, resource_type, id)).await
}

/// The same, kept from changing until the transaction ends.
pub async fn lock<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    id: &str,
) -> Result<Option<Stored>, StorageError> {
    if !key::is_storable(id) {
        return Ok(None);
    }
    let mut select = select_one(tenant, resource_type, id);
    if conn.get_database_backend() == DbBackend::Postgres {
        // Lets foreign keys of new memberships refer to the row meanwhile.
        select.lock(LockType::NoKeyUpdate);
    }
    read(conn, select).await
}

/// Writes the new state of a resource, whose version was raised by one from the state that was
/// read.
///
/// # Errors
///
/// [`StorageError::Stale`] if it is no longer in that state, and
/// [`crate::UniqueKey::ResourceName`] if its unique attribute's value is taken.
pub async fn update<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    changed: &Stored,
) -> Result<(), StorageError> {
    let comparable = scim::comparable::document(&changed.resource, resource_type);
    let keys = Keys::of(&comparable, resource_type);
    let update = Query::update()
        .table("resources")
        .value("version", changed.version)
        .value("modified_at", to_millis(changed.modified_at))
        .value("external_key", keys.external)
        .value("unique_key", keys.unique)
        .value("display_key", keys.display)
        .value("document", document(&changed.resource))
        .value("comparable", Value::Object(comparable))
        .and_where(is_version(tenant, &changed.id, changed.version - 1))
        .take();
    expect_one(conn.execute(&update).await?.rows_affected())?;
    emails::replace(conn, tenant, &changed.id, keys.emails.as_ref()).await
}

/// Raises a resource's version and `lastModified` and leaves its attributes alone.
///
/// # Errors
///
/// [`StorageError::Stale`] if its version is not `new_version` - 1.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
    new_version: i64,
    modified_at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let update = Query::update()
        .table("resources")
        .value("version", new_version)
        .value("modified_at", to_millis(modified_at))
        .and_where(is_version(tenant, id, new_version - 1))
        .take();
    expect_one(conn.execute(&update).await?.rows_affected())
}

/// Raises the version of resources by one, whatever it is.
pub async fn bump<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    ids: &[String],
    modified_at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let ids = batch::texts(conn.get_database_backend(), ids);
    let update = Query::update()
        .table("resources")
        .value("version", Expr::col("version").add(1))
        .value("modified_at", to_millis(modified_at))
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("id").in_subquery(ids))
        .take();
    conn.execute(&update).await?;
    Ok(())
}

/// Removes a resource and tells whether it was there. Its memberships must be gone before.
pub async fn delete<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    id: &str,
) -> Result<bool, StorageError> {
    let delete = Query::delete()
        .from_table("resources")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("id").eq(id))
        .take();
    Ok(conn.execute(&delete).await?.rows_affected() > 0)
}

/// The names of the resource types of those ids that exist.
pub async fn types_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    ids: &[String],
) -> Result<HashMap<String, String>, StorageError> {
    let table = ("resources", "resource");
    let select = batch::look_up(conn.get_database_backend(), ids, table, tenant, "id")
        .columns([("resource", "id"), ("resource", "resource_type")])
        .take();
    let rows = conn.query_all(&select).await?;
    let pairs: Result<_, DbErr> = rows
        .iter()
        .map(|row| Ok((row.try_get_by("id")?, row.try_get_by("resource_type")?)))
        .collect();
    Ok(pairs?)
}

/// How many resources of a type there are; with `extension`, only those that have attributes of the
/// schema with that URN.
pub async fn count_of<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    extension: Option<&str>,
) -> Result<u64, StorageError> {
    let mut matching = of_type(tenant, resource_type);
    if let Some(urn) = extension {
        matching.and_where(filter::has_member(conn.get_database_backend(), urn));
    }
    matching.expr_as(Expr::cust("COUNT(*)"), "total");
    let row = conn.query_one(&matching).await?;
    let total = row.map_or(Ok(0), |row| row.try_get_by::<i64, _>("total"))?;
    Ok(u64::try_from(total).unwrap_or_default())
}

fn of_type(tenant: TenantKey, resource_type: &ResourceType) -> SelectStatement {
    Query::select()
        .from("resources")
        .and_where(Expr::col(("resources", "tenant_key")).eq(tenant))
        .and_where(Expr::col(("resources", "resource_type")).eq(resource_type.name.as_str()))
        .take()
}

fn with_columns(mut select: SelectStatement) -> SelectStatement {
    for column in ["id", "version", "created_at", "modified_at", "document"] {
        select.column(("resources", column));
    }
    select
}

fn select_one(tenant: TenantKey, resource_type: &ResourceType, id: &str) -> SelectStatement {
    with_columns(of_type(tenant, resource_type))
        .and_where(Expr::col(("resources", "id")).eq(id))
        .take()
}

fn is_version(tenant: TenantKey, id: &str, version: i64) -> Expr {
    Expr::col("tenant_key")
        .eq(tenant)
        .and(Expr::col("id").eq(id))
        .and(Expr::col("version").eq(version))
}

fn expect_one(rows: u64) -> Result<(), StorageError> {
    match rows {
        0 => Err(StorageError::Stale),
        _ => Ok(()),
    }
}

async fn read<C: ConnectionTrait>(
    conn: &C,
    select: SelectStatement,
) -> Result<Option<Stored>, StorageError> {
    let row = conn.query_one(&select).await?;
    Ok(row.as_ref().map(stored).transpose()?)
}

fn stored(row: &QueryResult) -> Result<Stored, DbErr> {
    let document: Value = row.try_get_by("document")?;
    let Value::Object(attributes) = document else {
        return Err(DbErr::Json("a resource's document is no object".to_owned()));
    };
    Ok(Stored {
        id: row.try_get_by("id")?,
        version: row.try_get_by("version")?,
        created_at: from_millis(row.try_get_by("created_at")?)?,
        modified_at: from_millis(row.try_get_by("modified_at")?)?,
        resource: Resource::from_canonical(attributes),
    })
}

fn document(resource: &Resource) -> Value {
    Value::Object(resource.attributes().clone())
}
