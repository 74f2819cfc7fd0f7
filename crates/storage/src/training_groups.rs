//! Training groups: one for each SCIM group, with a slug that is unique in the tenant.

mod counts;
mod named;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use roster::{GroupState, Source, TrainingGroup};
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, JoinType, OnConflict, Order, Query, SelectStatement,
};

use crate::database::Row;
use crate::statement::{Assignments, SelectRows, UpdateRows};
use crate::time::{from_millis, later, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction, batch, statement};

pub use self::counts::{Counts, counts};
pub use self::named::{Named, all_named, named, peopled, with_external_id};

/// The training group of a SCIM group.
pub async fn of_group(
    conn: &Connection,
    tenant: TenantKey,
    group_id: &str,
) -> Result<Option<GroupState>, StorageError> {
    let select = SelectRows {
        table: "training_groups",
        columns: &COLUMNS,
        found_by: vec![("tenant_key", tenant.into()), ("group_id", group_id.into())],
        further: "",
    };
    conn.one(select, state).await
}

/// Makes a training group under the slug it wants, or that and the first number that is free. Returns
/// the slug. The unique index decides, so that two who try at once get two slugs: whoever comes second
/// looks again.
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    group: &GroupState,
) -> Result<String, StorageError> {
    let wanted = &group.slug;
    let mut slug = wanted.clone();
    while !insert_unless_taken(conn, tenant, group, &slug).await? {
        let mut taken = numbered_slugs(conn, tenant, wanted).await?;
        taken.push(wanted.clone());
        slug = roster::first_free(wanted, &taken);
    }
    Ok(slug)
}

/// Writes what a training group became, its slug aside.
pub async fn update(
    conn: &Transaction,
    tenant: TenantKey,
    group: &GroupState,
) -> Result<(), StorageError> {
    let described = vec![
        ("display_name", group.display_name.as_str().into()),
        ("external_id", group.external_id.clone().into()),
    ];
    write(conn, tenant, group, described).await
}

/// Notes that the members of a training group changed.
pub async fn note_members(
    conn: &Transaction,
    tenant: TenantKey,
    group: &GroupState,
) -> Result<(), StorageError> {
    write(conn, tenant, group, Vec::new()).await
}

/// Writes columns of a training group, and when it changed.
async fn write(
    conn: &Transaction,
    tenant: TenantKey,
    group: &GroupState,
    columns: Assignments,
) -> Result<(), StorageError> {
    let update = UpdateRows {
        table: "training_groups",
        set: columns,
        raise: Some(("updated_at", to_millis(group.updated_at).into())),
        found_by: vec![
            ("tenant_key", tenant.into()),
            ("id", group.id.as_str().into()),
        ],
    };
    conn.execute(update).await?;
    Ok(())
}

/// Writes what a training group became that wants another slug, as [`insert`] does. Returns the slug.
pub async fn rename(
    conn: &Transaction,
    tenant: TenantKey,
    group: &GroupState,
) -> Result<String, StorageError> {
    // Inserting anew leaves the choice of a slug to the unique index in one place.
    delete(conn, tenant, &group.id).await?;
    insert(conn, tenant, group).await
}

/// Notes that the members of these SCIM groups changed.
pub async fn set_updated(
    conn: &Transaction,
    tenant: TenantKey,
    group_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    if group_ids.is_empty() {
        return Ok(());
    }
    let known = [("tenant_key", tenant.into())];
    let update = statement::update("training_groups", Vec::new())
        .value("updated_at", later(conn.backend(), "updated_at", at))
        .and_where(batch::is_one_of(
            conn.backend(),
            known,
            "group_id",
            group_ids,
        ))
        .take();
    conn.look_up(tenant, group_ids.len(), &update, |_| Ok(()))
        .await?;
    Ok(())
}

/// Removes a training group.
pub async fn delete(conn: &Transaction, tenant: TenantKey, id: &str) -> Result<(), StorageError> {
    let delete = Query::delete()
        .from_table("training_groups")
        .and_where(of_tenant(tenant))
        .and_where(Expr::col("id").eq(id))
        .take();
    conn.execute(&delete).await?;
    Ok(())
}

/// The training groups of a tenant by slug, with who is in them counted: those behind a slug, so many
/// at most.
pub async fn page(
    conn: &Connection,
    tenant: TenantKey,
    counts: &Counts,
    after: &str,
    limit: u64,
) -> Result<Vec<TrainingGroup>, StorageError> {
    let select = whole(tenant)
        .and_where(Expr::col("slug").gt(after))
        .order_by("slug", Order::Asc)
        .limit(limit)
        .take();
    let groups = conn.scan(tenant, &select, state).await?;
    let shown = groups.iter().map(|group| counts.show(group));
    Ok(shown.collect())
}

