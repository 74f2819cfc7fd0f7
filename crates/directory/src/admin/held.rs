//! Those whose leave is held, and what becomes of them.

use roster::{Action, Event, Target};
use scim::diff::Change;
use serde_json::{Value, json};
use storage::contacts::{self, StoredContact};
use storage::{StorageError, TenantKey, Transaction, brakes};

use super::by_id::ContactsById;
use super::note::{Act, change, note};
use super::tenants::{self, Tenant};
use super::{AdminError, LeaverRefusal, people};
use crate::Directory;
use crate::contacts::{Decider, keep, release, stay};
use crate::unit::Unit;

/// So many contacts are decided about in one transaction: few, since on SQLite others wait for it.
const BATCH: usize = 50;

/// How often a transaction is tried when others keep being faster.
const ATTEMPTS: u32 = 5;

/// What is decided about those who are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Their leave takes effect.
    Release,
    /// They stay, by exceptions that are to be reviewed.
    Reject,
}

/// Those who are held, or of them those who are named, by the ids of their contacts.
///
/// # Errors
///
/// `Missing` if there is no such tenant or contact, `Refused` if somebody who is named is not held, or
/// several are called so.
pub async fn held<'a>(
    directory: &'a Directory,
    tenant_slug: &str,
    only: Option<&[String]>,
) -> Result<ContactsById<'a>, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let ids = meant(directory, &tenant, only).await?;
    Ok(ContactsById::of(directory, tenant.key, ids))
}

/// Decides about all who are held, or about those who are named. Returns whom it concerned: nobody about
/// whom the directory or somebody else decided meanwhile.
///
/// # Errors
///
/// As [`held`], and then nothing was decided; `Storage`, and then something was perhaps.
pub async fn decide<'a>(
    directory: &'a Directory,
    tenant_slug: &str,
    only: Option<&[String]>,
    verdict: Verdict,
) -> Result<ContactsById<'a>, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let ids = meant(directory, &tenant, only).await?;
    let mut decided = Vec::with_capacity(ids.len());
    for some in ids.chunks(BATCH) {
        decided.extend(decide_some(directory, tenant.key, some, verdict).await?);
    }
    Ok(ContactsById::of(directory, tenant.key, decided))
}

async fn meant(
    directory: &Directory,
    tenant: &Tenant,
    only: Option<&[String]>,
) -> Result<Vec<String>, AdminError> {
    let Some(only) = only else {
        let reader = directory.database().reader();
        return Ok(contacts::held_ids(reader, tenant.key).await?);
    };
    let mut ids = Vec::with_capacity(only.len());
    for who in only {
        let found = people::find(directory, &tenant.slug, who).await?;
        if found.held_since.is_none() {
            let (who, status) = (who.clone(), found.status);
            return Err(LeaverRefusal::NotHeld { who, status }.into());
        }
        ids.push(found.id);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

async fn decide_some(
    directory: &Directory,
    tenant: TenantKey,
    ids: &[String],
    verdict: Verdict,
) -> Result<Vec<String>, AdminError> {
    trying_again(async || {
        let unit = async |transaction: &Transaction| {
            let unit = Unit {
                directory,
                transaction,
                tenant,
                at: directory.now(),
            };
            decide_in(unit, ids, verdict).await
        };
        directory.database().write_of(tenant, None, unit).await
    })
    .await
}

/// Does something again if another one was faster.
pub(super) async fn trying_again<T>(
    act: impl AsyncFn() -> Result<T, AdminError>,
) -> Result<T, AdminError> {
    for _ in 1..ATTEMPTS {
        match act().await {
            Err(AdminError::Storage(StorageError::Stale | StorageError::Conflict)) => {}
            outcome => return outcome,
        }
    }
    act().await
}

async fn decide_in(
    unit: Unit<'_>,
    ids: &[String],
    verdict: Verdict,
) -> Result<Vec<String>, AdminError> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    // Who is held, nobody else changes meanwhile.
    brakes::lock(conn, tenant, unit.at).await?;
    let decider = Decider::new(unit).await?;
    let mut done = Vec::new();
    for contact in contacts::of_ids(conn, tenant, ids).await? {
        if contact.state.standing.held_since().is_some() {
            decide_one(&decider, unit, &contact, verdict).await?;
            done.push(contact.state.id);
        }
    }
    Ok(done)
}

async fn decide_one(
    decider: &Decider<'_>,
    unit: Unit<'_>,
    contact: &StoredContact,
    verdict: Verdict,
) -> Result<(), AdminError> {
    match verdict {
        Verdict::Release => {
            let events = release(decider, contact).await?;
            note_of(unit, contact, Action::Release, &events, &[]).await
        }
        Verdict::Reject => {
            let stay = stay(decider, contact, None).await?;
            let events = keep(decider, contact, &stay).await?;
            let made: Vec<&str> = stay.exceptions.iter().map(|it| it.id.as_str()).collect();
            note_of(unit, contact, Action::Reject, &events, &made).await
        }
    }
}

/// Notes what was decided about a contact, and by which exceptions.
pub(super) async fn note_of(
    unit: Unit<'_>,
    contact: &StoredContact,
    action: Action,
    events: &[Event],
    exceptions: &[&str],
) -> Result<(), AdminError> {
    let mut changes: Vec<Change> = events.iter().filter_map(of_status).collect();
    if !exceptions.is_empty() {
        changes.extend(change("exceptions", Value::Null, json!(exceptions)));
    }
    let state = &contact.state;
    let act = Act {
        tenant: Some(unit.tenant),
        action,
        target: Target::Contact,
        id: &state.id,
        name: state.name(),
        is_new: true,
        changes,
        at: unit.at,
    };
    Ok(note(unit.directory, unit.transaction, act).await?)
}

fn of_status(event: &Event) -> Option<Change> {
    let Event::StatusChanged { old, new, .. } = event else {
        return None;
    };
    let word = |status: &roster::scope::Status| json!(status.as_str());
    change("status", word(old), word(new))
}
