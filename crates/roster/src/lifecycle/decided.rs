//! What a decision is to a contact.

use chrono::{DateTime, Utc};

use super::apply::{Outcome, who};
use crate::contact::{ContactState, Standing};
use crate::event::Event;

/// What a contact becomes by a decision. `None` if nothing of it is other than before.
pub fn decided(before: &ContactState, standing: Standing, at: DateTime<Utc>) -> Option<Outcome> {
    if before.standing == standing {
        return None;
    }
    let mut state = ContactState {
        standing,
        ..before.clone()
    };
    let events = decision_events(before, &state);
    if !events.is_empty() {
        state.updated_at = at.max(before.updated_at);
    }
    Some(Outcome { state, events })
}

/// What happened between two states of a contact, as far as decisions make it.
pub fn decision_events(before: &ContactState, after: &ContactState) -> Vec<Event> {
    let who = || who(after);
    let mut events = Vec::new();
    let (was_held, is_held) = (before.standing.held_since(), after.standing.held_since());
    if was_held.is_none() && is_held.is_some() {
        events.push(Event::ContactHeld { who: who() });
    }
    if was_held.is_some() && is_held.is_none() {
        events.push(Event::ContactReleased { who: who() });
    }
    let (old, new) = (before.status(), after.status());
    if old != new {
        let who = who();
        events.push(Event::StatusChanged { who, old, new });
    }
    let (old, new) = (&before.standing.audiences, &after.standing.audiences);
    if old != new {
        events.push(Event::AudiencesChanged {
            who: who(),
            added: missing(new, old),
            removed: missing(old, new),
        });
    }
    events
}

/// The names that are not among the others.
fn missing(names: &[String], others: &[String]) -> Vec<String> {
    let missing = names.iter().filter(|name| !others.contains(name));
    missing.cloned().collect()
}
