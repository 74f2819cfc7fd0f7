//! The members that a filter on elements of `members` selects.

use std::ops::ControlFlow;

use scim::Id;
use scim::filter::Expr as Filter;

use crate::{Connection, StorageError, TenantKey, filter};

/// Their ids, in no order.
pub async fn matching(
    conn: &Connection,
    tenant: TenantKey,
    group_id: &str,
    filter: &Filter<'_>,
) -> Result<Vec<Id>, StorageError> {
    let matching = filter::members(conn.backend(), tenant, group_id, filter);
    conn.gather(tenant, &matching, Vec::new(), |ids, row| {
        ids.push(row.get("member_id")?);
        Ok(ControlFlow::Continue(()))
    })
    .await
}
