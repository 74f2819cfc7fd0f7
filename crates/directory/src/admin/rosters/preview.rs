//! Makes previews and shows them.

use roster::Preview;
use roster::preview::{Counts, Moved, PreviewKind};
use roster::scope::Effect;
use storage::previews::{self, StoredPreview};
use storage::{TenantKey, Transaction};

use super::change::Change;
use super::compare::Comparison;
use super::refusal::RosterRefusal;
use crate::Directory;
use crate::admin::{AdminError, Missing, tenants};
use crate::tenant_roster::TenantRoster;

/// So many people are in one part of a preview.
const IN_A_PART: usize = 1_000;
/// So many are shown with the preview itself.
const SHOWN: usize = 100;
/// How long previews are kept.
const KEPT: chrono::TimeDelta = chrono::TimeDelta::days(30);

/// A preview that was made, with what it would have decide.
pub(super) struct Proposal {
    pub(super) tenant: TenantKey,
    pub(super) before: std::sync::Arc<TenantRoster>,
    pub(super) stored: StoredPreview,
    pub(super) shown: Preview,
}

/// Tells whom a change would move, keeps that under an id, and changes nothing else.
///
/// # Errors
///
/// `Missing` if there is no such tenant, `Refused` if the change makes no sense.
pub async fn propose(
    directory: &Directory,
    tenant_slug: &str,
    change: Change,
) -> Result<Preview, AdminError> {
    Ok(make(directory, tenant_slug, change).await?.shown)
}

pub(super) async fn make(
    directory: &Directory,
    tenant_slug: &str,
    change: Change,
) -> Result<Proposal, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    let before = directory.rosters().of(reader, tenant).await?;
    let kind = change.kind();
    let settings = change.of(directory, tenant, &before.settings).await?;
    let proposed = TenantRoster::new(before.revision + 1, settings);
    let proposed = proposed.map_err(RosterRefusal::from)?;
    let id = directory.next_id();
    let (counts, changes, matches) =
        keep_people(directory, (tenant, tenant_slug), (&before, &proposed), &id).await?;
    let stored = StoredPreview {
        id,
        kind,
        revision: before.revision,
        settings: proposed.settings.clone(),
        counts,
        created_at: directory.now(),
        created_by: directory.actor().clone(),
        applied_at: None,
    };
    let insert = async |unit: &Transaction| {
        previews::remove_old(unit, tenant, stored.created_at - KEPT).await?;
        previews::insert(unit, tenant, &stored).await
    };
    directory.database().write_of(tenant, None, insert).await?;
    let warnings = match kind {
        PreviewKind::Scope | PreviewKind::Policy => warnings(&proposed, &matches),
        _ => Vec::new(),
    };
    let shown = shown(&stored, changes, warnings);
    Ok(Proposal {
        tenant,
        before,
        stored,
        shown,
    })
}

/// Keeps whom the settings would move, in parts. Returns how many, the first of them, and how many each
/// rule selects out of how many.
async fn keep_people(
    directory: &Directory,
    (tenant, slug): (TenantKey, &str),
    (before, proposed): (&TenantRoster, &TenantRoster),
    id: &str,
) -> Result<(Counts, Vec<Moved>, Matches), AdminError> {
    let mut comparison = Comparison::of(directory, (tenant, slug), (before, proposed));
    let (mut counts, mut first) = (Counts::default(), Vec::new());
    let mut matches = Matches::of(proposed);
    let (mut part, mut number) = (Vec::new(), 0);
    while let Some(outcomes) = comparison.next_page().await? {
        for outcome in &outcomes {
            let (before, after) = outcome.places();
            counts.add(&before, &after, outcome.has_other_fields());
            matches.count(outcome.after.standing.decided_by.as_deref());
            if before != after || outcome.has_other_fields() {
                part.push(comparison.moved(outcome));
            }
        }
        if part.len() >= IN_A_PART {
            keep_part(directory, tenant, id, number, &part).await?;
            number += 1;
            first.extend(part.drain(..).take(SHOWN - first.len()));
            part.clear();
        }
    }
    if !part.is_empty() {
        keep_part(directory, tenant, id, number, &part).await?;
        first.extend(part.into_iter().take(SHOWN - first.len()));
    }
    Ok((counts, first, matches))
}

