//! Labels on tenants.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};

use crate::statement;
use crate::{Connection, StorageError, TenantKey, Transaction};

/// Gives a tenant these labels, in place of those it had.
pub async fn set(
    conn: &Transaction,
    tenant: TenantKey,
    labels: &[String],
) -> Result<(), StorageError> {
    let delete = Query::delete()
        .from_table("tenant_labels")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .take();
    conn.execute(&delete).await?;
    for label in labels {
        let row = vec![
            ("tenant_key", tenant.into()),
            ("label", label.as_str().into()),
        ];
        conn.execute(&statement::insert("tenant_labels", row)?)
            .await?;
    }
    Ok(())
}

/// The labels of a tenant, sorted.
pub async fn of_tenant(conn: &Connection, tenant: TenantKey) -> Result<Vec<String>, StorageError> {
    let select = Query::select()
        .column("label")
        .from("tenant_labels")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .order_by("label", Order::Asc)
        .take();
    conn.all(&select, |row| row.get("label")).await
}

/// The labels of all tenants that have some, each sorted.
pub async fn all(conn: &Connection) -> Result<HashMap<TenantKey, Vec<String>>, StorageError> {
    let select = Query::select()
        .columns(["tenant_key", "label"])
        .from("tenant_labels")
        .order_by("tenant_key", Order::Asc)
        .order_by("label", Order::Asc)
        .take();
    let rows = conn.scan(None, &select, |row| {
        Ok((TenantKey::of_row(row)?, row.get::<String>("label")?))
    });
    let mut labels: HashMap<TenantKey, Vec<String>> = HashMap::new();
    for (tenant, label) in rows.await? {
        labels.entry(tenant).or_default().push(label);
    }
    Ok(labels)
}
