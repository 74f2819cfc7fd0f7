//! What is decided about a contact, once everything is known that it may depend on. Reads and writes
//! nothing.

use chrono::{DateTime, Utc};
use roster::contact::{Departure, Related, Standing};
use roster::scope::{self, Decision, Person, Reason, next_date};
use roster::{ContactState, exception};

use crate::tenant_roster::TenantRoster;

/// What a decision may depend on beside the contact.
pub(crate) struct Known {
    pub(crate) related: Related,
    pub(crate) exceptions: Vec<exception::Exception>,
}

/// Decides by a tenant's settings, at a time.
#[derive(Clone, Copy)]
pub(crate) struct Settler<'r> {
    pub(crate) roster: &'r TenantRoster,
    pub(crate) at: DateTime<Utc>,
}

impl Settler<'_> {
    /// What an administrator gets by the settings: nobody is held for it, and who is held stays so.
    pub(crate) fn by_choice(self, contact: &ContactState, known: &Known) -> Standing {
        let natural = self.natural(contact, known);
        let departure = contact.standing.departure.filter(|_| natural.is_departure);
        self.settled(contact, known, natural, departure)
    }

    /// What would be decided if nothing were held.
    pub(super) fn natural(self, contact: &ContactState, known: &Known) -> Natural {
        let exceptions = known.scope_exceptions();
        let decision = self.ask(contact, known, &exceptions, None);
        Natural {
            is_departure: is_departure(&decision),
            decided_by: decided_by(&decision, contact),
            standing: part_of(contact, &decision),
        }
    }

    fn ask<'p>(
        &'p self,
        contact: &'p ContactState,
        known: &'p Known,
        exceptions: &'p [scope::Exception],
        held_since: Option<DateTime<Utc>>,
    ) -> Decision<'p> {
        self.roster.engine.decide(&Person {
            contact,
            related: &known.related,
            exceptions,
            held_since,
            decided_by: contact.standing.decided_by.as_deref(),
            at: self.at,
        })
    }

    /// All of what is decided, once it is known whether the departure is held.
    pub(super) fn settled(
        self,
        contact: &ContactState,
        known: &Known,
        natural: Natural,
        departure: Option<Departure>,
    ) -> Standing {
        let held_since = departure.and_then(|departure| departure.held_since);
        let part = if held_since.is_some() {
            let exceptions = known.scope_exceptions();
            part_of(contact, &self.ask(contact, known, &exceptions, held_since))
        } else {
            natural.standing
        };
        let at = self.at;
        let moments = [
            exception::next_moment(&known.exceptions, at),
            next_date(contact, at),
            departure.and_then(|departure| departure.grace_until),
        ];
        Standing {
            decided_by: natural.decided_by,
            has_exceptions: contact.standing.has_exceptions,
            next_moment: moments.into_iter().flatten().min(),
            departure,
            ..part
        }
    }
}

/// A decision as if nothing were held.
pub(super) struct Natural {
    /// Whether somebody who trained leaves by it in a way that the brake holds.
    pub(super) is_departure: bool,
    decided_by: Option<String>,
    /// Status and audiences.
    standing: Standing,
}

impl Known {
    pub(crate) fn scope_exceptions(&self) -> Vec<scope::Exception> {
        let all = self.exceptions.iter();
        all.filter_map(scope::Exception::of).collect()
    }
}

/// Exceptions, dates and an undecided scope are what people wanted.
fn is_departure(decision: &Decision<'_>) -> bool {
    let by_others = matches!(
        decision.reason,
        Reason::Directory | Reason::Rule(_) | Reason::NoRule
    );
    by_others && !decision.status.is_in_scope()
}

/// The rule that decided last: a rule that lost its group keeps whom it decided.
fn decided_by(decision: &Decision<'_>, contact: &ContactState) -> Option<String> {
    match decision.reason {
        Reason::Rule(id) => Some(id.to_owned()),
        Reason::NoRule | Reason::Everyone => None,
        _ => contact.standing.decided_by.clone(),
    }
}

fn part_of(contact: &ContactState, decision: &Decision<'_>) -> Standing {
    let status = decision.status;
    Standing {
        status: (status != contact.undisputed_status()).then_some(status),
        audiences: decision
            .audiences
            .iter()
            .map(|it| (*it).to_owned())
            .collect(),
        ..Standing::default()
    }
}
