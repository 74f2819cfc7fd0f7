//! Keeps the rules of a scope at their groups: one that lost its group keeps whom it decided, until the
//! group is there again.

use std::collections::HashSet;
use std::sync::Arc;

use roster::scope::Rule;
use roster::{Actor, Event, GroupRef, RosterSettings};
use storage::roster_settings::{self, StoredSettings};
use storage::training_groups;

use crate::fault::Fault;
use crate::tenant_roster::TenantRoster;
use crate::unit::Unit;

/// Notes on rules that their groups went, were emptied, or are there again. Returns what the tenant's
/// roster is then.
pub(super) async fn follow(unit: Unit<'_>, events: &[Event]) -> Result<Arc<TenantRoster>, Fault> {
    let roster = unit.roster().await?;
    let groups: Vec<&GroupRef> = events.iter().filter_map(group).collect();
    let rules = &roster.settings.scope.rules;
    if !rules.iter().any(|rule| is_concerned(rule, &groups)) {
        return Ok(roster);
    }
    let mut settings = roster.settings.clone();
    for rule in &mut settings.scope.rules {
        if is_concerned(rule, &groups) {
            bind_again(unit, rule).await?;
        }
    }
    keep(unit, &roster, settings).await?;
    Ok(unit.roster().await?)
}

/// The group that may have been lost or found by an event.
fn group(event: &Event) -> Option<&GroupRef> {
    match event {
        Event::GroupCreated { group, .. }
        | Event::GroupRemoved { group, .. }
        | Event::MembersChanged { group, .. } => Some(group),
        _ => None,
    }
}

/// Whether a rule is bound to one of these groups, or lost one that may be among them.
fn is_concerned(rule: &Rule, groups: &[&GroupRef]) -> bool {
    let is_bound = |group: &&GroupRef| rule.bound.iter().any(|bound| bound.id == group.id);
    !groups.is_empty() && !rule.bound.is_empty() && (rule.broken || groups.iter().any(is_bound))
}

/// Binds a rule to the group with the external id of one that is lost, and says whether one is missing
/// still.
async fn bind_again(unit: Unit<'_>, rule: &mut Rule) -> Result<(), Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let ids: Vec<String> = rule.bound.iter().map(|bound| bound.id.clone()).collect();
    let mut peopled = training_groups::peopled(conn, tenant, &ids).await?;
    for bound in &mut rule.bound {
        let Some(external_id) = bound.external_id.as_deref() else {
            continue;
        };
        if peopled.contains(&bound.id) {
            continue;
        }
        let successors = training_groups::with_external_id(conn, tenant, external_id).await?;
        let found = training_groups::peopled(conn, tenant, &successors).await?;
        if let Some(successor) = found.into_iter().min() {
            bound.id.clone_from(&successor);
            peopled.insert(successor);
        }
    }
    rule.broken = is_broken(rule, &peopled);
    Ok(())
}

fn is_broken(rule: &Rule, peopled: &HashSet<String>) -> bool {
    rule.bound.iter().any(|bound| !peopled.contains(&bound.id))
}

async fn keep(
    unit: Unit<'_>,
    roster: &TenantRoster,
    settings: RosterSettings,
) -> Result<(), Fault> {
    if settings == roster.settings {
        return Ok(());
    }
    for (before, after) in roster
        .settings
        .scope
        .rules
        .iter()
        .zip(&settings.scope.rules)
    {
        if after.broken && !before.broken {
            tracing::warn!(
                rule = after.name,
                "a rule lost its group and keeps whom it decided"
            );
        }
    }
    let next = StoredSettings {
        revision: roster.revision + 1,
        settings,
        decided_at: unit.at,
        decided_by: Actor::System {
            label: "groups of rules".to_owned(),
        },
    };
    Ok(roster_settings::insert(unit.transaction, unit.tenant, &next).await?)
}
