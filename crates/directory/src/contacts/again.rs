//! Looks again at somebody of whom nothing new was said: because an exception began or ended, a day
//! came, or somebody asked for it.

use roster::contact::SourceProfile;
use roster::exception::pinned_fields;
use roster::lifecycle::{Around, Outcome, apply, decision_events};
use roster::observation::{Key, Observation, Said};
use roster::{ContactState, Event, ownership};
use scim::schema::Role;
use storage::contacts::{self, StoredContact};
use storage::{exceptions, resources};

use super::decision::Decider;
use super::reach;
use crate::fault::Fault;

/// Looks again at a contact: at what is pinned and at all that decides; where something is pinned, or
/// fields come from elsewhere now, at what its source last said too.
pub(crate) async fn look_again(
    decider: &Decider<'_>,
    contact: &StoredContact,
    is_mapped_anew: bool,
) -> Result<Vec<Event>, Fault> {
    let unit = decider.unit;
    let (conn, tenant, at) = (unit.transaction, unit.tenant, unit.at);
    let before = &contact.state;
    let (state, events) = decided_again(decider, before, is_mapped_anew).await?;
    if !events.is_empty() {
        contacts::update(conn, tenant, contact, &state, at).await?;
        reach::follow(unit, &events, &[]).await?;
    } else if state.standing != before.standing {
        contacts::set_standing(conn, tenant, contact, &state).await?;
    }
    Ok(events)
}

/// Looks again at a contact that has an exception more, or one that was ended. Returns what it became.
///
/// It gets a version even where nothing of it is other than before: whoever read it before, and what
/// held then, shall find that it is stale.
pub(crate) async fn look_at_exceptions(
    decider: &Decider<'_>,
    contact: &StoredContact,
) -> Result<ContactState, Fault> {
    let unit = decider.unit;
    let (conn, tenant, at) = (unit.transaction, unit.tenant, unit.at);
    let mut before = contact.state.clone();
    before.standing.has_exceptions = true;
    let (state, events) = decided_again(decider, &before, false).await?;
    contacts::update(conn, tenant, contact, &state, at).await?;
    reach::follow(unit, &events, &[]).await?;
    Ok(state)
}

/// What a contact is by all that is known of it, and what happened with that.
async fn decided_again(
    decider: &Decider<'_>,
    before: &ContactState,
    is_mapped_anew: bool,
) -> Result<(ContactState, Vec<Event>), Fault> {
    let (mut state, mut events) = projected(decider, before, is_mapped_anew).await?;
    state.synced_at = before.synced_at;
    state.standing = decider.standing(Some(before), &state).await?;
    events.extend(decision_events(before, &state));
    if !events.is_empty() {
        state.updated_at = decider.unit.at.max(before.updated_at);
    }
    Ok((state, events))
}

/// The contact as its user is stored, with what is pinned.
async fn projected(
    decider: &Decider<'_>,
    before: &ContactState,
    is_mapped_anew: bool,
) -> Result<(ContactState, Vec<Event>), Fault> {
    if !is_mapped_anew && !before.standing.has_exceptions {
        return Ok((before.clone(), Vec::new()));
    }
    let observation = last_said(decider, before).await?;
    // Nobody leaves by what was said before, so no groups are asked for.
    let around = Around {
        new_id: "",
        groups: &[],
    };
    Ok(match apply(Some(before), &observation, around) {
        Some(Outcome { state, events }) => (state, events),
        None => (before.clone(), Vec::new()),
    })
}

/// What the source of a contact last said, with what is pinned; of somebody whose user is gone, what is
/// known.
async fn last_said(decider: &Decider<'_>, before: &ContactState) -> Result<Observation, Fault> {
    let unit = decider.unit;
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let said = profile(decider, before).await?;
    let exceptions = exceptions::of_contact(conn, tenant, &before.id).await?;
    let pins = pinned_fields(&exceptions, unit.at);
    let owned = ownership::merge(&pins, &[(before.source, &said.fields)]);
    let key = Key {
        user_id: before.user_id.clone(),
        ..Key::default()
    };
    Ok(Observation {
        source: before.source,
        key,
        said: Said::Present(SourceProfile {
            fields: ownership::values(&owned),
            ..said
        }),
        at: unit.at,
    })
}

async fn profile(decider: &Decider<'_>, before: &ContactState) -> Result<SourceProfile, Fault> {
    let unit = decider.unit;
    let (conn, tenant) = (unit.transaction, unit.tenant);
    let users = unit.directory.registry().of_role(Role::User);
    if let (Some(users), Some(id)) = (users, &before.user_id)
        && let Some(user) = resources::get(conn, tenant, users, id).await?
    {
        return Ok(SourceProfile::of_user(&user.resource, decider.mapping()));
    }
    Ok(SourceProfile {
        fields: before.fields.clone(),
        addresses: Vec::new(),
        state: before.external_state,
    })
}
