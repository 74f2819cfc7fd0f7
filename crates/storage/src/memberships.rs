//! Who is a member of which group: one row each, so that adding or removing k members costs k row
//! operations, however large the group is.

mod direct;
mod end;
mod linked;
mod matching;
mod one;
mod outer;

use std::collections::HashMap;
use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use scim::Id;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict, Query, SelectStatement};

use crate::database::Row;
use crate::statement::Fixed;
use crate::time::to_millis;
use crate::{Connection, StorageError, TenantKey, Transaction, batch};

pub use self::direct::{Direct, of_member};
pub use self::linked::{Link, Linked, of_groups};
pub use self::matching::matching;
pub use self::outer::{GroupIds, groups_of, outer_of};

/// A group, as seen from a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRef {
    /// The group's id.
    pub id: String,
    /// Its displayName.
    pub display: Option<String>,
}

/// Adds members, given by id and name of the resource type. Returns the ids that were not members
/// before.
///
/// # Errors
///
/// [`StorageError::Conflict`] if a resource of those does not exist.
pub async fn add(
    conn: &Transaction,
    tenant: TenantKey,
    group_id: &str,
    members: &[(String, String)],
    at: DateTime<Utc>,
) -> Result<Vec<String>, StorageError> {
    if members.is_empty() {
        return Ok(Vec::new());
    }
    if let [member] = members {
        return one::add(conn, tenant, group_id, member, at).await;
    }
    let backend = conn.backend();
    let rows = Query::select()
        .expr(batch::pair_column(backend, 0))
        .expr(batch::pair_column(backend, 1))
        .expr(Expr::val(tenant))
        .expr(Expr::val(group_id))
        .expr(Expr::val(to_millis(at)))
        .from_function(batch::pairs(backend, members), batch::BATCH)
        // Without a WHERE, SQLite would read the ON of ON CONFLICT as that of a join.
        .and_where(Expr::cust("TRUE"))
        .take();
    let mut insert = Query::insert();
    insert
        .into_table("memberships")
        .columns([
            "member_id",
            "member_type",
            "tenant_key",
            "group_id",
            "created_at",
        ])
        .select_from(rows)
        .map_err(|error| StorageError::internal(error.to_string()))?
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .returning_col("member_id");
    let added = conn.look_up(tenant, members.len(), &insert, |row| row.get("member_id"));
    Ok(sorted(added.await?))
}

/// Removes members. Returns those that were members before, by id and name of the resource type.
pub async fn remove(
    conn: &Transaction,
    tenant: TenantKey,
    group_id: &str,
    member_ids: &[String],
    at: DateTime<Utc>,
) -> Result<Vec<(String, String)>, StorageError> {
    if member_ids.is_empty() {
        return Ok(Vec::new());
    }
    if let [member_id] = member_ids {
        return one::remove(conn, tenant, group_id, member_id, at).await;
    }
    let known = [("tenant_key", tenant.into()), ("group_id", group_id.into())];
    let condition = batch::is_one_of(conn.backend(), known, "member_id", member_ids);
    let ended = end::all(conn, member_ids.len(), condition, at).await?;
    Ok(members(ended))
}

/// The ids of a group's members, in order.
pub async fn ids_of(
    conn: &Connection,
    tenant: TenantKey,
    group_id: &str,
) -> Result<Vec<Id>, StorageError> {
    const SQL: &str = "SELECT member_id FROM memberships WHERE tenant_key = $1 AND group_id = $2";
    let select = Fixed(SQL, [tenant.into(), group_id.into()]);
    let gathered = conn.gather(tenant, select, Vec::new(), |ids, row| {
        ids.push(row.get("member_id")?);
        Ok(ControlFlow::Continue(()))
    });
    let mut ids: Vec<Id> = gathered.await?;
    ids.sort_unstable();
    Ok(ids)
}

/// The groups that members are directly in, by member id. Members without groups are missing.
pub async fn of_members(
    conn: &Connection,
    tenant: TenantKey,
    member_ids: &[String],
) -> Result<HashMap<String, Vec<GroupRef>>, StorageError> {
    let mut rows = rows_of(conn, tenant, "member_id", member_ids, member_ids.len()).await?;
    rows.sort_unstable_by(|left, right| left.group_id.cmp(&right.group_id));
    let ids = rows.iter().map(|row| row.group_id.clone()).collect();
    let names = names(conn, tenant, ids).await?;
    let mut members: HashMap<String, Vec<GroupRef>> = HashMap::new();
    for row in rows {
        members.entry(row.member_id).or_default().push(GroupRef {
            display: names.get(&row.group_id).cloned(),
            id: row.group_id,
        });
    }
    Ok(members)
}