async fn keep_part(
    directory: &Directory,
    tenant: TenantKey,
    id: &str,
    number: i64,
    people: &[Moved],
) -> Result<(), AdminError> {
    let add = async |unit: &Transaction| previews::add_part(unit, tenant, id, number, people).await;
    Ok(directory.database().write_of(tenant, None, add).await?)
}

/// How many contacts each rule decides about.
struct Matches {
    of_rules: Vec<(String, u64)>,
    all: u64,
}

impl Matches {
    fn of(roster: &TenantRoster) -> Self {
        let rules = roster.settings.scope.rules.iter();
        Self {
            of_rules: rules.map(|rule| (rule.id.clone(), 0)).collect(),
            all: 0,
        }
    }

    fn count(&mut self, decided_by: Option<&str>) {
        self.all += 1;
        let mut rules = self.of_rules.iter_mut();
        if let Some((_, count)) = rules.find(|(id, _)| Some(id.as_str()) == decided_by) {
            *count += 1;
        }
    }
}

/// What somebody should look at: rules that decide about nobody, or about everybody.
fn warnings(proposed: &TenantRoster, matches: &Matches) -> Vec<String> {
    let rules = proposed.settings.scope.rules.iter().zip(&matches.of_rules);
    let warnings = rules.filter_map(|(rule, (_, count))| {
        let effect = match rule.effect {
            Effect::Include => "takes in",
            Effect::Exclude => "keeps out",
        };
        let (name, all) = (&rule.name, matches.all);
        match *count {
            _ if all == 0 || !rule.enabled => None,
            0 => Some(format!(
                "the rule {name:?} {effect} nobody of {all} people: others decide before it, or its \
                 filter selects none"
            )),
            count if count == all => {
                Some(format!("the rule {name:?} {effect} everybody: all {all} people"))
            }
            _ => None,
        }
    });
    warnings.collect()
}

fn shown(stored: &StoredPreview, changes: Vec<Moved>, warnings: Vec<String>) -> Preview {
    Preview {
        id: stored.id.clone(),
        kind: stored.kind,
        created_at: stored.created_at,
        applied_at: stored.applied_at,
        counts: stored.counts,
        warnings,
        changes,
    }
}

/// A preview and all people that it moves, a part at a time.
pub struct PreviewPages<'a> {
    directory: &'a Directory,
    tenant: TenantKey,
    id: String,
    next: i64,
}

/// The preview of that id, without people, and those people.
///
/// # Errors
///
/// `Missing` if there is no such tenant or preview.
pub async fn show<'a>(
    directory: &'a Directory,
    tenant_slug: &str,
    id: &str,
) -> Result<(Preview, PreviewPages<'a>), AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let stored = find(directory, (tenant, tenant_slug), id).await?;
    let pages = pages(directory, tenant, stored.id.clone());
    Ok((shown(&stored, Vec::new(), Vec::new()), pages))
}

pub(super) async fn find(
    directory: &Directory,
    (tenant, slug): (TenantKey, &str),
    id: &str,
) -> Result<StoredPreview, AdminError> {
    let reader = directory.database().reader();
    let found = previews::find(reader, tenant, id).await?;
    found.ok_or_else(|| {
        let (tenant, id) = (slug.to_owned(), id.to_owned());
        Missing::Preview { tenant, id }.into()
    })
}

impl PreviewPages<'_> {
    /// The next people, in the order of their ids; none behind the last.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Moved>>, AdminError> {
        let reader = self.directory.database().reader();
        let part = previews::part(reader, self.tenant, &self.id, self.next).await?;
        self.next += 1;
        Ok(part)
    }
}

pub(super) fn pages(directory: &Directory, tenant: TenantKey, id: String) -> PreviewPages<'_> {
    PreviewPages {
        directory,
        tenant,
        id,
        next: 0,
    }
}
