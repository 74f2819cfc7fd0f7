//! Adding entries.

use roster::JournalEntry;
use roster::group::MemberDelta;
use scim::Id;
use scim::diff::Change;
use sea_orm::{DbBackend, Value};
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::statement::{Fixed, InsertRow, json, optional_json};
use crate::time::to_millis;
use crate::{StorageError, TenantKey, Transaction};

/// From so many members on, what changed is made text before it is bound: as values it would take many
/// times as much.
const MANY: usize = 1_000;

/// Bytes of an id in a list of texts, about.
const ID: usize = 40;

const SET_CHANGES: &str =
    "UPDATE journal SET changes = CAST($1 AS JSONB) WHERE tenant_key = $2 AND id = $3";

/// Adds an entry.
pub async fn append(
    conn: &Transaction,
    tenant: TenantKey,
    entry: &JournalEntry,
) -> Result<(), StorageError> {
    append_with(conn, tenant, entry, &MemberDelta::default()).await
}

/// Adds an entry that tells of members who came and went, behind its other changes.
pub async fn append_with(
    conn: &Transaction,
    tenant: TenantKey,
    entry: &JournalEntry,
    members: &MemberDelta,
) -> Result<(), StorageError> {
    let changes = Changes { entry, members };
    let backend = conn.backend();
    if members.len() < MANY || backend != DbBackend::Postgres {
        let changes = match members.len() {
            ..MANY => json(backend, &changes)?,
            _ => changes.text()?.into(),
        };
        conn.execute(InsertRow("journal", row(backend, tenant, entry, changes)?))
            .await?;
        return Ok(());
    }
    // Of the parameter's type, a text would have to be taken apart before it is sent.
    let none = json::<[Change]>(backend, &[])?;
    conn.execute(InsertRow("journal", row(backend, tenant, entry, none)?))
        .await?;
    let values = [
        changes.text()?.into(),
        tenant.into(),
        entry.id.as_str().into(),
    ];
    conn.execute(Fixed(SET_CHANGES, values)).await?;
    Ok(())
}

fn row(
    backend: DbBackend,
    tenant: TenantKey,
    entry: &JournalEntry,
    changes: Value,
) -> Result<Vec<(&'static str, Value)>, StorageError> {
    Ok(vec![
        ("tenant_key", tenant.into()),
        ("id", entry.id.as_str().into()),
        ("at", to_millis(entry.at).into()),
        ("action", entry.action.as_str().into()),
        ("target", entry.target.as_str().into()),
        ("resource_type", entry.resource_type.clone().into()),
        ("target_id", entry.target_id.clone().into()),
        ("target_name", entry.target_name.clone().into()),
        ("status", entry.status.as_str().into()),
        ("changes", changes),
        ("error", optional_json(backend, entry.error.as_ref())?),
        ("token_id", entry.token_id.clone().into()),
        ("request_id", entry.request_id.clone().into()),
        ("ignored", json(backend, &entry.ignored)?),
        (
            "membership_changes",
            i64::from(entry.membership_changes).into(),
        ),
    ])
}

/// All that changed, as [`scim::diff::Change`]s.
struct Changes<'a> {
    entry: &'a JournalEntry,
    members: &'a MemberDelta,
}

/// The members that came and went, as changes of the attribute that shows them, without values.
#[derive(Serialize)]
struct Members<'a> {
    attribute: &'static str,
    old: Option<&'a [Id]>,
    new: Option<&'a [Id]>,
}

impl Changes<'_> {
    fn text(&self) -> Result<String, StorageError> {
        let mut text = Vec::with_capacity(1024 + ID * self.members.len());
        let written = serde_json::to_writer(&mut text, self);
        written.map_err(|error| StorageError::internal(error.to_string()))?;
        String::from_utf8(text).map_err(|error| StorageError::internal(error.to_string()))
    }
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut changes = serializer.serialize_seq(None)?;
        for change in &self.entry.changes {
            changes.serialize_element(change)?;
        }
        if !self.members.is_empty() {
            changes.serialize_element(&Members {
                attribute: "members",
                old: some(self.members.removed()),
                new: some(self.members.added()),
            })?;
        }
        changes.end()
    }
}

fn some(ids: &[Id]) -> Option<&[Id]> {
    (!ids.is_empty()).then_some(ids)
}
