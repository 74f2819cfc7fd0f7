//! Looks again at the contacts that events concern beside those they happened to. Scope is
//! "everyone", so nobody is decided otherwise, and what is left is that a contact shows something else.

use std::collections::BTreeSet;

use roster::{Event, JobKind, reach};
use scim::Id;
use storage::contacts;
use storage::jobs::{self, Affected, NewJob};

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

/// Notes a change on every contact that shows something else after the events, or has a job do so where
/// they are many. `groups` are the ids of those that changed their memberships and are groups
/// themselves.
pub(crate) async fn follow(
    unit: Unit<'_>,
    events: &[Event],
    groups: &[String],
) -> Result<(), Fault> {
    let is_of_members = |event: &&Event| matches!(event, Event::MembersChanged { .. });
    // Those may be many, and are taken from the events themselves.
    let reach = reach::shown(events.iter().filter(|event| !is_of_members(event)));
    if reach.is_empty() && !events.iter().any(|event| is_of_members(&event)) {
        return Ok(());
    }
    let mut reached = Reached::default();
    for user_id in reach.reports_of {
        reached.add(unit, Affected::ReportsOf { user_id }).await?;
    }
    reached.add_members(unit, events);
    let within = reach.members_of.iter().chain(groups);
    for group_id in within.cloned() {
        reached.add(unit, Affected::Within { group_id }).await?;
    }
    reached.write(unit).await
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

    async fn write(self, unit: Unit<'_>) -> Result<(), Fault> {
        let (conn, tenant, at) = (unit.transaction, unit.tenant, unit.at);
        let users: Vec<String> = self.users.into_iter().collect();
        contacts::set_updated(conn, tenant, &users, at).await?;
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
