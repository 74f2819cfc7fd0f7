//! Writes what a tenant chose, behind what was there.

use roster::{Action, RosterSettings, Target};
use serde_json::json;
use storage::roster_settings::{self, StoredSettings};
use storage::{StorageError, TenantKey, Transaction};

use super::refusal::RosterRefusal;
use crate::Directory;
use crate::admin::AdminError;
use crate::admin::note::{Act, change, note};
use crate::tenant_roster::TenantRoster;

/// Has settings hold from now on, in place of those of before, and notes that in the journal.
///
/// # Errors
///
/// `Refused` if somebody changed the settings since they were read.
pub(super) async fn keep(
    unit: &Transaction,
    directory: &Directory,
    tenant: TenantKey,
    (before, settings): (&TenantRoster, &RosterSettings),
) -> Result<(), AdminError> {
    let at = directory.now();
    // What was before has to be there, so that one can go back to it.
    let first = (before.revision == 0).then(RosterSettings::default);
    let chosen = first.into_iter().chain([settings.clone()]);
    for (revision, settings) in (before.revision + 1..).zip(chosen) {
        let next = StoredSettings {
            revision,
            settings,
            decided_at: at,
            decided_by: directory.actor().clone(),
        };
        let inserted = roster_settings::insert(unit, tenant, &next).await;
        inserted.map_err(|error| match error {
            StorageError::Stale => RosterRefusal::SettingsMoved.into(),
            error => AdminError::from(error),
        })?;
    }
    let (old, new) = (&before.settings, settings);
    let changes = [
        change("scope", json!(old.scope), json!(new.scope)),
        change("audiences", json!(old.audiences), json!(new.audiences)),
        change("mapping", json!(old.mapping), json!(new.mapping)),
        change(
            "known_persons",
            json!(old.known_persons),
            json!(new.known_persons),
        ),
    ];
    let act = Act {
        tenant: Some(tenant),
        action: Action::Update,
        target: Target::Tenant,
        id: &directory.next_id(),
        name: None,
        is_new: true,
        changes: changes.into_iter().flatten().collect(),
        at,
    };
    Ok(note(directory, unit, act).await?)
}
