//! Lists of the resources of one type: filtered, sorted, a page at a time, with the exact total.

use scim::ResourceType;
use scim::filter::Expr as Filter;
use scim::schema::AttrRef;

use super::find::page;
use super::search::{Search, Selection};
use super::stored::Stored;
use crate::{Connection, StorageError, TenantKey};

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
pub async fn list(
    conn: &Connection,
    tenant: TenantKey,
    resource_type: &ResourceType,
    query: &ListQuery<'_>,
) -> Result<Page, StorageError> {
    let search = Search {
        among: &[Selection {
            resource_type,
            filter: query.filter,
            sort: query.sort.map(|sort| sort.attribute),
        }],
        descending: query.sort.is_some_and(|sort| sort.descending),
    };
    let (total, found) = page(conn, tenant, &search, query.offset, query.limit).await?;
    let resources = found.into_iter().map(|found| found.unread.read());
    let resources: Result<_, _> = resources.collect();
    Ok(Page {
        total,
        resources: resources?,
    })
}
