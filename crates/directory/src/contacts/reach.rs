//! Looks again at the contacts that events concern beside those they happened to: what they show may be
//! another, and who trains may be decided otherwise.

use std::collections::BTreeSet;

use roster::{Event, JobKind, reach};
use scim::Id;
use storage::contacts;
use storage::jobs::{self, Affected, NewJob};

use super::bindings;
use super::decision::Decider;
use crate::fault::Fault;
use crate::unit::Unit;

/// So many contacts are looked at in the transaction of a write. For more there is a job.
const MOST_AT_ONCE: usize = 1_000;

/// Whose contacts events concern.
#[derive(Debug, Default)]
struct Reached {
    /// Users whose contacts are looked at at once.
    users: BTreeSet<String>,
    /// Those that are left to jobs.
    later: Vec<Affected>,
}

/// Notes a change on every contact that shows something else after the events, and decides again about
/// those of whom something else may be decided, or has a job do so where they are many. `groups` are the
/// ids of those that changed their memberships and are groups themselves.
pub(crate) async fn follow(
    unit: Unit<'_>,
    events: &[Event],
    groups: &[String],
) -> Result<(), Fault> {
    let is_of_members = |event: &&Event| matches!(event, Event::MembersChanged { .. });
    // Those may be many, and are taken from the events themselves.
    let others: Vec<&Event> = events
        .iter()
        .filter(|event| !is_of_members(event))
        .collect();
    let are_of_groups = events.iter().any(|event| event.who().is_none());
    if !are_of_groups && reach::of(others.iter().copied()).is_empty() {
        return Ok(());
    }
    let roster = bindings::follow(unit, events).await?;
    let reach = if roster.looks_at_others() {
        reach::of(others)
    } else {
        reach::shown(others)
    };
    let mut reached = Reached::default();
    for user_id in reach.reports_of {
        reached.add(unit, Affected::ReportsOf { user_id }).await?;
    }
    reached.users.extend(reach.managers);
    reached.add_members(unit, events);
    let within = reach.members_of.iter().chain(groups);
    for group_id in within.cloned() {
        reached.add(unit, Affected::Within { group_id }).await?;
    }
    reached.write(&Decider::of(unit, roster)).await
}

/// Looks at the contacts of these users: notes that they changed, and decides about them again where
/// what others make true of them counts.
pub(crate) async fn look_at(decider: &Decider<'_>, users: &[String]) -> Result<(), Fault> {
    let unit = decider.unit;
    let (conn, tenant) = (unit.transaction, unit.tenant);
    contacts::set_updated(conn, tenant, users, unit.at).await?;
    if decider.roster.looks_at_others() {
        let contacts = contacts::of_users(conn, tenant, users).await?;
        decider.decide_again(&contacts).await?;
    }
    Ok(())
}

impl Reached {
    /// Adds those whom something affects.
    async fn add(&mut self, unit: Unit<'_>, affected: Affected) -> Result<(), Fault> {
        let limit = u64::try_from(MOST_AT_ONCE + 1).unwrap_or(u64::MAX);
        let users = affected
            .page(unit.transaction, unit.tenant, "", limit)
            .await?;
        self.add_all(users, affected);
        Ok(())
    }

    /// Adds the members that came or went.
    fn add_members(&mut self, unit: Unit<'_>, events: &[Event]) {
        for event in events {
            let Event::MembersChanged {
                group,
                added,
                removed,
            } = event
            else {
                continue;
            };
            let group_id = group.group_id.as_deref().unwrap_or_default();
            let affected = Affected::changed(group_id, unit.at);
            if added.len() + removed.len() > MOST_AT_ONCE {
                self.later.push(affected);
            } else {
                let members = added.iter().chain(removed).map(Id::to_string);
                self.add_all(members.collect(), affected);
            }
        }
    }

    fn add_all(&mut self, users: Vec<String>, affected: Affected) {
        if self.users.len() + users.len() > MOST_AT_ONCE {
            self.later.push(affected);
        } else {
            self.users.extend(users);
        }
    }

    async fn write(self, decider: &Decider<'_>) -> Result<(), Fault> {
        let unit = decider.unit;
        let (conn, tenant, at) = (unit.transaction, unit.tenant, unit.at);
        let users: Vec<String> = self.users.into_iter().collect();
        if !users.is_empty() {
            look_at(decider, &users).await?;
        }
        for affected in self.later {
            let job = NewJob {
                id: &unit.next_id(),
                kind: JobKind::DecideContacts,
                input: affected.input()?,
                at,
            };
            jobs::add(conn, tenant, &job).await?;
        }
        Ok(())
    }
}
