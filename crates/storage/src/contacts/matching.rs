//! The contacts that a filter selects.

use scim::filter::Expr as Filter;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use crate::filter::{self, CONTACTS, Compiler};
use crate::{Connection, StorageError, TenantKey};

/// A part of the contacts that a filter selects, in the order of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchPage<'a> {
    /// The id after which it begins; from the beginning if none.
    pub after: Option<&'a str>,
    /// How many contacts at most.
    pub limit: u64,
}

/// The ids of contacts that a filter selects, a page at a time. The filter was resolved against
/// [`roster::contact::resource_type`]; contacts that an earlier build wrote show it only what they
/// have columns for, until a job has filled them.
pub async fn matching(
    conn: &Connection,
    tenant: TenantKey,
    filter: &Filter<'_>,
    page: MatchPage<'_>,
) -> Result<Vec<String>, StorageError> {
    let mut select = selected(conn, tenant, filter);
    let id = Expr::col(("contacts", "id"));
    if let Some(after) = page.after {
        select.and_where(id.clone().gt(after));
    }
    select
        .expr(id)
        .order_by_expr(order(conn, filter), Order::Asc)
        .limit(page.limit);
    if filter::is_look_up(CONTACTS, filter) {
        return conn.all(&select, |row| row.get("id")).await;
    }
    conn.scan(tenant, &select, |row| row.get("id")).await
}

/// The id, in whose order contacts come. SQLite, which has no statistics, would rather go through all
/// contacts of a tenant in this order than look up those that an index leads to and sort them; a plus
/// hides from it that the primary key has the order.
pub(super) fn order(conn: &Connection, filter: &Filter<'_>) -> Expr {
    if conn.backend() != DbBackend::Postgres && filter::is_served(CONTACTS, filter) {
        return Expr::cust("+\"contacts\".\"id\"");
    }
    Expr::col(("contacts", "id"))
}

/// How many contacts a filter selects in all.
pub async fn count_matching(
    conn: &Connection,
    tenant: TenantKey,
    filter: &Filter<'_>,
) -> Result<u64, StorageError> {
    let count = selected(conn, tenant, filter)
        .expr_as(Expr::cust("COUNT(*)"), "total")
        .take();
    let total: Vec<i64> = conn.scan(tenant, &count, |row| row.get("total")).await?;
    let total = total.first().copied().unwrap_or_default();
    Ok(u64::try_from(total).unwrap_or_default())
}

fn selected(conn: &Connection, tenant: TenantKey, filter: &Filter<'_>) -> SelectStatement {
    let compiler = Compiler::new(conn.backend(), CONTACTS, tenant);
    Query::select()
        .from("contacts")
        .and_where(Expr::col(("contacts", "tenant_key")).eq(tenant))
        .and_where(compiler.condition(filter))
        .take()
}
