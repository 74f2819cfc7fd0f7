//! The journal: one row for every write that a client asked for.

mod sessions;

use chrono::{DateTime, Utc};
use roster::{Action, JournalCategory, JournalEntry, Status, SyncSession, Target};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::entity::journal;
use crate::time::{from_millis, to_millis};
use crate::word::word;
use crate::{StorageError, TenantKey};

/// Which entries to read.
#[derive(Clone, Copy, Debug)]
pub struct JournalQuery {
    /// How many at most.
    pub limit: u64,
    /// Only those that ended so.
    pub status: Option<Status>,
    /// Only those from then on.
    pub since: Option<DateTime<Utc>>,
}

/// Adds an entry.
pub async fn append<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    entry: &JournalEntry,
) -> Result<(), StorageError> {
    let error = entry.error.as_ref().map(json).transpose()?;
    let row = journal::ActiveModel {
        tenant_key: ActiveValue::Set(tenant.into()),
        id: ActiveValue::Set(entry.id.clone()),
        at: ActiveValue::Set(to_millis(entry.at)),
        action: ActiveValue::Set(entry.action.as_str().to_owned()),
        target: ActiveValue::Set(entry.target.as_str().to_owned()),
        resource_type: ActiveValue::Set(entry.resource_type.clone()),
        target_id: ActiveValue::Set(entry.target_id.clone()),
        target_name: ActiveValue::Set(entry.target_name.clone()),
        status: ActiveValue::Set(entry.status.as_str().to_owned()),
        changes: ActiveValue::Set(json(&entry.changes)?),
        error: ActiveValue::Set(error),
        token_id: ActiveValue::Set(entry.token_id.clone()),
        request_id: ActiveValue::Set(entry.request_id.clone()),
        ignored: ActiveValue::Set(json(&entry.ignored)?),
        membership_changes: ActiveValue::Set(entry.membership_changes.into()),
    };
    journal::Entity::insert(row)
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Entries, newest first.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    query: &JournalQuery,
) -> Result<Vec<JournalEntry>, StorageError> {
    let mut select = journal::Entity::find()
        .filter(journal::Column::TenantKey.eq(tenant))
        .order_by_desc(journal::Column::At)
        .order_by_desc(journal::Column::Id)
        .limit(query.limit);
    if let Some(status) = query.status {
        select = select.filter(journal::Column::Status.eq(status.as_str()));
    }
    if let Some(since) = query.since {
        select = select.filter(journal::Column::At.gte(to_millis(since)));
    }
    let rows = select.all(conn).await?;
    let entries: Result<_, DbErr> = rows.into_iter().map(entry).collect();
    Ok(entries?)
}

/// The last `limit` sync sessions, newest first. A session whose last write is less than ten
/// minutes before `now` is still running.
pub async fn sessions<C: ConnectionTrait>(
    conn: &C,
    tenant: TenantKey,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<Vec<SyncSession>, StorageError> {
    let rows = conn
        .query_all_raw(sessions::query(conn.get_database_backend(), tenant, limit))
        .await?;
    let sessions: Result<_, DbErr> = rows.iter().map(|row| sessions::session(row, now)).collect();
    Ok(sessions?)
}

fn entry(row: journal::Model) -> Result<JournalEntry, DbErr> {
    let membership_changes = u32::try_from(row.membership_changes);
    Ok(JournalEntry {
        at: from_millis(row.at)?,
        action: word(Action::parse(&row.action), &row.action)?,
        target: word(Target::parse(&row.target), &row.target)?,
        status: word(Status::parse(&row.status), &row.status)?,
        changes: from_json(row.changes)?,
        error: row.error.map(from_json).transpose()?,
        ignored: from_json(row.ignored)?,
        membership_changes: membership_changes.unwrap_or_default(),
        category: JournalCategory::Write,
        actor: None,
        id: row.id,
        resource_type: row.resource_type,
        target_id: row.target_id,
        target_name: row.target_name,
        token_id: row.token_id,
        request_id: row.request_id,
    })
}

fn json<T: Serialize>(value: &T) -> Result<Value, DbErr> {
    serde_json::to_value(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn from_json<T: DeserializeOwned>(value: Value) -> Result<T, DbErr> {
    serde_json::from_value(value).map_err(|error| DbErr::Json(error.to_string()))
}
