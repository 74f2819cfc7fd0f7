//! The index of e-mail addresses, kept in step with the resources.

use std::collections::BTreeSet;

use sea_orm::sea_query::{Expr, ExprTrait, Query};

use crate::statement::InsertRow;
use crate::{StorageError, TenantKey, Transaction, batch};

/// Adds the addresses of a new resource.
pub(super) async fn add(
    conn: &Transaction,
    tenant: TenantKey,
    resource_id: &str,
    emails: Option<&BTreeSet<String>>,
) -> Result<(), StorageError> {
    match emails {
        Some(emails) => insert(conn, tenant, resource_id, emails.iter().cloned().collect()).await,
        None => Ok(()),
    }
}

/// Makes the addresses of a resource these, touching only those that differ.
pub(super) async fn replace(
    conn: &Transaction,
    tenant: TenantKey,
    resource_id: &str,
    emails: Option<&BTreeSet<String>>,
) -> Result<(), StorageError> {
    let Some(emails) = emails else {
        return Ok(());
    };
    let before = read(conn, tenant, resource_id).await?;
    let gone = before.difference(emails).cloned().collect();
    let new = emails.difference(&before).cloned().collect();
    remove(conn, tenant, resource_id, gone).await?;
    insert(conn, tenant, resource_id, new).await
}

async fn read(
    conn: &Transaction,
    tenant: TenantKey,
    resource_id: &str,
) -> Result<BTreeSet<String>, StorageError> {
    let select = Query::select()
        .column("email_key")
        .from("resource_emails")
        .and_where(is_of(tenant, resource_id))
        .take();
    let keys = conn.all(&select, |row| row.get("email_key")).await?;
    Ok(keys.into_iter().collect())
}

async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    resource_id: &str,
    keys: Vec<String>,
) -> Result<(), StorageError> {
    if let [key] = keys.as_slice() {
        return insert_one(conn, tenant, resource_id, key).await;
    }
    if keys.is_empty() {
        return Ok(());
    }
    let rows = batch::texts(conn.backend(), &keys)
        .expr(Expr::val(tenant))
        .expr(Expr::val(resource_id))
        .take();
    let mut insert = Query::insert();
    insert
        .into_table("resource_emails")
        .columns(["email_key", "tenant_key", "resource_id"])
        .select_from(rows)
        .map_err(|error| StorageError::internal(error.to_string()))?;
    conn.execute(&insert).await?;
    Ok(())
}

/// Most people have one address.
async fn insert_one(
    conn: &Transaction,
    tenant: TenantKey,
    resource_id: &str,
    key: &str,
) -> Result<(), StorageError> {
    let row = vec![
        ("email_key", key.into()),
        ("tenant_key", tenant.into()),
        ("resource_id", resource_id.into()),
    ];
    conn.execute(InsertRow("resource_emails", row)).await?;
    Ok(())
}

async fn remove(
    conn: &Transaction,
    tenant: TenantKey,
    resource_id: &str,
    keys: Vec<String>,
) -> Result<(), StorageError> {
    if keys.is_empty() {
        return Ok(());
    }
    let known = [
        ("tenant_key", tenant.into()),
        ("resource_id", resource_id.into()),
    ];
    let is_gone = batch::is_one_of(conn.backend(), known, "email_key", &keys);
    let delete = Query::delete()
        .from_table("resource_emails")
        .and_where(is_gone)
        .take();
    conn.execute(&delete).await?;
    Ok(())
}

fn is_of(tenant: TenantKey, resource_id: &str) -> Expr {
    Expr::col("tenant_key")
        .eq(tenant)
        .and(Expr::col("resource_id").eq(resource_id))
}
