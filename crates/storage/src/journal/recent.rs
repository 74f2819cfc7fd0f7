//! The newest writes of a tenant, only as far as its health needs them.

use chrono::{DateTime, Utc};
use roster::Status;

use crate::statement::Fixed;
use crate::time::{from_millis, to_millis};
use crate::{Connection, StorageError, TenantKey};

/// When a write was asked for, and whether it was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecentWrite {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was refused.
    pub is_failure: bool,
}

/// The newest writes of a tenant, newest first, so many at most.
pub async fn newest(
    conn: &Connection,
    tenant: TenantKey,
    limit: u32,
) -> Result<Vec<RecentWrite>, StorageError> {
    const SQL: &str = "SELECT at, status FROM journal WHERE tenant_key = $1 \
        ORDER BY at DESC, id DESC LIMIT $2";
    let select = Fixed(SQL, [tenant.into(), i64::from(limit).into()]);
    let read = conn.scan(tenant, select, |row| {
        let status: String = row.get("status")?;
        Ok(RecentWrite {
            at: from_millis(row.get("at")?)?,
            is_failure: status == Status::Failure.as_str(),
        })
    });
    read.await
}

/// How many of a tenant's writes since a time were refused, of the newest `among`.
pub async fn failures(
    conn: &Connection,
    tenant: TenantKey,
    since: DateTime<Utc>,
    among: u32,
) -> Result<u64, StorageError> {
    const SQL: &str = "SELECT COUNT(*) AS count FROM (
            SELECT status FROM journal WHERE tenant_key = $1 AND at >= $2
            ORDER BY at DESC, id DESC LIMIT $3
        ) AS newest WHERE status = 'failure'";
    let values = [
        tenant.into(),
        to_millis(since).into(),
        i64::from(among).into(),
    ];
    let count = conn.scan(tenant, Fixed(SQL, values), |row| row.get::<i64>("count"));
    let count = count.await?.first().copied().unwrap_or_default();
    Ok(u64::try_from(count).unwrap_or_default())
}
