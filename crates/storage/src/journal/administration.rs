//! What people and commands did: to a tenant, or to what belongs to none.

use roster::{Action, Actor, JournalCategory, JournalEntry, Status, Target};
use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};

use super::{JournalPosition, JournalQuery, from_json, newest_first};
use crate::database::Row;
use crate::statement::{self, Assignments, json};
use crate::time::{from_millis, to_millis};
use crate::word::word;
use crate::{Connection, StorageError, TenantKey, Transaction};

const OF_TENANTS: &str = "administration_journal";
const OF_NONE: &str = "installation_journal";

/// Adds an entry about a tenant, or about none of those that are there.
///
/// # Errors
///
/// [`StorageError::Internal`] if it has no actor.
pub async fn note(
    conn: &Transaction,
    tenant: Option<TenantKey>,
    entry: &JournalEntry,
) -> Result<(), StorageError> {
    let mut row = assignments(conn.backend(), entry)?;
    let table = match tenant {
        Some(tenant) => {
            row.push(("tenant_key", tenant.into()));
            OF_TENANTS
        }
        None => OF_NONE,
    };
    conn.execute(&statement::insert(table, row)?).await?;
    Ok(())
}

/// Entries about a tenant, newest first: from the newest on, or those behind an entry.
pub async fn of_tenant(
    conn: &Connection,
    tenant: TenantKey,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> Result<Vec<JournalEntry>, StorageError> {
    let mut select = select(OF_TENANTS, query, behind);
    select.and_where(Expr::col("tenant_key").eq(tenant));
    conn.scan(tenant, &select, entry).await
}

/// Entries about no tenant that is there, newest first: from the newest on, or those behind an entry.
pub async fn of_installation(
    conn: &Connection,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> Result<Vec<JournalEntry>, StorageError> {
    conn.scan(None, &select(OF_NONE, query, behind), entry)
        .await
}

fn select(
    table: &'static str,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> SelectStatement {
    let mut select = newest_first(table, query, behind);
    select.columns([
        "id",
        "at",
        "action",
        "target",
        "target_id",
        "target_name",
        "status",
        "changes",
        "actor_kind",
        "actor_id",
        "actor_label",
    ]);
    select
}

fn assignments(backend: DbBackend, entry: &JournalEntry) -> Result<Assignments, StorageError> {
    let nobody = || StorageError::internal("an act of administration has no actor");
    let actor = entry.actor.as_ref().ok_or_else(nobody)?;
    Ok(vec![
        ("id", entry.id.as_str().into()),
        ("at", to_millis(entry.at).into()),
        ("action", entry.action.as_str().into()),
        ("target", entry.target.as_str().into()),
        ("target_id", entry.target_id.clone().into()),
        ("target_name", entry.target_name.clone().into()),
        ("status", entry.status.as_str().into()),
        ("changes", json(backend, &entry.changes)?),
        ("actor_kind", actor.kind().into()),
        ("actor_id", actor.id().map(str::to_owned).into()),
        ("actor_label", actor.label().map(str::to_owned).into()),
    ])
}

fn entry(row: &Row<'_>) -> Result<JournalEntry, StorageError> {
    let (action, target): (String, String) = (row.get("action")?, row.get("target")?);
    let (status, kind): (String, String) = (row.get("status")?, row.get("actor_kind")?);
    let actor = Actor::of(&kind, row.get("actor_id")?, row.get("actor_label")?);
    Ok(JournalEntry {
        id: row.get("id")?,
        at: from_millis(row.get("at")?)?,
        action: word(Action::parse(&action), &action)?,
        target: word(Target::parse(&target), &target)?,
        resource_type: None,
        target_id: row.get("target_id")?,
        target_name: row.get("target_name")?,
        status: word(Status::parse(&status), &status)?,
        changes: from_json(row.get("changes")?)?,
        error: None,
        token_id: None,
        request_id: None,
        ignored: Vec::new(),
        membership_changes: 0,
        category: JournalCategory::Administration,
        actor: Some(word(actor, &kind)?),
        times: None,
    })
}
