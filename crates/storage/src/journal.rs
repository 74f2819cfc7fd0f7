//! The journal: one row for every write that a client asked for, and in tables of their own for what
//! people and commands did.

pub mod administration;
pub mod logins;
mod person;
pub mod recent;
mod sessions;
mod write;

use std::ops::ControlFlow;

use chrono::{DateTime, Utc};
use roster::{Action, Actor, Identity, JournalCategory, JournalEntry, Status, SyncSession, Target};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::database::{JsonText, Row};
use crate::time::{from_millis, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey};

pub use person::{Whom, of_person};
pub use write::{append, append_with};

/// With so many bytes of changes a page of entries is full.
const FULL: usize = 1024 * 1024;

/// Which entries to read.
#[derive(Clone, Copy, Debug)]
pub struct JournalQuery {
    /// How many at most.
    pub limit: u64,
    /// Only those that ended so.
    pub status: Option<Status>,
    /// Only those from then on.
    pub since: Option<DateTime<Utc>>,
    /// Only those before then.
    pub until: Option<DateTime<Utc>>,
    /// Only those about that kind of thing.
    pub target: Option<Target>,
    /// Only those of that act.
    pub action: Option<Action>,
}

/// The place of an entry in the order of the journal, behind which a page may begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalPosition {
    at: DateTime<Utc>,
    id: String,
}

impl JournalPosition {
    /// The place of that entry.
    pub fn of(entry: &JournalEntry) -> Self {
        Self {
            at: entry.at,
            id: entry.id.clone(),
        }
    }
}

/// Entries, newest first: from the newest on, or those behind an entry. There are fewer than the limit
/// says where a few tell of very much.
pub async fn list(
    conn: &Connection,
    tenant: TenantKey,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> Result<Vec<JournalEntry>, StorageError> {
    read(conn, tenant, newest_first("journal", query, behind)).await
}

/// The entries of a query of the journal that has no columns yet.
async fn read(
    conn: &Connection,
    tenant: TenantKey,
    mut select: SelectStatement,
) -> Result<Vec<JournalEntry>, StorageError> {
    select
        .columns(COLUMNS)
        .expr_as(label_of_token(tenant), "token_label")
        .and_where(Expr::col("tenant_key").eq(tenant));
    let page = conn.gather(tenant, &select, Page::default(), add).await?;
    Ok(page.entries)
}

/// Entries that are being read.
#[derive(Default)]
struct Page {
    entries: Vec<JournalEntry>,
    /// Bytes of what changed.
    bytes: usize,
}

fn add(page: &mut Page, row: &Row<'_>) -> Result<ControlFlow<()>, StorageError> {
    let JsonText(changes) = row.get("changes")?;
    page.bytes += changes.len();
    page.entries.push(entry(row, &changes)?);
    Ok(match page.bytes {
        ..FULL => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    })
}

/// What people call the token of an entry, as it is called now.
fn label_of_token(tenant: TenantKey) -> Expr {
    let label = Query::select()
        .column("label")
        .from("tokens")
        .and_where(Expr::col(("tokens", "tenant_key")).eq(tenant))
        .and_where(Expr::col(("tokens", "id")).equals(("journal", "token_id")))
        .take();
    Expr::SubQuery(None, Box::new(label.into()))
}

/// A query of a table of entries, yet without columns.
fn newest_first(
    table: &'static str,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> SelectStatement {
    let mut select = by_time(table, query, behind);
    if let Some(status) = query.status {
        select.and_where(Expr::col("status").eq(status.as_str()));
    }
    if let Some(target) = query.target {
        select.and_where(Expr::col("target").eq(target.as_str()));
    }
    if let Some(action) = query.action {
        select.and_where(Expr::col("action").eq(action.as_str()));
    }
    select
}

/// The same for a table whose rows all ended in one way.
fn by_time(
    table: &'static str,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> SelectStatement {
    let mut select = Query::select();
    select
        .from(table)
        .order_by("at", Order::Desc)
        .order_by("id", Order::Desc)
        .limit(query.limit);
    if let Some(since) = query.since {
        select.and_where(Expr::col("at").gte(to_millis(since)));
    }
    if let Some(until) = query.until {
        select.and_where(Expr::col("at").lt(to_millis(until)));
    }
    if let Some(JournalPosition { at, id }) = behind {
        let at = to_millis(*at);
        // The index on the time alone serves the first condition and the order.
        select.and_where(Expr::col("at").lte(at));
        let is_earlier = Expr::col("at").lt(at);
        select.and_where(is_earlier.or(Expr::col("id").lt(id.as_str())));
    }
    select
}

/// The last `limit` sync sessions, newest first; with `before` those that ended before that session
/// began. A session whose last write is less than ten
/// minutes before `now` is still running.
pub async fn sessions(
    conn: &Connection,
    tenant: TenantKey,
    limit: u64,
    before: Option<&SyncSession>,
    now: DateTime<Utc>,
) -> Result<Vec<SyncSession>, StorageError> {
    let before = before.map(|session| session.started_at);
    sessions::last(conn, tenant, limit, before, now).await
}

/// What [`entry`] reads.
const COLUMNS: [&str; 14] = [
    "id",
    "at",
    "action",
    "target",
    "resource_type",
    "target_id",
    "target_name",
    "status",
    "changes",
    "error",
    "token_id",
    "request_id",
    "ignored",
    "membership_changes",
];

fn entry(row: &Row<'_>, changes: &str) -> Result<JournalEntry, StorageError> {
    let (action, target): (String, String) = (row.get("action")?, row.get("target")?);
    let status: String = row.get("status")?;
    let error: Option<Value> = row.get("error")?;
    let membership_changes: i64 = row.get("membership_changes")?;
    Ok(JournalEntry {
        id: row.get("id")?,
        at: from_millis(row.get("at")?)?,
        action: word(Action::parse(&action), &action)?,
        target: word(Target::parse(&target), &target)?,
        resource_type: row.get("resource_type")?,
        target_id: row.get("target_id")?,
        target_name: row.get("target_name")?,
        status: word(Status::parse(&status), &status)?,
        changes: serde_json::from_str(changes).map_err(|error| unreadable(&error))?,
        error: error.map(from_json).transpose()?,
        actor: token(row)?.map(Actor::Token),
        token_id: row.get("token_id")?,
        request_id: row.get("request_id")?,
        ignored: from_json(row.get("ignored")?)?,
        membership_changes: u32::try_from(membership_changes).unwrap_or_default(),
        category: JournalCategory::Write,
        times: None,
    })
}

/// The token of a write.
fn token(row: &Row<'_>) -> Result<Option<Identity>, StorageError> {
    let id: Option<String> = row.get("token_id")?;
    let label = row.get("token_label")?;
    Ok(id.map(|id| Identity { id, label }))
}

fn from_json<T: DeserializeOwned>(value: Value) -> Result<T, StorageError> {
    serde_json::from_value(value).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> StorageError {
    StorageError::internal(error.to_string())
}
