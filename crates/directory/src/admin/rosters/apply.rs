//! Makes the change of a preview, if it still means what it said.

use std::collections::VecDeque;

use roster::preview::{Moved, PreviewKind};
use roster::{JobKind, Preview};
use storage::jobs::{self, NewJob};
use storage::previews::{self, StoredPreview};
use storage::{TenantKey, Transaction};

use super::change::Change;
use super::compare::Comparison;
use super::keep::keep;
use super::preview::{PreviewPages, find, make, pages, show};
use super::refusal::RosterRefusal;
use crate::Directory;
use crate::admin::{AdminError, exceptions, tenants};
use crate::jobs::input_of_apply;
use crate::tenant_roster::TenantRoster;

/// Makes the change of a preview: the settings at once, the contacts by a job.
///
/// # Errors
///
/// `Missing` if there is no such tenant or preview; `Refused` if it was applied, if somebody changed the
/// settings since, or if somebody would end otherwise than it says. Then nothing is changed. People who
/// came since do not count.
pub async fn apply(
    directory: &Directory,
    tenant_slug: &str,
    id: &str,
) -> Result<Preview, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let stored = find(directory, (tenant, tenant_slug), id).await?;
    if stored.applied_at.is_some() {
        let id = stored.id;
        return Err(RosterRefusal::AlreadyApplied { id }.into());
    }
    if stored.kind == PreviewKind::Exceptions {
        exceptions::apply(directory, (tenant, tenant_slug), id).await?;
        return Ok(show(directory, tenant_slug, id).await?.0);
    }
    let reader = directory.database().reader();
    let before = directory.rosters().of(reader, tenant).await?;
    if before.revision != stored.revision {
        return Err(RosterRefusal::SettingsMoved.into());
    }
    confirm(directory, (tenant, tenant_slug), &before, &stored).await?;
    switch(directory, tenant, &before, &stored).await?;
    Ok(show(directory, tenant_slug, id).await?.0)
}

/// Makes a change without looking at a preview of it first. Returns what was changed, as a preview that
/// was applied.
///
/// # Errors
///
/// As [`super::propose`].
pub async fn change(
    directory: &Directory,
    tenant_slug: &str,
    change: Change,
) -> Result<Preview, AdminError> {
    let proposal = make(directory, tenant_slug, change).await?;
    switch(
        directory,
        proposal.tenant,
        &proposal.before,
        &proposal.stored,
    )
    .await?;
    Ok(Preview {
        applied_at: Some(directory.now()),
        ..proposal.shown
    })
}

/// Makes sure that nobody would end otherwise than a preview says.
async fn confirm(
    directory: &Directory,
    tenant: (TenantKey, &str),
    before: &TenantRoster,
    stored: &StoredPreview,
) -> Result<(), AdminError> {
    let proposed = TenantRoster::new(stored.revision + 1, stored.settings.clone());
    let proposed = proposed.map_err(RosterRefusal::from)?;
    let mut said = Said {
        pages: pages(directory, tenant.0, stored.id.clone()),
        people: VecDeque::new(),
    };
    let mut comparison = Comparison::of(directory, tenant, (before, &proposed));
    while let Some(outcomes) = comparison.next_page().await? {
        for outcome in outcomes {
            let contact = &outcome.contact.state;
            let (_, after) = outcome.places();
            let is_as_said = match said.of(&contact.id).await? {
                Some(said) => said.after == after && said.fields == outcome.fields(),
                None => !outcome.is_moved() || contact.created_at > stored.created_at,
            };
            if !is_as_said {
                let (id, contact_id) = (stored.id.clone(), contact.id.clone());
                return Err(RosterRefusal::PeopleMoved { id, contact_id }.into());
            }
        }
    }
    Ok(())
}

/// What a preview says, asked for in the order of the contacts' ids.
struct Said<'a> {
    pages: PreviewPages<'a>,
    people: VecDeque<Moved>,
}

impl Said<'_> {
    async fn of(&mut self, contact_id: &str) -> Result<Option<Moved>, AdminError> {
        loop {
            match self.people.front() {
                Some(first) if first.contact_id.as_str() > contact_id => return Ok(None),
                Some(first) if first.contact_id == contact_id => {
                    return Ok(self.people.pop_front());
                }
                Some(_) => {
                    self.people.pop_front();
                }
                None => match self.pages.next_page().await? {
                    Some(people) => self.people.extend(people),
                    None => return Ok(None),
                },
            }
        }
    }
}

/// Has the settings of a preview hold from now on, and the contacts follow.
async fn switch(
    directory: &Directory,
    tenant: TenantKey,
    before: &TenantRoster,
    stored: &StoredPreview,
) -> Result<(), AdminError> {
    let at = directory.now();
    let write = async |unit: &Transaction| {
        keep(unit, directory, tenant, (before, &stored.settings)).await?;
        previews::set_applied(unit, tenant, &stored.id, at).await?;
        let job = NewJob {
            id: &directory.next_id(),
            kind: JobKind::ApplyRoster,
            input: input_of_apply(at, before.settings.mapping != stored.settings.mapping),
            at,
        };
        Ok::<_, AdminError>(jobs::add(unit, tenant, &job).await?)
    };
    directory.database().write_of(tenant, None, write).await
}
