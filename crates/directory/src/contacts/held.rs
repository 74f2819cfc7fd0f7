//! What somebody decides about a person who left: that it takes effect, or that the person stays.

use roster::brake::rejection;
use roster::contact::{Departure, Standing};
use roster::exception::{Draft, Exception, Flaw, Kind, Making, Phase, Pin, make};
use roster::scope::Status;
use roster::{Event, ExternalState};
use storage::contacts::StoredContact;
use storage::{StorageError, exceptions};

use super::decision::Decider;
use super::settle::Known;
use crate::fault::Fault;

/// Why somebody cannot be kept.
#[derive(Debug)]
pub(crate) enum Unkept {
    /// The exception for it cannot be so.
    Unfit(Flaw),
    /// The database failed.
    Failed(Fault),
}

/// How somebody would stay who left.
pub(crate) struct Stay {
    /// The exceptions that it takes; none if the person did not leave.
    pub(crate) exceptions: Vec<Exception>,
    standing: Standing,
}

/// Has the leave of a contact take effect, if it is held. The brake counts it no longer.
pub(crate) async fn release(
    decider: &Decider<'_>,
    contact: &StoredContact,
) -> Result<Vec<Event>, Fault> {
    let Some(known) = contact.state.standing.departure else {
        return Ok(Vec::new());
    };
    let departure = Departure {
        held_since: None,
        grace_until: None,
        is_confirmed: true,
        ..known
    };
    let standing = decider.departed(&contact.state, departure).await?;
    decider.write(contact, standing).await
}

/// How somebody would stay: by a pin of the state where the directory's word or the last day of work
/// stands against it, and by an exception that includes where rules do. Each is to be reviewed.
pub(crate) async fn stay(
    decider: &Decider<'_>,
    contact: &StoredContact,
    reason: Option<&str>,
) -> Result<Stay, Unkept> {
    let mut state = contact.state.clone();
    let mut known = decider.known(&state).await.map_err(Unkept::Failed)?;
    state.standing.departure = None;
    let settler = decider.settler();
    let mut made = Vec::new();
    let standing = settler.by_choice(&state, &known);
    if standing.status.unwrap_or(state.undisputed_status()) == Status::Left {
        let pin = Kind::Pin(Pin::State(ExternalState::Active));
        made.push(exception(decider, &state.id, pin, reason, &known)?);
        known.exceptions.extend(made.last().cloned());
    }
    if settler.natural(&state, &known).is_departure {
        let include = exception(decider, &state.id, Kind::Include, reason, &known)?;
        known.exceptions.push(include.clone());
        made.push(include);
    }
    state.standing.has_exceptions |= !made.is_empty();
    Ok(Stay {
        exceptions: made,
        standing: settler.by_choice(&state, &known),
    })
}

/// Has somebody stay so.
pub(crate) async fn keep(
    decider: &Decider<'_>,
    contact: &StoredContact,
    stay: &Stay,
) -> Result<Vec<Event>, Fault> {
    let unit = decider.unit;
    for exception in &stay.exceptions {
        exceptions::insert(unit.transaction, unit.tenant, exception).await?;
    }
    decider.write(contact, stay.standing.clone()).await
}

/// An exception from now on. One of the same kind that is yet to begin takes its turn then.
fn exception(
    decider: &Decider<'_>,
    contact_id: &str,
    kind: Kind,
    reason: Option<&str>,
    known: &Known,
) -> Result<Exception, Flaw> {
    let (unit, by) = (decider.unit, decider.unit.directory.actor());
    let draft = rejection(by.label().unwrap_or(by.kind()), unit.at);
    let is_next = |it: &&Exception| {
        let is_alike = it.kind.as_str() == kind.as_str() && it.kind.field() == kind.field();
        is_alike && it.phase_at(unit.at) == Phase::Ahead
    };
    let next = known.exceptions.iter().filter(is_next);
    let until = next.map(Exception::beginning).min();
    let is_in_time = |review: &_| until.is_none_or(|until| *review < until);
    let draft = Draft {
        reason: reason.map_or(draft.reason, str::to_owned),
        review: draft.review.filter(is_in_time),
        kind,
        until,
        ..draft
    };
    let making = Making {
        id: &unit.next_id(),
        contact_id,
        by,
        at: unit.at,
        others: &known.exceptions,
    };
    make(draft, making)
}

impl From<Flaw> for Unkept {
    fn from(flaw: Flaw) -> Self {
        Self::Unfit(flaw)
    }
}

impl From<StorageError> for Unkept {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}
