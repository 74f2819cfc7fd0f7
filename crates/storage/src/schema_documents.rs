//! Schemas and resource types of a tenant's own, as the documents they came in.

use chrono::{DateTime, Utc};
use scim::schema::DocumentKind;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict, Order, Query, SelectStatement};
use serde_json::Value as Json;

use crate::database::Row;
use crate::tenants::{self, Tenant, tenant};
use crate::time::{from_millis, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction, key, statement};

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
pub async fn lock(conn: &Transaction, tenant: TenantKey) -> Result<(), StorageError> {
    // SQLite has one writer at a time anyway. On PostgreSQL a new row's foreign key waits for this.
    if conn.backend() == DbBackend::Postgres {
        let mut select = Query::select();
        select
            .column("key")
            .from("tenants")
            .and_where(Expr::col("key").eq(tenant))
            .lock(LockType::Update);
        conn.one(&select, |_| Ok(())).await?;
    }
    Ok(())
}

/// Adds a document, or puts it in the place of the one with its kind and id.
pub async fn put(
    conn: &Transaction,
    tenant: TenantKey,
    new: &StoredDocument,
) -> Result<(), StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("kind", new.kind.as_str().into()),
        ("id_key", key::folded(&new.id).into()),
        ("document", new.document.clone().into()),
        ("revision", new.revision.as_str().into()),
        ("created_at", to_millis(new.created_at).into()),
    ];
    let taken = OnConflict::columns(["tenant_key", "kind", "id_key"])
        .update_columns(["document", "revision"])
        .to_owned();
    let mut insert = statement::insert("schema_documents", row)?;
    conn.execute(&*insert.on_conflict(taken)).await?;
    Ok(())
}

/// Removes a document.
pub async fn remove(
    conn: &Transaction,
    tenant: TenantKey,
    kind: DocumentKind,
    id: &str,
) -> Result<(), StorageError> {
    let delete = Query::delete()
        .from_table("schema_documents")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("kind").eq(kind.as_str()))
        .and_where(Expr::col("id_key").eq(key::folded(id)))
        .take();
    conn.execute(&delete).await?;
    Ok(())
}

/// The tenant's documents, in the order in which they were added.
pub async fn list(
    conn: &Connection,
    tenant: TenantKey,
) -> Result<Vec<StoredDocument>, StorageError> {
    let columns = ["kind", "id_key", "document", "revision", "created_at"];
    let select = of_tenant(tenant).columns(columns).take();
    conn.all(&select, stored).await
}

/// The revisions of the tenant's documents, in the order of [`list`]. As long as they are the same,
/// so are the documents.
pub async fn revisions(conn: &Connection, tenant: TenantKey) -> Result<Vec<String>, StorageError> {
    let select = of_tenant(tenant).column("revision").take();
    conn.all(&select, |row| row.get("revision")).await
}

/// The tenants that have documents.
pub async fn owners(conn: &Connection) -> Result<Vec<Tenant>, StorageError> {
    let owning = Query::select()
        .column("tenant_key")
        .from("schema_documents")
        .take();
    let select = tenants::all()
        .and_where(Expr::col("key").in_subquery(owning))
        .order_by("slug", Order::Asc)
        .take();
    conn.all(&select, tenant).await
}

/// A query of a tenant's documents, yet without columns.
fn of_tenant(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .from("schema_documents")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .order_by("created_at", Order::Asc)
        .order_by("kind", Order::Asc)
        .order_by("id_key", Order::Asc)
        .take()
}

fn stored(row: &Row<'_>) -> Result<StoredDocument, StorageError> {
    let (kind, id_key): (String, String) = (row.get("kind")?, row.get("id_key")?);
    let document: Json = row.get("document")?;
    let member = match kind.as_str() {
        "schema" => "id",
        _ => "name",
    };
    let id = document.get(member).and_then(Json::as_str);
    Ok(StoredDocument {
        kind: word(DocumentKind::parse(&kind), &kind)?,
        id: id.unwrap_or(&id_key).to_owned(),
        created_at: from_millis(row.get("created_at")?)?,
        revision: row.get("revision")?,
        document,
    })
}
