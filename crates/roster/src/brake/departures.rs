//! Those who left lately, and what became of each.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::settings::{Settings, WINDOW};
use crate::contact::ExternalState;
use crate::exception::{Draft, Kind, Owner, Pin};

/// How long somebody stays whose leave was rejected, before that is to be looked at again.
const REVIEW_AFTER: TimeDelta = TimeDelta::days(30);

/// Somebody who left by the directory's word, or fell out of scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// The contact.
    pub contact_id: String,
    /// When that was.
    pub left_at: DateTime<Utc>,
    /// Since when the brake holds it; `None` if the leave took effect.
    pub held_since: Option<DateTime<Utc>>,
    /// Whether somebody confirmed the leave. It is then counted no longer.
    pub is_confirmed: bool,
}

/// What becomes of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Its leave takes effect.
    Left(String),
    /// It goes on training, since its leave is held; also if that had taken effect already.
    Held(String),
    /// Its leave took effect, and it is back.
    Returned(String),
    /// Its leave was held and is undone, so nothing happens to it.
    Stayed(String),
}

/// A tenant's departures: those within [`WINDOW`] and those that are held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Departures(Vec<Departure>);

impl Departures {
    /// These departures, of which each contact has one at most.
    pub fn new(all: Vec<Departure>) -> Self {
        Self(all)
    }

    /// All of them.
    pub fn all(&self) -> &[Departure] {
        &self.0
    }

    /// Somebody leaves while so many people train, who is one of them. If that makes too many
    /// within the window, the leaver is held, and all whom the window has and nobody confirmed.
    /// Whoever leaves while the brake does not work was expected to, and counts as confirmed.
    /// Nothing happens to somebody who left before.
    pub fn leave(
        &mut self,
        contact_id: &str,
        settings: &Settings,
        people: u64,
        at: DateTime<Utc>,
    ) -> Vec<Change> {
        if self.0.iter().any(|it| it.contact_id == contact_id) {
            return Vec::new();
        }
        self.0.push(Departure {
            contact_id: contact_id.to_owned(),
            left_at: at,
            held_since: None,
            is_confirmed: !settings.works_at(at),
        });
        let counts = |it: &Departure| !it.is_confirmed && at - it.left_at < WINDOW;
        let counted = self.0.iter().filter(|it| counts(it));
        let (held, gone): (Vec<_>, Vec<_>) = counted.partition(|it| it.held_since.is_some());
        if !settings.holds(count(held.len()), count(gone.len()), people, at) {
            return vec![Change::Left(contact_id.to_owned())];
        }
        let all = self.0.iter_mut();
        let newly_held = all.filter(|it| counts(it) && it.held_since.is_none());
        newly_held
            .map(|it| {
                it.held_since = Some(at);
                Change::Held(it.contact_id.clone())
            })
            .collect()
    }

    /// The directory has somebody back. One whose leave was held just stays.
    pub fn come_back(&mut self, contact_id: &str) -> Option<Change> {
        let taken = self.take(|it| it.contact_id == contact_id);
        let back = taken.into_iter().next()?;
        Some(match back.held_since {
            Some(_) => Change::Stayed(back.contact_id),
            None => Change::Returned(back.contact_id),
        })
    }

    /// Somebody confirms that leaves are right: of these contacts, or of all. What is not held is
    /// no concern of it.
    pub fn release(&mut self, only: Option<&BTreeSet<String>>) -> Vec<Change> {
        let all = self.0.iter_mut();
        let released = all.filter(|it| it.held_since.is_some() && is_meant(it, only));
        released
            .map(|it| {
                it.held_since = None;
                it.is_confirmed = true;
                Change::Left(it.contact_id.clone())
            })
            .collect()
    }

    /// Somebody says that leaves are wrong: of these contacts, or of all that are held. Each stays
    /// by a [`rejection`].
    pub fn reject(&mut self, only: Option<&BTreeSet<String>>) -> Vec<Change> {
        let rejected = self.take(|it| it.held_since.is_some() && is_meant(it, only));
        let rejected = rejected.into_iter();
        rejected.map(|it| Change::Stayed(it.contact_id)).collect()
    }

    /// Forgets those whose leave took effect and lies outside the window: nobody asks for them.
    pub fn forget(&mut self, at: DateTime<Utc>) {
        self.0
            .retain(|it| it.held_since.is_some() || at - it.left_at < WINDOW);
    }

    fn take(&mut self, is_taken: impl Fn(&Departure) -> bool) -> Vec<Departure> {
        let all = std::mem::take(&mut self.0);
        let (taken, kept) = all.into_iter().partition(is_taken);
        self.0 = kept;
        taken
    }
}

/// The exception by which somebody stays whose leave was rejected: a pin of the state, to be
/// reviewed after 30 days. There is no review where that is too far ahead to be written.
pub fn rejection(rejected_by: &str, at: DateTime<Utc>) -> Draft {
    Draft {
        kind: Kind::Pin(Pin::State(ExternalState::Active)),
        reason: "the brake held the leave, and it was rejected".to_owned(),
        approved_by: rejected_by.to_owned(),
        from: None,
        until: None,
        review: at.checked_add_signed(REVIEW_AFTER),
        owner: Owner::Us,
    }
}

fn is_meant(departure: &Departure, only: Option<&BTreeSet<String>>) -> bool {
    only.is_none_or(|only| only.contains(&departure.contact_id))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