/// Whether a group has more than `limit` members. Reads no more rows than it needs to tell: asked
/// for them in order, PostgreSQL takes the index and not any rows of a large group it comes across.
pub async fn exceed(
    conn: &Connection,
    tenant: TenantKey,
    group_id: &str,
    limit: u64,
) -> Result<bool, StorageError> {
    let select = Fixed(
        "SELECT 1 AS one FROM memberships WHERE tenant_key = $1 AND group_id = $2 \
         ORDER BY member_id LIMIT 1 OFFSET $3",
        [
            tenant.into(),
            group_id.into(),
            i64::try_from(limit).unwrap_or(i64::MAX).into(),
        ],
    );
    let found = conn.one(select, |_| Ok(())).await?;
    Ok(found.is_some())
}

/// Takes a member out of all groups. Returns the ids of the groups it was in.
pub async fn remove_member(
    conn: &Transaction,
    tenant: TenantKey,
    member_id: &str,
    at: DateTime<Utc>,
) -> Result<Vec<String>, StorageError> {
    let is_member = Expr::col("tenant_key")
        .eq(tenant)
        .and(Expr::col("member_id").eq(member_id));
    let ended = end::all(conn, 1, is_member, at).await?;
    Ok(sorted(ended.into_iter().map(|it| it.group_id).collect()))
}

/// Who was a member, by id and name of the resource type; by id.
fn members(ended: Vec<Membership>) -> Vec<(String, String)> {
    let mut members: Vec<_> = ended
        .into_iter()
        .map(|it| (it.member_id, it.member_type))
        .collect();
    members.sort_unstable();
    members
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort_unstable();
    ids
}

/// A membership.
struct Membership {
    group_id: String,
    member_id: String,
    member_type: String,
}

/// The memberships with one of these ids at one end, in no order; perhaps so many. Names are looked
/// up apart, for a join of the two would have PostgreSQL guess, and read all resources where it
/// guesses high.
async fn rows_of(
    conn: &Connection,
    tenant: TenantKey,
    end: &'static str,
    ids: &[String],
    expected: usize,
) -> Result<Vec<Membership>, StorageError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let known = [("tenant_key", tenant.into())];
    let select = Query::select()
        .columns(["group_id", "member_id", "member_type"])
        .from("memberships")
        .and_where(batch::is_one_of(conn.backend(), known, end, ids))
        .take();
    conn.look_up(tenant, expected, &select, membership).await
}

fn membership(row: &Row<'_>) -> Result<Membership, StorageError> {
    Ok(Membership {
        group_id: row.get("group_id")?,
        member_id: row.get("member_id")?,
        member_type: row.get("member_type")?,
    })
}

/// The display names of resources, by id; those that are there and have one.
pub async fn names(
    conn: &Connection,
    tenant: TenantKey,
    mut ids: Vec<String>,
) -> Result<HashMap<String, String>, StorageError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    ids.sort_unstable();
    ids.dedup();
    let backend = conn.backend();
    let table = ("resources", RESOURCE);
    let mut select = batch::look_up(backend, &ids, table, tenant, "id");
    select.column((RESOURCE, "id"));
    add_name(&mut select, backend);
    let names = conn.look_up(tenant, ids.len(), &select, |row| {
        let name: Option<String> = row.get("display")?;
        Ok((row.get("id")?, name))
    });
    let names = names.await?.into_iter();
    Ok(names.filter_map(|(id, name)| Some((id, name?))).collect())
}

const RESOURCE: &str = "resource";

/// Adds the display name of the resource, as `display`.
fn add_name(select: &mut SelectStatement, backend: DbBackend) {
    let (function, path) = match backend {
        DbBackend::Postgres => ("jsonb_extract_path_text", "displayName"),
        _ => ("json_extract", "$.displayName"),
    };
    let document = Expr::col((RESOURCE, "document"));
    let display = Func::cust(function).arg(document).arg(path);
    select.expr_as(Expr::from(display), "display");
}
