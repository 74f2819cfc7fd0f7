//! Requests to get in that were refused: one row a minute for each token and reason.

use chrono::{DateTime, Utc};
use roster::{Action, JournalCategory, JournalEntry, LoginRefusal, RefusedLogins, Status, Target};
use sea_orm::sea_query::{Expr, ExprTrait};

use super::{JournalPosition, JournalQuery, by_time};
use crate::database::Row;
use crate::statement::Fixed;
use crate::time::{from_millis, from_optional, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction};

const MINUTE: i64 = 60_000;

/// Adds to what is kept of that minute, by this process or another; `id` is that of a new entry. Does
/// nothing if the tenant has gone. Of the tenant's entries the last `most` are kept, about which those
/// of one millisecond are not told apart.
pub async fn add(
    conn: &Transaction,
    tenant: TenantKey,
    id: &str,
    refused: &RefusedLogins,
    most: u32,
) -> Result<(), StorageError> {
    const ADD: &str = "INSERT INTO refused_logins (token_id, reason, minute, id, at, times, tenant_key) \
        SELECT $1, $2, $3, $4, $5, $6, key FROM tenants WHERE key = $7 \
        ON CONFLICT (tenant_key, token_id, reason, minute) DO UPDATE SET \
        times = refused_logins.times + excluded.times, \
        at = CASE WHEN excluded.at > refused_logins.at THEN excluded.at ELSE refused_logins.at END";
    const TRIM: &str = "DELETE FROM refused_logins WHERE tenant_key = $1 AND at < \
        (SELECT at FROM refused_logins WHERE tenant_key = $2 ORDER BY at DESC LIMIT 1 OFFSET $3)";
    let at = to_millis(refused.at);
    let row = [
        refused.token_id.as_str().into(),
        refused.reason.as_str().into(),
        (at - at.rem_euclid(MINUTE)).into(),
        id.into(),
        at.into(),
        i64::from(refused.times).into(),
        tenant.into(),
    ];
    conn.execute(Fixed(ADD, row)).await?;
    let others = i64::from(most.saturating_sub(1));
    let trim = [tenant.into(), tenant.into(), others.into()];
    conn.execute(Fixed(TRIM, trim)).await?;
    Ok(())
}

/// Entries, newest first: from the newest on, or those behind an entry. All of them are of failures.
pub async fn of_tenant(
    conn: &Connection,
    tenant: TenantKey,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> Result<Vec<JournalEntry>, StorageError> {
    let is_meant = query.status.is_none_or(|it| it == Status::Failure)
        && query.target.is_none_or(|it| it == Target::Token)
        && query.action.is_none_or(|it| it == Action::LogIn);
    if !is_meant {
        return Ok(Vec::new());
    }
    let mut select = by_time("refused_logins", query, behind);
    select
        .columns(["id", "at", "token_id", "reason", "times"])
        .and_where(Expr::col("tenant_key").eq(tenant));
    conn.scan(tenant, &select, entry).await
}

/// How many requests of a tenant were refused since a time, and when the last one was.
pub async fn since(
    conn: &Connection,
    tenant: TenantKey,
    since: DateTime<Utc>,
) -> Result<(u64, Option<DateTime<Utc>>), StorageError> {
    const SQL: &str = "SELECT CAST(SUM(times) AS BIGINT) AS times, MAX(at) AS last \
        FROM refused_logins WHERE tenant_key = $1 AND at >= $2";
    let select = Fixed(SQL, [tenant.into(), to_millis(since).into()]);
    let found = conn.scan(tenant, select, |row| {
        let times: Option<i64> = row.get("times")?;
        let times = u64::try_from(times.unwrap_or_default()).unwrap_or_default();
        Ok((times, from_optional(row.get("last")?)?))
    });
    Ok(found.await?.first().copied().unwrap_or_default())
}

fn entry(row: &Row<'_>) -> Result<JournalEntry, StorageError> {
    let (token_id, reason): (String, String) = (row.get("token_id")?, row.get("reason")?);
    let reason = word(LoginRefusal::parse(&reason), &reason)?;
    let times: i64 = row.get("times")?;
    Ok(JournalEntry {
        id: row.get("id")?,
        at: from_millis(row.get("at")?)?,
        action: Action::LogIn,
        target: Target::Token,
        resource_type: None,
        target_id: Some(token_id.clone()),
        target_name: None,
        status: Status::Failure,
        changes: Vec::new(),
        error: Some(reason.error()),
        token_id: Some(token_id),
        request_id: None,
        ignored: Vec::new(),
        membership_changes: 0,
        category: JournalCategory::Login,
        actor: None,
        times: Some(u32::try_from(times).unwrap_or(u32::MAX)),
    })
}
