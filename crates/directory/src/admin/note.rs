//! What people and commands did, as the journal has it.

use chrono::{DateTime, Utc};
use roster::{Action, JournalCategory, JournalEntry, Status, Target};
use scim::diff::Change;
use serde_json::Value;
use storage::journal::administration;
use storage::{StorageError, TenantKey, Transaction};

use crate::Directory;

/// An act that was done.
pub(super) struct Act<'a> {
    /// The tenant in whose journal it stands; none for the installation's.
    pub(super) tenant: Option<TenantKey>,
    pub(super) action: Action,
    pub(super) target: Target,
    pub(super) id: &'a str,
    pub(super) name: Option<&'a str>,
    /// Whether it changed anything.
    pub(super) is_new: bool,
    pub(super) changes: Vec<Change>,
    pub(super) at: DateTime<Utc>,
}

/// Notes an act in the transaction in which it is done.
pub(super) async fn note(
    directory: &Directory,
    unit: &Transaction,
    act: Act<'_>,
) -> Result<(), StorageError> {
    let entry = JournalEntry {
        id: directory.next_id(),
        at: act.at,
        action: act.action,
        target: act.target,
        resource_type: None,
        target_id: Some(act.id.to_owned()),
        target_name: act.name.map(str::to_owned),
        status: if act.is_new {
            Status::Success
        } else {
            Status::Skipped
        },
        changes: act.changes,
        error: None,
        token_id: None,
        request_id: None,
        ignored: Vec::new(),
        membership_changes: 0,
        category: JournalCategory::Administration,
        actor: Some(directory.actor().clone()),
        times: None,
    };
    administration::note(unit, act.tenant, &entry).await
}

/// A change of one attribute, unless it stayed as it was.
pub(super) fn change(attribute: &str, old: Value, new: Value) -> Option<Change> {
    (old != new).then(|| Change {
        attribute: attribute.to_owned(),
        old,
        new,
    })
}
