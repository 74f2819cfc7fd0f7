//! Schemas and resource types of a tenant's own, as the documents they came in.

use chrono::{DateTime, Utc};
use scim::schema::DocumentKind;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait, LockType, OnConflict, Query};
use sea_orm::{ActiveValue, DbBackend, QueryOrder, QuerySelect};

use crate::entity::{schema_documents, tenants};
use crate::key;
use crate::tenants::{Tenant, tenant};
use crate::time::{from_millis, to_millis};
use crate::word::word;
use crate::{StorageError, TenantKey};

/// A document as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredDocument {
    /// What it describes.
    pub kind: DocumentKind,
    /// The schema's URN, or the resource type's name. Letter case does not matter in it.
    pub id: String,
    /// The document.
    pub document: Json,
    /// Differs after every change of it.
    pub revision: String,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

/// Keeps everyone else from changing the tenant's documents, and from adding resources, until the
/// transaction ends.
pub async fn lock<C: ConnectionTrait>(conn: &C, tenant: TenantKey) -> Result<(), StorageError> {
    // SQLite has one writer at a time anyway. On PostgreSQL a new row's foreign key waits for this.
    if conn.get_database_backend() == DbBackend::Postgres {
        let mut select = Query::select();
        select
            .column("key")
            .from("tenants")
            .and_where(ExprTrait::eq(Expr::col("key"), tenant))
            .lock(LockType::Update);
        conn.query_one(&select).await?;
    }
    Ok(())
}

/// Adds a document, or puts it in the place of the one with its kind and id.
pub async fn put<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &StoredDocument,
) -> Result<(), StorageError> {
    use schema_documents::Column;
    let row = schema_documents::ActiveModel {
        tenant_key: ActiveValue::Set(tenant.into()),
        kind: ActiveValue::Set(new.kind.as_str().to_owned()),
        id_key: ActiveValue::Set(key::folded(&new.id)),
        document: ActiveValue::Set(new.document.clone()),
        revision: ActiveValue::Set(new.revision.clone()),
        created_at: ActiveValue::Set(to_millis(new.created_at)),
    };
    let taken = OnConflict::columns([Column::TenantKey, Column::Kind, Column::IdKey])
        .update_columns([Column::Document, Column::Revision])
        .to_owned();
    schema_documents::Entity::insert(row)
        .on_conflict(taken)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Removes a document.
pub async fn remove<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    kind: DocumentKind,
    id: &str,
) -> Result<(), StorageError> {
    schema_documents::Entity::delete_many()
        .filter(schema_documents::Column::TenantKey.eq(tenant))
        .filter(schema_documents::Column::Kind.eq(kind.as_str()))
        .filter(schema_documents::Column::IdKey.eq(key::folded(id)))
        .exec(conn)
        .await?;
    Ok(())
}

/// The tenant's documents, in the order in which they were added.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
) -> Result<Vec<StoredDocument>, StorageError> {
    let rows = of_tenant(tenant).all(conn).await?;
    let documents: Result<_, DbErr> = rows.into_iter().map(stored).collect();
    Ok(documents?)
}

/// The revisions of the tenant's documents, in the order of [`list`]. As long as they are the same,
/// so are the documents.
pub async fn revisions<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
) -> Result<Vec<String>, StorageError> {
    Ok(of_tenant(tenant)
        .select_only()
        .column(schema_documents::Column::Revision)
        .into_tuple()
        .all(conn)
        .await?)
}

/// The tenants that have documents.
pub async fn owners<C: ConnectionTrait>(conn: &C) -> Result<Vec<Tenant>, StorageError> {
    let mut select = schema_documents::Entity::find().select_only();
    let owning = QuerySelect::query(&mut select)
        .column(schema_documents::Column::TenantKey)
        .take();
    let owners = tenants::Entity::find()
        .filter(tenants::Column::Key.in_subquery(owning))
        .order_by_asc(tenants::Column::Slug)
        .all(conn)
        .await?;
    owners.into_iter().map(tenant).collect()
}

fn of_tenant(tenant: TenantKey) -> Select<schema_documents::Entity> {
    schema_documents::Entity::find()
        .filter(schema_documents::Column::TenantKey.eq(tenant))
        .order_by_asc(schema_documents::Column::CreatedAt)
        .order_by_asc(schema_documents::Column::Kind)
        .order_by_asc(schema_documents::Column::IdKey)
}

fn stored(row: schema_documents::Model) -> Result<StoredDocument, DbErr> {
    let member = match row.kind.as_str() {
        "schema" => "id",
        _ => "name",
    };
    let id = row.document.get(member).and_then(Json::as_str);
    Ok(StoredDocument {
        kind: word(DocumentKind::parse(&row.kind), &row.kind)?,
        id: id.unwrap_or(&row.id_key).to_owned(),
        created_at: from_millis(row.created_at)?,
        document: row.document,
        revision: row.revision,
    })
}
