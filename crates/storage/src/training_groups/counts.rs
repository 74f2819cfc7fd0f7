//! How many are in each group of a tenant.

use std::ops::ControlFlow;

use roster::{GroupState, TrainingGroup};
use scim::Id;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};

use crate::database::Row;
use crate::statement::Fixed;
use crate::{Connection, StorageError, TenantKey};

/// How many are in each group of a tenant.
#[derive(Debug)]
pub struct Counts {
    /// Users and groups that are members themselves.
    direct: ByGroup,
    /// Of groups with groups within: users who are in it, directly or not.
    nested: ByGroup,
}

/// Counts by the id of the SCIM group, in order.
type ByGroup = Vec<(Id, u64)>;

/// Users in groups that have groups within them. Each pair of an outer and an inner group comes once,
/// so circles end. SQLite never reorders a cross join; else it goes through all memberships for each
/// pair.
const NESTED: &str = "\
    WITH RECURSIVE inside (outer_id, inner_id) AS (\
    SELECT group_id, group_id FROM memberships \
    WHERE tenant_key = $1 AND member_type = 'Group' \
    UNION \
    SELECT inside.outer_id, next.member_id FROM inside CROSS JOIN memberships AS next \
    WHERE next.tenant_key = $2 AND next.group_id = inside.inner_id AND next.member_type = 'Group') \
    SELECT inside.outer_id AS group_id, COUNT(DISTINCT member.member_id) AS members \
    FROM inside LEFT JOIN memberships AS member \
    ON member.tenant_key = $3 AND member.group_id = inside.inner_id \
    AND member.member_type <> 'Group' \
    GROUP BY inside.outer_id";

/// Counts who is in the groups of a tenant.
pub async fn counts(conn: &Connection, tenant: TenantKey) -> Result<Counts, StorageError> {
    let direct = Query::select()
        .column("group_id")
        .expr_as(Func::count(Expr::col("member_id")), "members")
        .from("memberships")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .group_by_col("group_id")
        .take();
    let key = || tenant.into();
    let nested = Fixed(NESTED, [key(), key(), key()]);
    Ok(Counts {
        direct: in_order(conn.gather(tenant, &direct, Vec::new(), add).await?),
        nested: in_order(conn.gather(tenant, nested, Vec::new(), add).await?),
    })
}

impl Counts {
    /// A group with its counts.
    pub(super) fn show(&self, group: &GroupState) -> TrainingGroup {
        let id = group.group_id.as_deref().map(Id::from);
        let of = |counts: &ByGroup| {
            let id = id.as_ref()?;
            let place = counts.binary_search_by(|(group, _)| group.cmp(id));
            counts.get(place.ok()?).map(|(_, count)| *count)
        };
        let direct = of(&self.direct).unwrap_or_default();
        group.show(direct, of(&self.nested).unwrap_or(direct))
    }
}

fn add(counts: &mut ByGroup, row: &Row<'_>) -> Result<ControlFlow<()>, StorageError> {
    let members: i64 = row.get("members")?;
    let count = u64::try_from(members).unwrap_or_default();
    counts.push((row.get("group_id")?, count));
    Ok(ControlFlow::Continue(()))
}

fn in_order(mut counts: ByGroup) -> ByGroup {
    counts.sort_unstable();
    counts
}
