//! Takes what a source says of a person: finds the contact, has the domain say what becomes of it,
//! and writes that down with a version of its own.

use roster::contact::SourceProfile;
use roster::exception::pinned_fields;
use roster::lifecycle::{Around, Outcome, apply, decision_events};
use roster::observation::{Observation, Said};
use roster::{Event, ExternalState, matching, ownership};
use storage::contacts::{self, StoredContact};
use storage::{exceptions, training_groups};

use super::decision::Decider;
use crate::fault::Fault;
use crate::unit::Unit;

/// Takes what a source says of somebody it has not spoken of before, who may be a leaver that
/// returns.
pub(crate) async fn observe_new(
    decider: &Decider<'_>,
    observation: &Observation,
) -> Result<Vec<Event>, Fault> {
    let unit = decider.unit;
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let new_id = unit.next_id();
    let leavers = contacts::leavers(conn, tenant, &observation.key).await?;
    let before = matching(observation, &leavers);
    let around = Around {
        new_id: &new_id,
        groups: &[],
    };
    write(decider, observation, before, around).await
}

/// Takes what a source says of somebody it knows, who is in these groups (by their slugs) if that
/// was looked up already.
pub(crate) async fn observe(
    decider: &Decider<'_>,
    observation: &Observation,
    groups: Option<Vec<String>>,
) -> Result<Vec<Event>, Fault> {
    let (conn, tenant) = (decider.unit.transaction, decider.unit.tenant);
    let user_id = observation.key.user_id.as_deref().unwrap_or_default();
    let Some(before) = contacts::of_user(conn, tenant, user_id).await? else {
        return observe_new(decider, observation).await;
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
    write(decider, observation, Some(&before), around).await
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
    decider: &Decider<'_>,
    observation: &Observation,
    before: Option<&StoredContact>,
    around: Around<'_>,
) -> Result<Vec<Event>, Fault> {
    let unit = decider.unit;
    let (conn, tenant, at) = (unit.transaction, unit.tenant, observation.at);
    let pinned = pinned(unit, observation, before).await?;
    let observation = pinned.as_ref().unwrap_or(observation);
    let known = before.map(|it| &it.state);
    let Some(outcome) = apply(known, observation, around) else {
        return Ok(Vec::new());
    };
    let Outcome {
        mut state,
        mut events,
    } = outcome;
    if let Some(before) = before.filter(|_| events.is_empty()) {
        contacts::confirm(conn, tenant, &before.state.id, at).await?;
        return Ok(events);
    }
    state.standing = decider.standing(known, &state).await?;
    match before {
        None => contacts::insert(conn, tenant, &state).await?,
        Some(before) => {
            events.extend(decision_events(&before.state, &state));
            contacts::update(conn, tenant, before, &state, at).await?;
        }
    }
    Ok(events)
}

/// What a source says, with what exceptions pin of somebody in its place; `None` if nothing is pinned.
async fn pinned(
    unit: Unit<'_>,
    observation: &Observation,
    before: Option<&StoredContact>,
) -> Result<Option<Observation>, Fault> {
    let before = before.filter(|before| before.state.standing.has_exceptions);
    let (Some(before), Said::Present(profile)) = (before, &observation.said) else {
        return Ok(None);
    };
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let exceptions = exceptions::of_contact(conn, tenant, &before.state.id).await?;
    let pins = pinned_fields(&exceptions, unit.at);
    let owned = ownership::merge(&pins, &[(observation.source, &profile.fields)]);
    let profile = SourceProfile {
        fields: ownership::values(&owned),
        ..profile.clone()
    };
    Ok(Some(Observation {
        said: Said::Present(profile),
        ..observation.clone()
    }))
}
