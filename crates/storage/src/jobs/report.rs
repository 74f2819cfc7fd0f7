//! Jobs as reports show them.

use roster::{Job, JobKind, JobState};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Order, Query};

use crate::database::Row;
use crate::time::{from_millis, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey};

/// The jobs of a tenant or of all, the newest first: those behind one of them, so many at most.
pub async fn page(
    conn: &Connection,
    tenant: Option<TenantKey>,
    behind: Option<&Job>,
    limit: u64,
) -> Result<Vec<Job>, StorageError> {
    let is_tenant = Expr::col(("tenants", "key")).eq(Expr::col(("jobs", "tenant_key")));
    let mut select = Query::select()
        .expr_as(Expr::col(("tenants", "slug")), "tenant")
        .columns(
            [
                "id",
                "kind",
                "state",
                "done",
                "attempts",
                "error",
                "created_at",
                "updated_at",
            ]
            .map(|column| ("jobs", column)),
        )
        .from("jobs")
        .join(JoinType::InnerJoin, "tenants", is_tenant)
        .order_by(("jobs", "created_at"), Order::Desc)
        .order_by(("jobs", "id"), Order::Desc)
        .limit(limit)
        .take();
    if let Some(Job { created_at, id, .. }) = behind {
        let (at, made) = (to_millis(*created_at), Expr::col(("jobs", "created_at")));
        let is_behind = made
            .clone()
            .eq(at)
            .and(Expr::col(("jobs", "id")).lt(id.as_str()));
        select.and_where(made.lt(at).or(is_behind));
    }
    if let Some(tenant) = tenant {
        select.and_where(Expr::col(("jobs", "tenant_key")).eq(tenant));
    }
    conn.scan(tenant, &select, job).await
}

/// Whether a tenant has a job that was given up.
pub async fn any_failed(conn: &Connection, tenant: TenantKey) -> Result<bool, StorageError> {
    let failed = Query::select()
        .column("id")
        .from("jobs")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("state").eq(JobState::Failed.as_str()))
        .limit(1)
        .take();
    let found = conn.scan(tenant, &failed, |_| Ok(())).await?;
    Ok(!found.is_empty())
}

/// Whether a tenant has a job of a kind that is not done yet.
pub async fn any_open(
    conn: &Connection,
    tenant: TenantKey,
    kind: JobKind,
) -> Result<bool, StorageError> {
    let open = Query::select()
        .column("id")
        .from("jobs")
        .and_where(Expr::col("tenant_key").eq(tenant))
        .and_where(Expr::col("state").eq(JobState::Open.as_str()))
        .and_where(Expr::col("kind").eq(kind.as_str()))
        .limit(1)
        .take();
    let found = conn.scan(tenant, &open, |_| Ok(())).await?;
    Ok(!found.is_empty())
}

fn job(row: &Row<'_>) -> Result<Job, StorageError> {
    let (kind, state): (String, String) = (row.get("kind")?, row.get("state")?);
    let (done, attempts): (i64, i64) = (row.get("done")?, row.get("attempts")?);
    Ok(Job {
        id: row.get("id")?,
        tenant: row.get("tenant")?,
        kind: word(JobKind::parse(&kind), &kind)?,
        state: word(JobState::parse(&state), &state)?,
        done: u64::try_from(done).unwrap_or_default(),
        attempts: u64::try_from(attempts).unwrap_or_default(),
        error: row.get("error")?,
        created_at: from_millis(row.get("created_at")?)?,
        updated_at: from_millis(row.get("updated_at")?)?,
    })
}
