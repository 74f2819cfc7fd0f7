//! Adding entries.

use roster::JournalEntry;
use roster::group::MemberDelta;
use scim::Id;
use scim::schema::MEMBERS;
use sea_orm::{DbBackend, Value};
use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use crate::statement::{Fixed, InsertRow, json, optional_json};
use crate::time::to_millis;
use crate::{StorageError, TenantKey, Transaction};

/// From so many members on, what changed is written as text at once: as values it would take many
/// times as much.
const MANY: usize = 1_000;

/// PostgreSQL is sent so many members at a time, since what is sent is in memory several times.
const PIECE: usize = 10_000;

/// Bytes of an id in a list of texts, about.
const ID: usize = 40;

/// Adds ids to the list of a change.
const ADD_IDS: &str = "UPDATE journal SET changes = \
    jsonb_set(changes, ARRAY[$1, $2], (changes #> ARRAY[$3, $4]) || CAST($5 AS JSONB)) \
    WHERE tenant_key = $6 AND id = $7";

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
    let backend = conn.backend();
    let (removed, added) = (members.removed(), members.added());
    let changes = match (backend, members.len()) {
        (DbBackend::Postgres, _) => {
            let (old, new) = (first_piece(removed), first_piece(added));
            json(backend, &Changes { entry, old, new })?
        }
        (_, ..MANY) => json(
            backend,
            &Changes {
                entry,
                old: removed,
                new: added,
            },
        )?,
        _ => text(
            &Changes {
                entry,
                old: removed,
                new: added,
            },
            members.len(),
        )?
        .into(),
    };
    let entry_row = row(backend, tenant, entry, changes)?;
    conn.execute(InsertRow("journal", entry_row)).await?;
    if backend == DbBackend::Postgres {
        add_pieces(conn, tenant, entry, "old", removed).await?;
        add_pieces(conn, tenant, entry, "new", added).await?;
    }
    Ok(())
}

fn first_piece(ids: &[Id]) -> &[Id] {
    ids.chunks(PIECE).next().unwrap_or_default()
}

/// Adds the ids behind the first piece.
async fn add_pieces(
    conn: &Transaction,
    tenant: TenantKey,
    entry: &JournalEntry,
    side: &'static str,
    ids: &[Id],
) -> Result<(), StorageError> {
    let place = entry.changes.len().to_string();
    for piece in ids.chunks(PIECE).skip(1) {
        let values = [
            place.as_str().into(),
            side.into(),
            place.as_str().into(),
            side.into(),
            text(piece, piece.len())?.into(),
            tenant.into(),
            entry.id.as_str().into(),
        ];
        conn.execute(Fixed(ADD_IDS, values)).await?;
    }
    Ok(())
}

/// JSON with about so many ids in it.
fn text<T: Serialize + ?Sized>(content: &T, ids: usize) -> Result<String, StorageError> {
    let mut text = Vec::with_capacity(1024 + ID * ids);
    let written = serde_json::to_writer(&mut text, content);
    written.map_err(|error| StorageError::internal(error.to_string()))?;
    String::from_utf8(text).map_err(|error| StorageError::internal(error.to_string()))
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
    /// Members who went.
    old: &'a [Id],
    /// Members who came.
    new: &'a [Id],
}

/// The members that came and went, as changes of the attribute that shows them, without values.
#[derive(Serialize)]
struct Members<'a> {
    attribute: &'static str,
    old: Option<&'a [Id]>,
    new: Option<&'a [Id]>,
}

impl Serialize for Changes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut changes = serializer.serialize_seq(None)?;
        for change in &self.entry.changes {
            changes.serialize_element(change)?;
        }
        if self.old.len() + self.new.len() > 0 {
            changes.serialize_element(&Members {
                attribute: MEMBERS,
                old: some(self.old),
                new: some(self.new),
            })?;
        }
        changes.end()
    }
}

fn some(ids: &[Id]) -> Option<&[Id]> {
    (!ids.is_empty()).then_some(ids)
}
