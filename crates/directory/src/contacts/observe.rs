//! Takes what a source says of a person: finds the contact, has the domain say what becomes of it,
//! and writes that down with a version of its own.

use roster::lifecycle::{Around, Outcome, apply};
use roster::observation::{Observation, Said};
use roster::{Event, ExternalState, matching};
use storage::contacts::{self, StoredContact};
use storage::training_groups;

use crate::fault::Fault;
use crate::unit::Unit;

/// Takes what a source says of somebody it has not spoken of before, who may be a leaver that
/// returns.
pub(crate) async fn observe_new(
    unit: Unit<'_>,
    observation: &Observation,
) -> Result<Vec<Event>, Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let new_id = unit.next_id();
    let leavers = contacts::leavers(conn, tenant, &observation.key).await?;
    let before = matching(observation, &leavers);
    let around = Around {
        new_id: &new_id,
        groups: &[],
    };
    write(unit, observation, before, around).await
}

/// Takes what a source says of somebody it knows, who is in these groups (by their slugs) if that
/// was looked up already.
pub(crate) async fn observe(
    unit: Unit<'_>,
    observation: &Observation,
    groups: Option<Vec<String>>,
) -> Result<Vec<Event>, Fault> {
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let user_id = observation.key.user_id.as_deref().unwrap_or_default();
    let Some(before) = contacts::of_user(conn, tenant, user_id).await? else {
        return observe_new(unit, observation).await;
    };
    let groups = match groups {
        Some(groups) => groups,
        None if leaves(&before, observation) => {
            training_groups::slugs_of_member(conn, tenant, user_id).await?
        }
        None => Vec::new(),
    };
    let around = Around {
        new_id: "",
        groups: &groups,
    };
    write(unit, observation, Some(&before), around).await
}

fn matching<'c>(
    observation: &Observation,
    candidates: &'c [StoredContact],
) -> Option<&'c StoredContact> {
    let states = candidates.iter().map(|candidate| &candidate.state);
    let found = matching::find(&observation.key, states)?;
    candidates
        .iter()
        .find(|candidate| candidate.state.id == found.id)
}

/// Whether somebody who is here is said to be disabled or gone.
fn leaves(before: &StoredContact, observation: &Observation) -> bool {
    let is_gone = match &observation.said {
        Said::Present(profile) => profile.state == ExternalState::Disabled,
        Said::Gone => true,
    };
    is_gone && before.state.is_active()
}

async fn write(
    unit: Unit<'_>,
    observation: &Observation,
    before: Option<&StoredContact>,
    around: Around<'_>,
) -> Result<Vec<Event>, Fault> {
    let (conn, tenant, at) = (unit.transaction, unit.tenant, observation.at);
    let Some(outcome) = apply(before.map(|it| &it.state), observation, around) else {
        return Ok(Vec::new());
    };
    let Outcome { state, events } = outcome;
    match before {
        None => contacts::insert(conn, tenant, &state).await?,
        Some(_) if events.is_empty() => {
            contacts::confirm(conn, tenant, &state.id, at).await?;
        }
        Some(before) => contacts::update(conn, tenant, before, &state, at).await?,
    }
    Ok(events)
}
