//! Groups within groups, as seen from who is in the inner ones.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

use sea_orm::sea_query::Query;

use super::{GroupRef, names, rows_of};
use crate::{Connection, StorageError, TenantKey, batch, nesting};

/// The name of the memberships that are reached, in SQL.
const REACHED: &str = "reached";

/// The groups that somebody is in, by their SCIM ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupIds {
    /// Those it is a member of itself.
    pub direct: BTreeSet<String>,
    /// Those it is in only because of groups within them.
    pub outer: BTreeSet<String>,
}

/// The groups that members are in, by member id. Members without groups are missing.
pub async fn groups_of(
    conn: &Connection,
    tenant: TenantKey,
    member_ids: &[String],
) -> Result<HashMap<String, GroupIds>, StorageError> {
    let rows = rows_of(conn, tenant, "member_id", member_ids, member_ids.len()).await?;
    let mut groups: HashMap<String, GroupIds> = HashMap::new();
    for row in rows {
        let of_member = groups.entry(row.member_id).or_default();
        of_member.direct.insert(row.group_id);
    }
    let inner: BTreeSet<&String> = groups.values().flat_map(|it| &it.direct).collect();
    let inner: Vec<String> = inner.into_iter().cloned().collect();
    let around = groups_around(conn, tenant, &inner).await?;
    for (member, of_member) in &mut groups {
        let direct = of_member.direct.iter().map(String::as_str);
        let outer = beyond(member, &direct.collect(), &around);
        of_member.outer = outer.into_iter().map(str::to_owned).collect();
    }
    Ok(groups)
}

/// The groups that members are in only because of groups within them, by member id; by group id
/// within a member. Given are the groups that they are directly in, as [`super::of_members`] tells.
/// Circles end, and nothing is in itself. Members without such groups are missing.
///
/// It costs a look-up for each of the given groups and each that is found, and sends nothing where
/// nobody is in a group.
pub async fn outer_of<S: BuildHasher + Sync>(
    conn: &Connection,
    tenant: TenantKey,
    direct: &HashMap<String, Vec<GroupRef>, S>,
) -> Result<HashMap<String, Vec<GroupRef>>, StorageError> {
    let mut inner: Vec<String> = direct.values().flatten().map(|it| it.id.clone()).collect();
    inner.sort_unstable();
    inner.dedup();
    let around = groups_around(conn, tenant, &inner).await?;
    let ids = around.values().flatten().cloned().collect();
    let names = names(conn, tenant, ids).await?;
    let outer = direct.iter().map(|(member, direct)| {
        let direct = direct.iter().map(|group| group.id.as_str());
        let groups = beyond(member, &direct.collect(), &around);
        let groups = groups.into_iter().map(|id| GroupRef {
            id: id.to_owned(),
            display: names.get(id).cloned(),
        });
        (member.clone(), groups.collect::<Vec<_>>())
    });
    Ok(outer.filter(|(_, groups)| !groups.is_empty()).collect())
}

/// The groups around a member's groups that it is not directly in.
fn beyond<'a>(
    member: &str,
    direct: &BTreeSet<&str>,
    around: &'a HashMap<String, Vec<String>>,
) -> BTreeSet<&'a str> {
    let found = direct.iter().filter_map(|group| around.get(*group));
    found
        .flatten()
        .map(String::as_str)
        .filter(|id| *id != member && !direct.contains(id))
        .collect()
}

/// The groups around each of these groups, however far, by its id.
async fn groups_around(
    conn: &Connection,
    tenant: TenantKey,
    inner: &[String],
) -> Result<HashMap<String, Vec<String>>, StorageError> {
    if inner.is_empty() {
        return Ok(HashMap::new());
    }
    let backend = conn.backend();
    let known = [("tenant_key", tenant.into())];
    let first = nesting::columns("memberships")
        .and_where(batch::is_one_of(backend, known, "member_id", inner))
        .take();
    let select = Query::select()
        .columns(["member_id", "group_id"])
        .from(REACHED)
        .with_cte(nesting::upward(backend, REACHED, first))
        .take();
    let reached = conn.look_up(tenant, inner.len(), &select, |row| {
        Ok((row.get("member_id")?, row.get("group_id")?))
    });
    let mut around: HashMap<String, Vec<String>> = HashMap::new();
    for (group, outer) in reached.await? {
        around.entry(group).or_default().push(outer);
    }
    Ok(around)
}
