//! Training groups: one for each SCIM group, with a slug that is unique in the tenant.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use roster::{Source, TrainingGroup};
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, Func, JoinType, OnConflict, Order, Query, SelectStatement,
};

use crate::database::Row;
use crate::time::{from_millis, later, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction, batch, statement};

/// A training group to be made for a SCIM group.
#[derive(Clone, Copy, Debug)]
pub struct NewTrainingGroup<'a> {
    /// The training group's own id.
    pub id: &'a str,
    /// The id of the SCIM group.
    pub group_id: &'a str,
    /// Its displayName.
    pub display_name: &'a str,
    /// Its externalId.
    pub external_id: Option<&'a str>,
    /// By which road it comes.
    pub source: Source,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Makes a training group under the first slug that is free. Returns the slug.
pub async fn insert(
    conn: &Transaction,
    tenant: TenantKey,
    new: &NewTrainingGroup<'_>,
) -> Result<String, StorageError> {
    let row = Kept {
        id: new.id.to_owned(),
        group_id: Some(new.group_id.to_owned()),
        slug: String::new(),
        display_name: new.display_name.to_owned(),
        external_id: new.external_id.map(str::to_owned),
        source: new.source.as_str().to_owned(),
        created_at: to_millis(new.at),
        updated_at: to_millis(new.at),
    };
    insert_under_free_slug(conn, tenant, row).await
}

/// Follows a change of the SCIM group's displayName or externalId. The slug stays, unless the new
/// name makes another one.
pub async fn update(
    conn: &Transaction,
    tenant: TenantKey,
    group_id: &str,
    display_name: &str,
    external_id: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(before) = find(conn, tenant, group_id).await? else {
        return Ok(());
    };
    let after = Kept {
        display_name: display_name.to_owned(),
        external_id: external_id.map(str::to_owned),
        updated_at: to_millis(at),
        ..before.clone()
    };
    if roster::slug(&before.display_name) == roster::slug(display_name) {
        return keep_slug(conn, tenant, after).await;
    }
    // Inserting anew leaves the choice of a slug to the unique index in one place.
    delete(conn, tenant, group_id).await?;
    insert_under_free_slug(conn, tenant, after).await?;
    Ok(())
}

/// Notes that the members of these SCIM groups changed.
pub async fn touch(
    conn: &Transaction,
    tenant: TenantKey,
    group_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    if group_ids.is_empty() {
        return Ok(());
    }
    let known = [("tenant_key", tenant.into())];
    let touch = statement::update("training_groups", Vec::new())
        .value("updated_at", later(conn.backend(), "updated_at", at))
        .and_where(batch::is_one_of(
            conn.backend(),
            known,
            "group_id",
            group_ids,
        ))
        .take();
    conn.look_up(group_ids.len(), &touch, |_| Ok(())).await?;
    Ok(())
}

/// Removes the training group of a SCIM group.
pub async fn delete(
    conn: &Transaction,
    tenant: TenantKey,
    group_id: &str,
) -> Result<(), StorageError> {
    let delete = Query::delete()
        .from_table("training_groups")
        .and_where(of_tenant(tenant))
        .and_where(Expr::col("group_id").eq(group_id))
        .take();
    conn.execute(&delete).await?;
    Ok(())
}