/// The slugs of the training groups of SCIM groups, by the ids of these.
pub(crate) async fn slugs_of(
    conn: &Connection,
    tenant: TenantKey,
    group_ids: &[String],
) -> Result<HashMap<String, String>, StorageError> {
    if group_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let known = [("tenant_key", tenant.into())];
    let select = Query::select()
        .columns(["group_id", "slug"])
        .from("training_groups")
        .and_where(batch::is_one_of(
            conn.backend(),
            known,
            "group_id",
            group_ids,
        ))
        .take();
    let pairs = conn.look_up(tenant, group_ids.len(), &select, |row| {
        Ok((row.get("group_id")?, row.get("slug")?))
    });
    Ok(pairs.await?.into_iter().collect())
}

/// The slugs of the training groups a user is directly in, sorted. SQLite would go through all groups
/// in the order of their slugs, but it never reorders a cross join.
pub async fn slugs_of_member(
    conn: &Connection,
    tenant: TenantKey,
    user_id: &str,
) -> Result<Vec<String>, StorageError> {
    let same_tenant =
        Expr::col(("memberships", "tenant_key")).eq(Expr::col(("training_groups", "tenant_key")));
    let same_group =
        Expr::col(("memberships", "group_id")).eq(Expr::col(("training_groups", "group_id")));
    let select = Query::select()
        .column(("training_groups", "slug"))
        .from("memberships")
        .join(JoinType::CrossJoin, "training_groups", Condition::all())
        .and_where(same_tenant.and(same_group))
        .and_where(Expr::col(("memberships", "tenant_key")).eq(tenant))
        .and_where(Expr::col(("memberships", "member_id")).eq(user_id))
        .order_by(("training_groups", "slug"), Order::Asc)
        .take();
    conn.all(&select, |row| row.get("slug")).await
}

fn state(row: &Row<'_>) -> Result<GroupState, StorageError> {
    let source: String = row.get("source")?;
    Ok(GroupState {
        id: row.get("id")?,
        group_id: row.get("group_id")?,
        slug: row.get("slug")?,
        display_name: row.get("display_name")?,
        external_id: row.get("external_id")?,
        source: word(Source::parse(&source), &source)?,
        created_at: from_millis(row.get("created_at")?)?,
        updated_at: from_millis(row.get("updated_at")?)?,
    })
}

fn of_tenant(tenant: TenantKey) -> Expr {
    Expr::col("tenant_key").eq(tenant)
}

/// What [`state`] reads.
const COLUMNS: [&str; 8] = [
    "id",
    "group_id",
    "slug",
    "display_name",
    "external_id",
    "source",
    "created_at",
    "updated_at",
];

/// A query of training groups with all that [`state`] reads.
fn whole(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .columns(COLUMNS)
        .from("training_groups")
        .and_where(of_tenant(tenant))
        .take()
}

async fn insert_unless_taken(
    conn: &Transaction,
    tenant: TenantKey,
    group: &GroupState,
    slug: &str,
) -> Result<bool, StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("id", group.id.as_str().into()),
        ("group_id", group.group_id.clone().into()),
        ("slug", slug.into()),
        ("display_name", group.display_name.as_str().into()),
        ("external_id", group.external_id.clone().into()),
        ("source", group.source.as_str().into()),
        ("created_at", to_millis(group.created_at).into()),
        ("updated_at", to_millis(group.updated_at).into()),
    ];
    let mut is_taken = OnConflict::columns(["tenant_key", "slug"]);
    let mut insert = statement::insert("training_groups", row)?;
    let inserted = conn.execute(&*insert.on_conflict(is_taken.do_nothing().to_owned()));
    Ok(inserted.await? > 0)
}

/// The slugs in use that are this one and a number, and those that only begin so.
async fn numbered_slugs(
    conn: &Transaction,
    tenant: TenantKey,
    base: &str,
) -> Result<Vec<String>, StorageError> {
    // Slugs are compared by their bytes, and ":" comes after the last digit.
    let select = Query::select()
        .column("slug")
        .from("training_groups")
        .and_where(of_tenant(tenant))
        .and_where(Expr::col("slug").gte(format!("{base}-0")))
        .and_where(Expr::col("slug").lt(format!("{base}-:")))
        .take();
    conn.all(&select, |row| row.get("slug")).await
}
