//! What exceptions say of one person's scope.

use chrono::{DateTime, Utc};

use crate::contact::ExternalState;
use crate::exception::{self, Kind, Pin};

/// A decision about one person that stands above the rules, as far as scope looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Its id.
    pub id: String,
    /// What it does.
    pub kind: ExceptionKind,
    /// Why it was made.
    pub reason: String,
    /// Since when it holds; always, if there is none.
    pub from: Option<DateTime<Utc>>,
    /// When it holds no longer; never, if there is none.
    pub until: Option<DateTime<Utc>>,
}

/// What an exception does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExceptionKind {
    /// The person trains, whatever the rules say.
    Include,
    /// The person does not train, whatever the rules and other exceptions say.
    Exclude,
    /// The person is on leave.
    Leave,
    /// The person is here, or has left, whatever the directory says: a pin of the state.
    State(ExternalState),
}

impl ExceptionKind {
    /// The kind as the command line names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
            Self::Leave => "leave",
            Self::State(_) => "pin",
        }
    }
}

impl Exception {
    /// What scope looks at of an exception as it is kept. `None` for a pin of a field, which scope
    /// sees in the contact.
    pub fn of(kept: &exception::Exception) -> Option<Self> {
        let kind = match kept.kind {
            Kind::Include => ExceptionKind::Include,
            Kind::Exclude => ExceptionKind::Exclude,
            Kind::Leave => ExceptionKind::Leave,
            Kind::Pin(Pin::State(state)) => ExceptionKind::State(state),
            Kind::Pin(Pin::Field(..)) => return None,
        };
        Some(Self {
            id: kept.id.clone(),
            kind,
            reason: kept.reason.clone(),
            from: Some(kept.beginning()),
            until: kept.end(),
        })
    }

    /// Whether it holds at a time: from its beginning on, and no longer at its end.
    pub fn holds_at(&self, at: DateTime<Utc>) -> bool {
        !self.is_ahead_at(at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether it has yet to begin.
    pub fn is_ahead_at(&self, at: DateTime<Utc>) -> bool {
        self.from.is_some_and(|from| at < from)
    }
}
