//! Sync sessions, derived from the journal when they are read: no row is written for them, so that
//! parallel writes never meet in one.

use chrono::{DateTime, TimeDelta, Utc};
use roster::{GroupCounts, SessionStatus, SyncSession, UserCounts};

use crate::database::Row;
use crate::statement::Fixed;
use crate::time::{from_millis, to_millis};
use crate::{Connection, StorageError, TenantKey};

/// A pause of this length ends a session.
const PAUSE: TimeDelta = TimeDelta::minutes(10);

/// So many entries are looked at first.
const FIRST_LOOK: u64 = 5_000;

/// The last `limit` sessions of a tenant that ended before a time, which is none or the beginning of
/// one; newest first. Only as much of the journal is read as they
/// need: if the newest entries have no more sessions than are wanted, the first of which may have begun
/// before them, four times as many entries are read.
pub(super) async fn last(
    conn: &Connection,
    tenant: TenantKey,
    limit: u64,
    before: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Vec<SyncSession>, StorageError> {
    let mut look = FIRST_LOOK;
    let before = before.map_or(i64::MAX, to_millis);
    loop {
        let since = time_of_entry(conn, tenant, before, look).await?;
        let entries = (since.unwrap_or(i64::MIN), before);
        let sessions = query(tenant, entries, limit.saturating_add(1));
        let mut sessions = conn.scan(tenant, sessions, |row| session(row, now)).await?;
        let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
        if since.is_none() || sessions.len() > wanted {
            sessions.truncate(wanted);
            return Ok(sessions);
        }
        look = look.saturating_mul(4);
    }
}

/// The time of the entry of that number, counted from the newest one before a time; none if there are
/// fewer.
async fn time_of_entry(
    conn: &Connection,
    tenant: TenantKey,
    before: i64,
    number: u64,
) -> Result<Option<i64>, StorageError> {
    const SQL: &str = "SELECT at FROM journal WHERE tenant_key = $1 AND at < $2 \
        ORDER BY at DESC LIMIT 1 OFFSET $3";
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let select = Fixed(SQL, [tenant.into(), before.into(), number.into()]);
    let found = conn.scan(tenant, select, |row| row.get("at")).await?;
    Ok(found.first().copied())
}

/// The last sessions among the entries since a time and before another one: an entry that comes a pause after the one before
/// it begins a session, and counting those beginnings numbers the sessions.
fn query(tenant: TenantKey, (since, before): (i64, i64), limit: u64) -> Fixed<5> {
    const SQL: &str = "
        WITH gaps AS (
            SELECT journal.*, at - LAG(at) OVER (ORDER BY at, id) AS gap
            FROM journal WHERE tenant_key = $1 AND at >= $2 AND at < $3
        ), numbered AS (
            SELECT gaps.*, SUM(CASE WHEN gap >= $4 THEN 1 ELSE 0 END)
                OVER (ORDER BY at, id ROWS UNBOUNDED PRECEDING) AS session
            FROM gaps
        )
        SELECT MIN(at) AS started_at, MAX(at) AS ended_at, COUNT(*) AS entries,
            COUNT(CASE WHEN status = 'failure' THEN 1 END) AS failures,
            CAST(SUM(membership_changes) AS BIGINT) AS memberships_changed,
            COUNT(CASE WHEN status = 'success' AND target = 'user' AND action = 'create'
                THEN 1 END) AS users_created,
            COUNT(CASE WHEN status = 'success' AND target = 'user' AND action = 'update'
                THEN 1 END) AS users_updated,
            COUNT(CASE WHEN status = 'success' AND target = 'user' AND action = 'disable'
                THEN 1 END) AS users_disabled,
            COUNT(CASE WHEN status = 'success' AND target = 'user' AND action = 'enable'
                THEN 1 END) AS users_enabled,
            COUNT(CASE WHEN status = 'success' AND target = 'user' AND action = 'delete'
                THEN 1 END) AS users_deleted,
            COUNT(CASE WHEN status = 'success' AND target = 'group' AND action = 'create'
                THEN 1 END) AS groups_created,
            COUNT(CASE WHEN status = 'success' AND target = 'group' AND action = 'update'
                THEN 1 END) AS groups_updated,
            COUNT(CASE WHEN status = 'success' AND target = 'group' AND action = 'delete'
                THEN 1 END) AS groups_deleted
        FROM numbered GROUP BY session ORDER BY session DESC LIMIT $5";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Fixed(
        SQL,
        [
            tenant.into(),
            since.into(),
            before.into(),
            PAUSE.num_milliseconds().into(),
            limit.into(),
        ],
    )
}

/// A session from its row.
fn session(row: &Row<'_>, now: DateTime<Utc>) -> Result<SyncSession, StorageError> {
    let count = |column: &str| -> Result<u64, StorageError> {
        let count: i64 = row.get(column)?;
        Ok(u64::try_from(count).unwrap_or_default())
    };
    let ended_at = from_millis(row.get("ended_at")?)?;
    let (entries, failures) = (count("entries")?, count("failures")?);
    Ok(SyncSession {
        started_at: from_millis(row.get("started_at")?)?,
        ended_at,
        status: status(now - ended_at, entries, failures),
        users: UserCounts {
            created: count("users_created")?,
            updated: count("users_updated")?,
            disabled: count("users_disabled")?,
            enabled: count("users_enabled")?,
            deleted: count("users_deleted")?,
        },
        groups: GroupCounts {
            created: count("groups_created")?,
            updated: count("groups_updated")?,
            deleted: count("groups_deleted")?,
        },
        memberships_changed: count("memberships_changed")?,
        failures,
    })
}

fn status(since: TimeDelta, entries: u64, failures: u64) -> SessionStatus {
    match failures {
        _ if since < PAUSE => SessionStatus::Running,
        0 => SessionStatus::Success,
        _ if failures == entries => SessionStatus::Failed,
        _ => SessionStatus::Partial,
    }
}
