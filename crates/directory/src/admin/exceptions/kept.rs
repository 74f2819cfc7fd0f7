//! Previews of exceptions, and making what they say.

use chrono::{DateTime, TimeDelta, Utc};
use roster::RosterSettings;
use roster::exception::{Draft, Kind, Owner};
use roster::preview::{Moved, PreviewKind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::previews::{self, StoredPreview};
use storage::{StorageError, TenantKey, Transaction};

use super::act::{Mode, carry_out};
use super::people::{Imported, Wanted, make};
use crate::Directory;
use crate::admin::AdminError;
use crate::admin::rosters::RosterRefusal;
use crate::unit::Unit;

/// So many people are in one part of a preview.
const IN_A_PART: usize = 1_000;
/// How long previews are kept.
const KEPT: TimeDelta = TimeDelta::days(30);

/// An exception that is wanted, as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptDraft {
    line: u64,
    contact_id: String,
    kind: String,
    field: Option<String>,
    value: Option<String>,
    reason: String,
    approved_by: String,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    review: Option<DateTime<Utc>>,
    owner: Owner,
}

/// Keeps what would come of exceptions. Returns the id of the preview.
pub(super) async fn keep(
    directory: &Directory,
    tenant: TenantKey,
    wanted: &Wanted,
    imported: &Imported,
) -> Result<String, AdminError> {
    let reader = directory.database().reader();
    let roster = directory.rosters().of(reader, tenant).await?;
    let preview = StoredPreview {
        id: directory.next_id(),
        kind: PreviewKind::Exceptions,
        revision: roster.revision,
        // They are not what it would change.
        settings: RosterSettings::default(),
        counts: imported.counts,
        created_at: directory.now(),
        created_by: directory.actor().clone(),
        applied_at: None,
    };
    let refused: Vec<u64> = imported.refused.iter().map(|row| row.line).collect();
    let content = json!(drafts(wanted, &refused));
    let insert = async |unit: &Transaction| {
        previews::remove_old(unit, tenant, preview.created_at - KEPT).await?;
        previews::insert(unit, tenant, &preview).await?;
        previews::add_content(unit, tenant, &preview.id, &content).await?;
        for (number, people) in (0..).zip(imported.changes.chunks(IN_A_PART)) {
            previews::add_part(unit, tenant, &preview.id, number, people).await?;
        }
        Ok::<_, AdminError>(())
    };
    directory.database().write_of(tenant, None, insert).await?;
    Ok(preview.id)
}

/// Makes the exceptions of a preview, all of them.
///
/// # Errors
///
/// `Refused` if it was applied, or if somebody would end otherwise than it says. Then nothing is changed.
pub(in crate::admin) async fn apply(
    directory: &Directory,
    (tenant, tenant_slug): (TenantKey, &str),
    id: &str,
) -> Result<(), AdminError> {
    let (wanted, said) = read(directory, tenant, id).await?;
    let unit = async |transaction: &Transaction| {
        let at = directory.now();
        let unit = Unit {
            directory,
            transaction,
            tenant,
            at,
        };
        let made = make(unit, tenant_slug, &wanted).await?;
        check(id, &said, made)?;
        let applied = previews::set_applied(transaction, tenant, id, at).await;
        applied.map_err(|error| match error {
            StorageError::Stale => RosterRefusal::AlreadyApplied { id: id.to_owned() }.into(),
            error => AdminError::from(error),
        })
    };
    carry_out(directory, tenant, Mode::Do, unit).await
}

/// What a preview would do, and what it says of people.
async fn read(
    directory: &Directory,
    tenant: TenantKey,
    id: &str,
) -> Result<(Wanted, Vec<Moved>), AdminError> {
    let reader = directory.database().reader();
    let broken = |error: String| AdminError::from(StorageError::Internal(error.into()));
    let content = previews::content(reader, tenant, id).await?;
    let kept = serde_json::from_value(content.unwrap_or_default());
    let kept: Vec<KeptDraft> = kept.map_err(|error| broken(error.to_string()))?;
    let mut wanted = Wanted::new();
    for kept in kept {
        let (line, contact_id) = (kept.line, kept.contact_id.clone());
        let draft = kept.draft().map_err(|flaw| broken(flaw.to_string()))?;
        wanted.entry(contact_id).or_default().push((line, draft));
    }
    let mut said = Vec::new();
    for number in 0.. {
        match previews::part(reader, tenant, id, number).await? {
            Some(people) => said.extend(people),
            None => break,
        }
    }
    Ok((wanted, said))
}

/// Makes sure that everybody ends as a preview says. Both are in the order of the contacts' ids.
fn check(id: &str, said: &[Moved], made: Imported) -> Result<(), AdminError> {
    if let Some(row) = made.refused.into_iter().next() {
        return Err(row.error);
    }
    let end = |moved: &Moved| {
        (
            moved.contact_id.clone(),
            moved.after.clone(),
            moved.fields.clone(),
        )
    };
    let mut made = made.changes.iter().map(end);
    let other = said.iter().find(|said| made.next() != Some(end(said)));
    match other {
        None => Ok(()),
        Some(other) => Err(RosterRefusal::PeopleMoved {
            id: id.to_owned(),
            contact_id: other.contact_id.clone(),
        }
        .into()),
    }
}

/// What is to be kept of drafts, but for those that make no sense.
fn drafts(wanted: &Wanted, refused: &[u64]) -> Vec<KeptDraft> {
    let all = wanted.iter().flat_map(|(id, drafts)| {
        let drafts = drafts.iter().filter(|(line, _)| !refused.contains(line));
        drafts.map(move |(line, draft)| KeptDraft::of(*line, id, draft))
    });
    all.collect()
}

impl KeptDraft {
    fn of(line: u64, contact_id: &str, draft: &Draft) -> Self {
        Self {
            line,
            contact_id: contact_id.to_owned(),
            kind: draft.kind.as_str().to_owned(),
            field: draft.kind.field(),
            value: draft.kind.value().map(str::to_owned),
            reason: draft.reason.clone(),
            approved_by: draft.approved_by.clone(),
            from: draft.from,
            until: draft.until,
            review: draft.review,
            owner: draft.owner,
        }
    }

    fn draft(self) -> Result<Draft, roster::exception::Flaw> {
        let kind = Kind::parse(&self.kind, self.field.as_deref(), self.value.as_deref())?;
        Ok(Draft {
            kind,
            reason: self.reason,
            approved_by: self.approved_by,
            from: self.from,
            until: self.until,
            review: self.review,
            owner: self.owner,
        })
    }
}
