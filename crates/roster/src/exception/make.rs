//! Making exceptions, and ending them before their time.

use chrono::{DateTime, Utc};

use super::{Exception, Flaw, Kind, Owner, Phase};
use crate::actor::Actor;

/// An exception as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it is to do.
    pub kind: Kind,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// When it is to begin; at once if there is none.
    pub from: Option<DateTime<Utc>>,
    /// When it is to end; when somebody ends it, if there is none.
    pub until: Option<DateTime<Utc>>,
    /// When somebody is to look at it again.
    pub review: Option<DateTime<Utc>>,
    /// Whose turn it is then.
    pub owner: Owner,
}

/// For whom an exception is made, by whom and when.
#[derive(Clone, Copy, Debug)]
pub struct Making<'a> {
    /// The id that it gets.
    pub id: &'a str,
    /// The contact that it is about.
    pub contact_id: &'a str,
    /// Who makes it.
    pub by: &'a Actor,
    /// The present.
    pub at: DateTime<Utc>,
    /// The exceptions that the contact has.
    pub others: &'a [Exception],
}

/// Makes an exception. It may have begun in the past, since a leave is often told late; it may not
/// be over.
///
/// # Errors
///
/// What makes no sense about it.
pub fn make(draft: Draft, making: Making<'_>) -> Result<Exception, Flaw> {
    readable("reason", &draft.reason)?;
    readable("approver", &draft.approved_by)?;
    let new = Exception {
        id: making.id.to_owned(),
        contact_id: making.contact_id.to_owned(),
        kind: draft.kind,
        reason: draft.reason,
        approved_by: draft.approved_by,
        from: draft.from,
        until: draft.until,
        review: draft.review,
        owner: draft.owner,
        made_by: making.by.clone(),
        made_at: making.at,
        ended_by: None,
        ended_at: None,
    };
    check_times(&new)?;
    let rival = making.others.iter().find(|other| rivals(&new, other));
    match rival {
        Some(other) => Err(Flaw::Overlaps {
            id: other.id.clone(),
            kind: match other.kind.field() {
                Some(field) => format!("{} of {field}", other.kind.as_str()),
                None => other.kind.as_str().to_owned(),
            },
        }),
        None => Ok(new),
    }
}

/// An exception that somebody ends now. One that has yet to begin never holds then.
///
/// # Errors
///
/// [`Flaw::Over`] if it is over already.
pub fn end(exception: &Exception, by: &Actor, at: DateTime<Utc>) -> Result<Exception, Flaw> {
    match exception.end() {
        Some(since) if exception.phase_at(at) == Phase::Over => Err(Flaw::Over { since }),
        _ => Ok(Exception {
            ended_by: Some(by.clone()),
            ended_at: Some(at),
            ..exception.clone()
        }),
    }
}

fn check_times(new: &Exception) -> Result<(), Flaw> {
    if let Some(until) = new.until {
        if until <= new.beginning() {
            let from = new.beginning();
            // Without a beginning of its own it would have to end after the present.
            return Err(match new.from {
                Some(_) => Flaw::EndsFirst { from, until },
                None => past("until", until),
            });
        }
        if until <= new.made_at {
            return Err(past("until", until));
        }
    }
    match (new.review, new.until) {
        (Some(review), _) if review <= new.made_at => Err(past("review", review)),
        (Some(review), Some(until)) if review >= until => {
            Err(Flaw::ReviewTooLate { review, until })
        }
        _ => Ok(()),
    }
}

fn past(what: &'static str, at: DateTime<Utc>) -> Flaw {
    Flaw::Past { what, at }
}

/// Whether both would hold at some time, and only one of them can.
fn rivals(new: &Exception, other: &Exception) -> bool {
    let ends_by = |end: Option<DateTime<Utc>>, begin| end.is_some_and(|end| end <= begin);
    let is_apart = ends_by(new.end(), other.beginning()) || ends_by(other.end(), new.beginning());
    let never_holds = ends_by(other.end(), other.beginning());
    new.kind.rivals(&other.kind) && !is_apart && !never_holds
}

fn readable(what: &'static str, text: &str) -> Result<(), Flaw> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err(Flaw::Unreadable { what });
    }
    Ok(())
}
