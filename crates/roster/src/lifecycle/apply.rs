//! From a contact's state and an observation to the new state and what happened.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use scim::text::fold;

use crate::contact::{ContactState, ExternalState, Field, FieldChange, SourceProfile, Standing};
use crate::event::{Event, Who};
use crate::observation::{Observation, Said};

/// What is known around an observation.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The id that a contact gets which has to be made.
    pub new_id: &'a str,
    /// Slugs of the training groups the person is in now, directly. They are kept of leavers, and
    /// looked at for nothing else.
    pub groups: &'a [String],
}

/// What came of an observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The contact as it is from now on.
    pub state: ContactState,
    /// What happened, in order. Without any event, the contact is what it was and only its
    /// `synced_at` is new.
    pub events: Vec<Event>,
}

/// What a contact becomes by an observation of the person: `before` is the contact that
/// [`crate::matching`] found, if there is one. `None` if somebody is said to be gone who never was
/// here.
///
/// The profile replaces all fields, so where several sources know the person, it is to hold what
/// [`crate::ownership`] made of all of them.
///
/// A leaver's contact keeps its id, history, and the day and groups of leaving. Times never go
/// back: each is the later of the observation's and what stands there.
pub fn apply(
    before: Option<&ContactState>,
    observation: &Observation,
    around: Around<'_>,
) -> Option<Outcome> {
    match (before, &observation.said) {
        (None, Said::Gone) => None,
        (None, Said::Present(profile)) => Some(join(observation, profile, around)),
        (Some(before), Said::Present(profile)) => {
            Some(follow(before, observation, profile, around))
        }
        (Some(before), Said::Gone) => Some(detach(before, observation.at, around)),
    }
}

/// Somebody new. One who is disabled from the start has left as well.
fn join(observation: &Observation, profile: &SourceProfile, around: Around<'_>) -> Outcome {
    let at = observation.at;
    let mut state = ContactState {
        id: around.new_id.to_owned(),
        user_id: observation.key.user_id.clone(),
        source: observation.source,
        fields: profile.fields.clone(),
        addresses: known_addresses(&[], profile),
        external_state: ExternalState::Active,
        standing: Standing::default(),
        groups_at_leave: None,
        synced_at: Some(at),
        created_at: at,
        updated_at: at,
        disabled_at: None,
    };
    let mut events = vec![Event::ContactJoined {
        who: who(&state),
        address: owned(&state, &Field::Email),
        manager: owned(&state, &Field::Manager),
    }];
    if profile.state == ExternalState::Disabled {
        events.extend(leave(&mut state, at, around.groups));
    }
    Outcome { state, events }
}

/// Somebody known, of whom there is something to say.
fn follow(
    before: &ContactState,
    observation: &Observation,
    profile: &SourceProfile,
    around: Around<'_>,
) -> Outcome {
    let at = observation.at;
    let changes = before.fields.changes_to(&profile.fields);
    let mut state = before.clone();
    let mut events = attach(&mut state, observation);
    state.fields.clone_from(&profile.fields);
    state.addresses = known_addresses(&before.addresses, profile);
    if profile.state == ExternalState::Active {
        events.extend(reactivate(&mut state));
    }
    events.extend(changed(before, &state, &changes));
    if profile.state == ExternalState::Disabled {
        events.extend(leave(&mut state, at, around.groups));
    }
    let is_new_state = events.iter().any(is_of_state);
    state.synced_at = before.synced_at.max(Some(at));
    if is_new_state || changes.iter().any(|change| change.field.is_shown()) {
        state.updated_at = at.max(before.updated_at);
    }
    Outcome { state, events }
}

/// The person's user is gone: the contact stays, disabled, and remembers its groups. The day and
/// the groups of an earlier leave are kept.
fn detach(before: &ContactState, at: DateTime<Utc>, around: Around<'_>) -> Outcome {
    let mut state = before.clone();
    let mut events: Vec<Event> = leave(&mut state, at, around.groups).into_iter().collect();
    if state.user_id.take().is_some() {
        events.push(Event::ContactDetached { who: who(before) });
    }
    state.synced_at = before.synced_at.max(Some(at));
    state.updated_at = at.max(before.updated_at);
    Outcome { state, events }
}

/// A user the contact did not stand for before is its user now.
fn attach(state: &mut ContactState, observation: &Observation) -> Vec<Event> {
    let user_id = &observation.key.user_id;
    if user_id.is_none() || state.user_id == *user_id {
        return Vec::new();
    }
    state.user_id.clone_from(user_id);
    state.source = observation.source;
    vec![Event::ContactAttached { who: who(state) }]
}

fn leave(state: &mut ContactState, at: DateTime<Utc>, groups: &[String]) -> Option<Event> {
    let was_active = state.is_active();
    state.external_state = ExternalState::Disabled;
    state.disabled_at.get_or_insert(at.max(state.created_at));
    state.groups_at_leave.get_or_insert_with(|| groups.to_vec());
    was_active.then(|| Event::ContactLeft {
        who: who(state),
        manager: owned(state, &Field::Manager),
        groups: groups.to_vec(),
    })
}

fn reactivate(state: &mut ContactState) -> Option<Event> {
    let was_active = state.is_active();
    state.external_state = ExternalState::Active;
    state.disabled_at = None;
    state.groups_at_leave = None;
    (!was_active).then(|| Event::ContactReturned {
        who: who(state),
        manager: owned(state, &Field::Manager),
    })
}

/// What is to tell of other values.
fn changed(before: &ContactState, after: &ContactState, changes: &[FieldChange]) -> Vec<Event> {
    let known: HashSet<_> = before.addresses.iter().map(|it| fold(it)).collect();
    let is_new = |address: &&String| !known.contains(&fold(address));
    let new_addresses: Vec<String> = after.addresses.iter().filter(is_new).cloned().collect();
    if changes.is_empty() && new_addresses.is_empty() {
        return Vec::new();
    }
    let mut events = vec![Event::ContactChanged {
        who: who(after),
        fields: changes.to_vec(),
        new_addresses,
    }];
    events.extend(changes.iter().filter_map(|change| special(after, change)));
    events
}

/// The event that a change has beside `contact_changed`, if it concerns more than the contact.
fn special(state: &ContactState, change: &FieldChange) -> Option<Event> {
    let (who, old, new) = (who(state), change.old.clone(), change.new.clone());
    match change.field {
        Field::Email => Some(Event::AddressChanged { who, old, new }),
        Field::Manager => Some(Event::ManagerChanged { who, old, new }),
        _ => None,
    }
}

fn is_of_state(event: &Event) -> bool {
    matches!(
        event,
        Event::ContactAttached { .. } | Event::ContactReturned { .. } | Event::ContactLeft { .. }
    )
}

/// The addresses of a contact with this profile: its e-mail first, then those known before, then
/// those that are new; each once in any letter case.
fn known_addresses(before: &[String], profile: &SourceProfile) -> Vec<String> {
    let email = profile.fields.get(&Field::Email).into_iter();
    let others = before.iter().chain(&profile.addresses).map(String::as_str);
    let mut seen = HashSet::new();
    email
        .chain(others)
        .filter(|address| seen.insert(fold(address)))
        .map(str::to_owned)
        .collect()
}

fn owned(state: &ContactState, field: &Field) -> Option<String> {
    state.get(field).map(str::to_owned)
}

pub(super) fn who(state: &ContactState) -> Who {
    Who {
        contact_id: state.id.clone(),
        user_id: state.user_id.clone(),
    }
}
