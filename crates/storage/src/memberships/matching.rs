//! The members that a filter on elements of `members` selects.

use chrono::{DateTime, Utc};
use scim::filter::Expr as Filter;
use sea_orm::sea_query::{Expr, ExprTrait};

use super::{end, is_in_group, members};
use crate::{Connection, StorageError, TenantKey, Transaction, filter};

/// Their ids.
pub async fn matching(
    conn: &Connection,
    tenant: TenantKey,
    group_id: &str,
    filter: &Filter<'_>,
) -> Result<Vec<String>, StorageError> {
    let matching = filter::members(conn.backend(), tenant, group_id, filter);
    conn.scan(tenant, &matching, |row| row.get("member_id"))
        .await
}

/// Removes them. Returns them by id and name of the resource type.
pub async fn remove_matching(
    conn: &Transaction,
    tenant: TenantKey,
    group_id: &str,
    filter: &Filter<'_>,
    at: DateTime<Utc>,
) -> Result<Vec<(String, String)>, StorageError> {
    let matching = filter::members(conn.backend(), tenant, group_id, filter);
    let condition = is_in_group(tenant, group_id).and(Expr::col("member_id").in_subquery(matching));
    let ended = end::all(conn, usize::MAX, condition, at).await?;
    Ok(members(ended))
}
