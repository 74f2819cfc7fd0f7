//! Training groups: one for each SCIM group, with a slug that is unique in the tenant.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use roster::{Source, TrainingGroup};
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, OnConflict, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use crate::entity::training_groups;
use crate::time::{from_millis, to_millis};
use crate::word::word;
use crate::{StorageError, TenantKey, batch};

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
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    new: &NewTrainingGroup<'_>,
) -> Result<String, StorageError> {
    let row = training_groups::Model {
        tenant_key: tenant.into(),
        id: new.id.to_owned(),
        group_id: Some(new.group_id.to_owned()),
        slug: String::new(),
        display_name: new.display_name.to_owned(),
        external_id: new.external_id.map(str::to_owned),
        source: new.source.as_str().to_owned(),
        created_at: to_millis(new.at),
        updated_at: to_millis(new.at),
    };
    insert_under_free_slug(conn, row).await
}

/// Follows a change of the SCIM group's displayName or externalId. The slug stays, unless the new
/// name makes another one.
pub async fn update<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
    display_name: &str,
    external_id: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let Some(before) = find(conn, tenant, group_id).await? else {
        return Ok(());
    };
    let after = training_groups::Model {
        display_name: display_name.to_owned(),
        external_id: external_id.map(str::to_owned),
        updated_at: to_millis(at),
        ..before.clone()
    };
    if roster::slug(&before.display_name) == roster::slug(display_name) {
        return keep_slug(conn, after).await;
    }
    // Inserting anew leaves the choice of a slug to the unique index in one place.
    delete(conn, tenant, group_id).await?;
    insert_under_free_slug(conn, after).await?;
    Ok(())
}

/// Notes that the members of these SCIM groups changed.
pub async fn touch<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), StorageError> {
    let groups = batch::texts(conn.get_database_backend(), group_ids);
    training_groups::Entity::update_many()
        .col_expr(training_groups::Column::UpdatedAt, Expr::val(to_millis(at)))
        .filter(training_groups::Column::TenantKey.eq(tenant))
        .filter(training_groups::Column::GroupId.in_subquery(groups))
        .exec(conn)
        .await?;
    Ok(())
}

/// Removes the training group of a SCIM group.
pub async fn delete<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
) -> Result<(), StorageError> {
    training_groups::Entity::delete_many()
        .filter(training_groups::Column::TenantKey.eq(tenant))
        .filter(training_groups::Column::GroupId.eq(group_id))
        .exec(conn)
        .await?;
    Ok(())
}

/// The training groups of a tenant, by slug.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
) -> Result<Vec<TrainingGroup>, StorageError> {
    let rows = training_groups::Entity::find()
        .filter(training_groups::Column::TenantKey.eq(tenant))
        .order_by_asc(training_groups::Column::Slug)
        .all(conn)
        .await?;
    let counts = member_counts(conn, tenant).await?;
    let groups: Result<_, DbErr> = rows
        .into_iter()
        .map(|row| training_group(row, &counts))
        .collect();
    Ok(groups?)
}

/// The slugs of the training groups a user is directly in, sorted.
pub async fn slugs_of_member<C: ConnectionTrait>(
    conn: &C,
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
        .join(
            JoinType::InnerJoin,
            "training_groups",
            same_tenant.and(same_group),
        )
        .and_where(Expr::col(("memberships", "tenant_key")).eq(tenant))
        .and_where(Expr::col(("memberships", "member_id")).eq(user_id))
        .order_by(("training_groups", "slug"), Order::Asc)
        .take();
    let rows = conn.query_all(&select).await?;
    let slugs: Result<_, DbErr> = rows.iter().map(|row| row.try_get_by("slug")).collect();
    Ok(slugs?)
}

/// Tries slug after slug; the unique index decides, so that two who try at once get two slugs.
async fn insert_under_free_slug<C: ConnectionTrait>(
    conn: &C,
    mut row: training_groups::Model,
) -> Result<String, StorageError> {
    let base = roster::slug(&row.display_name);
    let mut number = 1;
    loop {
        row.slug = roster::numbered(&base, number);
        let inserted =
            training_groups::Entity::insert(training_groups::ActiveModel::from(row.clone()))
                .on_conflict(
                    OnConflict::columns(["tenant_key", "slug"])
                        .do_nothing()
                        .to_owned(),
                )
                .exec_without_returning(conn)
                .await?;
        if inserted > 0 {
            return Ok(row.slug);
        }
        number += 1;
    }
}

async fn keep_slug<C: ConnectionTrait>(
    conn: &C,
    row: training_groups::Model,
) -> Result<(), StorageError> {
    training_groups::Entity::update_many()
        .col_expr(
            training_groups::Column::DisplayName,
            Expr::val(row.display_name),
        )
        .col_expr(
            training_groups::Column::ExternalId,
            Expr::val(row.external_id),
        )
        .col_expr(
            training_groups::Column::UpdatedAt,
            Expr::val(row.updated_at),
        )
        .filter(training_groups::Column::TenantKey.eq(row.tenant_key))
        .filter(training_groups::Column::Id.eq(row.id))
        .exec(conn)
        .await?;
    Ok(())
}

async fn find<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    group_id: &str,
) -> Result<Option<training_groups::Model>, StorageError> {
    Ok(training_groups::Entity::find()
        .filter(training_groups::Column::TenantKey.eq(tenant))
        .filter(training_groups::Column::GroupId.eq(group_id))
        .one(conn)
        .await?)
}

/// How many members each group has, by the id of the SCIM group.
async fn member_counts<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
) -> Result<HashMap<String, u64>, StorageError> {
    let select = Query::select()
        .column("group_id")
        .expr_as(Func::count(Expr::col("member_id")), "members")
        .from("memberships")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .group_by_col("group_id")
        .take();
    let mut counts = HashMap::new();
    for row in conn.query_all(&select).await? {
        let members: i64 = row.try_get_by("members")?;
        counts.insert(
            row.try_get_by("group_id")?,
            u64::try_from(members).unwrap_or_default(),
        );
    }
    Ok(counts)
}

fn training_group(
    row: training_groups::Model,
    counts: &HashMap<String, u64>,
) -> Result<TrainingGroup, DbErr> {
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
