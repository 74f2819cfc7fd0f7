//! Searches: pages of the resources of one type or of several, by how many to skip or by what was
//! seen last.
//!
//! The order is one order under both: by the sort key, resources without one last (first when
//! descending), ties by id.

use scim::cursor::Toward;

use super::look_up::LookUp;
use super::plan::Plan;
use super::search::{Found, Search, Seek};
use crate::{Connection, StorageError, TenantKey, figures};

/// The resources after the first `offset`, `limit` at most, and how many there are in all. With a
/// limit of 0 they are only counted.
pub async fn page(
    conn: &Connection,
    tenant: TenantKey,
    search: &Search<'_>,
    offset: u64,
    limit: u64,
) -> Result<(u64, Vec<Found>), StorageError> {
    let plan = || Plan::of(conn.backend(), tenant, search);
    let look_up = LookUp::of(search, offset, limit);
    let found = match look_up {
        _ if limit == 0 => Vec::new(),
        Some(look_up) => look_up.read(conn, tenant, limit).await?,
        None => {
            let plan = plan();
            let mut select = plan.select();
            plan.order_whole(&mut select);
            plan.read(conn, select.offset(offset).limit(limit)).await?
        }
    };
    let total = match total_from_page(offset, limit, found.len()) {
        Some(total) => total,
        None => count(conn, tenant, search, None).await?,
    };
    Ok((total, found))
}

/// The resources next to a position, in the order of the search.
pub async fn seek(
    conn: &Connection,
    tenant: TenantKey,
    search: &Search<'_>,
    seek: &Seek<'_>,
) -> Result<Vec<Found>, StorageError> {
    let plan = Plan::of(conn.backend(), tenant, search);
    let mut found: Vec<Found> = Vec::new();
    for stretch in plan.stretches(seek) {
        let room = seek.limit.saturating_sub(found.len() as u64);
        if room == 0 {
            break;
        }
        let mut select = plan.select();
        plan.narrow(&mut select, stretch, seek);
        found.extend(plan.read(conn, select.limit(room)).await?);
    }
    if seek.toward == Toward::Beginning {
        found.reverse();
    }
    Ok(found)
}

/// How many resources a search selects, counting no further than `at_most`. Without a filter a figure
/// tells it that is kept.
pub async fn count(
    conn: &Connection,
    tenant: TenantKey,
    search: &Search<'_>,
    at_most: Option<u64>,
) -> Result<u64, StorageError> {
    if search
        .among
        .iter()
        .all(|selection| selection.filter.is_none())
    {
        let resource_types = search.among.iter().map(|it| it.resource_type);
        if let Some(total) = figures::total(conn, tenant, resource_types).await? {
            return Ok(at_most.map_or(total, |at_most| total.min(at_most)));
        }
    }
    let plan = Plan::of(conn.backend(), tenant, search);
    plan.count(conn, at_most).await
}

/// The total, where a page that is not full shows it: most look-ups need no second query.
fn total_from_page(offset: u64, limit: u64, length: usize) -> Option<u64> {
    let length = u64::try_from(length).ok()?;
    let is_last = length < limit && (length > 0 || offset == 0);
    is_last.then_some(offset + length)
}
