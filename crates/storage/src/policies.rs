//! Policies, and the tenants that follow them. They belong to the installation.

use chrono::{DateTime, Utc};
use roster::Actor;
use roster::policy::{Policy, PolicyContent};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, OnConflict, Order, Query};
use serde_json::Value;

use crate::database::Row;
use crate::statement::{self, json};
use crate::time::{from_millis, to_millis};
use crate::{Connection, StorageError, TenantKey, Transaction};

/// Saves a policy under its name, in place of what was there.
pub async fn save(
    conn: &Transaction,
    name: &str,
    content: &PolicyContent,
    (by, at): (&Actor, DateTime<Utc>),
) -> Result<(), StorageError> {
    let row = vec![
        ("name", name.into()),
        ("content", json(conn.backend(), content)?),
        ("updated_at", to_millis(at).into()),
        ("updated_by", json(conn.backend(), by)?),
    ];
    let mut insert = statement::insert("policies", row)?;
    let replace = OnConflict::column("name")
        .update_columns(["content", "updated_at", "updated_by"])
        .to_owned();
    insert.on_conflict(replace);
    conn.execute(&insert).await?;
    Ok(())
}

/// All policies, by name.
pub async fn all(conn: &Connection) -> Result<Vec<Policy>, StorageError> {
    let select = Query::select()
        .columns(["name", "content", "updated_at", "updated_by"])
        .from("policies")
        .order_by("name", Order::Asc)
        .take();
    let mut policies = conn.scan(None, &select, policy).await?;
    for policy in &mut policies {
        policy.followers = followers(conn, &policy.name).await?;
    }
    Ok(policies)
}

/// The policy of that name.
pub async fn find(conn: &Connection, name: &str) -> Result<Option<Policy>, StorageError> {
    let select = Query::select()
        .columns(["name", "content", "updated_at", "updated_by"])
        .from("policies")
        .and_where(Expr::col("name").eq(name))
        .take();
    let Some(mut policy) = conn.one(&select, policy).await? else {
        return Ok(None);
    };
    policy.followers = followers(conn, name).await?;
    Ok(Some(policy))
}

/// The slugs of the tenants that follow a policy, sorted.
async fn followers(conn: &Connection, name: &str) -> Result<Vec<String>, StorageError> {
    let is_tenant = Expr::col(("tenants", "key")).eq(Expr::col(("policy_followers", "tenant_key")));
    let select = Query::select()
        .column(("tenants", "slug"))
        .from("policy_followers")
        .join(JoinType::InnerJoin, "tenants", is_tenant)
        .and_where(Expr::col(("policy_followers", "policy")).eq(name))
        .order_by(("tenants", "slug"), Order::Asc)
        .take();
    conn.scan(None, &select, |row| row.get("slug")).await
}

/// Has a tenant follow a policy, or none.
pub async fn follow(
    conn: &Transaction,
    tenant: TenantKey,
    policy: Option<&str>,
) -> Result<(), StorageError> {
    let delete = Query::delete()
        .from_table("policy_followers")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .take();
    conn.execute(&delete).await?;
    if let Some(policy) = policy {
        let row = vec![("tenant_key", tenant.into()), ("policy", policy.into())];
        conn.execute(&statement::insert("policy_followers", row)?)
            .await?;
    }
    Ok(())
}

fn policy(row: &Row<'_>) -> Result<Policy, StorageError> {
    let (content, updated_by): (Value, Value) = (row.get("content")?, row.get("updated_by")?);
    let broken = |error: serde_json::Error| StorageError::internal(error.to_string());
    Ok(Policy {
        name: row.get("name")?,
        content: serde_json::from_value(content).map_err(broken)?,
        updated_at: from_millis(row.get("updated_at")?)?,
        updated_by: serde_json::from_value(updated_by).map_err(broken)?,
        followers: Vec::new(),
    })
}