/// The training groups of a tenant, by slug.
pub async fn list(
    conn: &Connection,
    tenant: TenantKey,
) -> Result<Vec<TrainingGroup>, StorageError> {
    let select = whole(tenant).order_by("slug", Order::Asc).take();
    let rows = conn.scan(&select, kept).await?;
    let counts = member_counts(conn, tenant).await?;
    rows.into_iter()
        .map(|row| training_group(row, &counts))
        .collect()
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

/// A row.
#[derive(Clone)]
struct Kept {
    id: String,
    group_id: Option<String>,
    slug: String,
    display_name: String,
    external_id: Option<String>,
    source: String,
    created_at: i64,
    updated_at: i64,
}

fn kept(row: &Row<'_>) -> Result<Kept, StorageError> {
    Ok(Kept {
        id: row.get("id")?,
        group_id: row.get("group_id")?,
        slug: row.get("slug")?,
        display_name: row.get("display_name")?,
        external_id: row.get("external_id")?,
        source: row.get("source")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}

fn of_tenant(tenant: TenantKey) -> Expr {
    Expr::col("tenant_key").eq(tenant)
}

/// A query of training groups with all that [`kept`] reads.
fn whole(tenant: TenantKey) -> SelectStatement {
    Query::select()
        .columns([
            "id",
            "group_id",
            "slug",
            "display_name",
            "external_id",
            "source",
            "created_at",
            "updated_at",
        ])
        .from("training_groups")
        .and_where(of_tenant(tenant))
        .take()
}

/// Inserts under the first slug that is free. The unique index decides, so that two who try at once
/// get two slugs: whoever comes second looks again.
async fn insert_under_free_slug(
    conn: &Transaction,
    tenant: TenantKey,
    mut row: Kept,
) -> Result<String, StorageError> {
    let base = roster::slug(&row.display_name);
    row.slug.clone_from(&base);
    while !insert_unless_taken(conn, tenant, &row).await? {
        let mut taken = numbered_slugs(conn, tenant, &base).await?;
        taken.push(base.clone());
        row.slug = roster::first_free(&base, &taken);
    }
    Ok(row.slug)
}

async fn insert_unless_taken(
    conn: &Transaction,
    tenant: TenantKey,
    row: &Kept,
) -> Result<bool, StorageError> {
    let row = vec![
        ("tenant_key", tenant.into()),
        ("id", row.id.as_str().into()),
        ("group_id", row.group_id.clone().into()),
        ("slug", row.slug.as_str().into()),
        ("display_name", row.display_name.as_str().into()),
        ("external_id", row.external_id.clone().into()),
        ("source", row.source.as_str().into()),
        ("created_at", row.created_at.into()),
        ("updated_at", row.updated_at.into()),
    ];
    let mut is_taken = OnConflict::columns(["tenant_key", "slug"]);
    let mut insert = statement::insert("training_groups", row)?;
    let inserted = conn.execute(insert.on_conflict(is_taken.do_nothing().to_owned()));
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

async fn keep_slug(conn: &Transaction, tenant: TenantKey, row: Kept) -> Result<(), StorageError> {
    let changed = vec![
        ("display_name", row.display_name.into()),
        ("external_id", row.external_id.into()),
        ("updated_at", row.updated_at.into()),
    ];
    let update = statement::update("training_groups", changed)
        .and_where(of_tenant(tenant))
        .and_where(Expr::col("id").eq(row.id))
        .take();
    conn.execute(&update).await?;
    Ok(())
}

async fn find(
    conn: &Connection,
    tenant: TenantKey,
    group_id: &str,
) -> Result<Option<Kept>, StorageError> {
    let select = whole(tenant)
        .and_where(Expr::col("group_id").eq(group_id))
        .take();
    conn.one(&select, kept).await
}

/// How many members each group has, by the id of the SCIM group.
async fn member_counts(
    conn: &Connection,
    tenant: TenantKey,
) -> Result<HashMap<String, u64>, StorageError> {
    let select = Query::select()
        .column("group_id")
        .expr_as(Func::count(Expr::col("member_id")), "members")
        .from("memberships")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .group_by_col("group_id")
        .take();
    let counts = conn.scan(&select, |row| {
        let members: i64 = row.get("members")?;
        Ok((
            row.get("group_id")?,
            u64::try_from(members).unwrap_or_default(),
        ))
    });
    Ok(counts.await?.into_iter().collect())
}

fn training_group(row: Kept, counts: &HashMap<String, u64>) -> Result<TrainingGroup, StorageError> {
    let members = row.group_id.as_ref().and_then(|group| counts.get(group));
    Ok(TrainingGroup {
        member_count: members.copied().unwrap_or_default(),
        source: word(Source::parse(&row.source), &row.source)?,
        created_at: from_millis(row.created_at)?,
        updated_at: from_millis(row.updated_at)?,
        id: row.id,
        slug: row.slug,
        display_name: row.display_name,
        external_id: row.external_id,
    })
}
