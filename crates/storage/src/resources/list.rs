//! Lists of resources: filtered, sorted, a page at a time, with the exact total.

use scim::ResourceType;
use scim::filter::Expr as Filter;
use scim::schema::AttrRef;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr};

use super::{Stored, of_type, stored, with_columns};
use crate::filter::Compiler;
use crate::{StorageError, TenantKey};

/// What to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListQuery<'q> {
    /// Which resources; all if `None`.
    pub filter: Option<&'q Filter<'q>>,
    /// In which order; by id if `None`.
    pub sort: Option<Sort<'q>>,
    /// How many to skip.
    pub offset: u64,
    /// How many to return at most; with 0 only the total is counted.
    pub limit: u64,
}

/// An order (RFC 7644 §3.4.2.3). Of a multi-valued attribute the primary value counts, else the
/// first. Resources without a value come last, or first when descending; ties are broken by id.
#[derive(Clone, Copy, Debug)]
pub struct Sort<'s> {
    /// By what.
    pub attribute: AttrRef<'s>,
    /// Greatest first.
    pub descending: bool,
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// How many resources the filter selects in all.
    pub total: u64,
    /// The resources on this page.
    pub resources: Vec<Stored>,
}

/// A page of the resources of a type, and how many there are in all.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    resource_type: &ResourceType,
    query: &ListQuery<'_>,
) -> Result<Page, StorageError> {
    let compiler = Compiler::resources(conn.get_database_backend(), tenant, resource_type);
    let mut matching = of_type(tenant, resource_type);
    if let Some(filter) = query.filter {
        matching.and_where(compiler.condition(filter));
    }
    let mut resources = Vec::new();
    if query.limit > 0 {
        let mut page = with_columns(matching.clone());
        compiler.order(&mut page, query.sort);
        page.offset(query.offset).limit(query.limit);
        resources = read_all(conn, &page).await?;
    }
    let total = match total_from_page(query, resources.len()) {
        Some(total) => total,
        None => count(conn, matching).await?,
    };
    Ok(Page { total, resources })
}

async fn read_all<C: ConnectionTrait>(
    conn: &C,
    select: &SelectStatement,
) -> Result<Vec<Stored>, StorageError> {
    let rows = conn.query_all(select).await?;
    let resources: Result<_, DbErr> = rows.iter().map(stored).collect();
    Ok(resources?)
}

async fn count<C: ConnectionTrait>(
    conn: &C,
    mut matching: SelectStatement,
) -> Result<u64, StorageError> {
    matching.expr_as(Expr::cust("COUNT(*)"), "total");
    let row = conn.query_one(&matching).await?;
    let total = row.map_or(Ok(0), |row| row.try_get_by::<i64, _>("total"))?;
    Ok(u64::try_from(total).unwrap_or_default())
}

/// The total, where a page that is not full shows it: most look-ups need no second query.
fn total_from_page(query: &ListQuery<'_>, length: usize) -> Option<u64> {
    let length = u64::try_from(length).ok()?;
    let is_last = length < query.limit && (length > 0 || query.offset == 0);
    is_last.then_some(query.offset + length)
}
