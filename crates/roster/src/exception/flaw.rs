//! Why an exception cannot be so.

use std::fmt;

use chrono::{DateTime, Utc};
use scim::instant::format;

/// What is wrong with an exception.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is no such kind.
    UnknownKind {
        /// The word.
        kind: String,
    },
    /// A pin without a field or a value.
    NothingPinned,
    /// A field or a value, but no pin.
    NoPin {
        /// The kind instead.
        kind: &'static str,
    },
    /// A contact has no such field.
    UnknownField {
        /// Its name.
        field: String,
    },
    /// The person is recognised by the field.
    Identifies {
        /// Its name.
        field: String,
    },
    /// A state is neither active nor disabled.
    UnknownState {
        /// What it was to be.
        value: String,
    },
    /// A day that is none.
    NoDate {
        /// The field.
        field: String,
        /// What it was to be.
        value: String,
    },
    /// A text is blank, or has control characters such as line breaks.
    Unreadable {
        /// Which one.
        what: &'static str,
    },
    /// It ends before it begins, or at that moment.
    EndsFirst {
        /// When it begins.
        from: DateTime<Utc>,
        /// When it ends.
        until: DateTime<Utc>,
    },
    /// A time that has to lie ahead does not.
    Past {
        /// `until` or `review`.
        what: &'static str,
        /// The time.
        at: DateTime<Utc>,
    },
    /// It is over when it is to be reviewed, so nobody would be told.
    ReviewTooLate {
        /// When it is to be reviewed.
        review: DateTime<Utc>,
        /// When it ends.
        until: DateTime<Utc>,
    },
    /// Another of the same kind holds in a part of its time.
    Overlaps {
        /// The other's id.
        id: String,
        /// The kind, with the field of a pin.
        kind: String,
    },
    /// It was to be ended and is over.
    Over {
        /// Since when.
        since: DateTime<Utc>,
    },
}

impl fmt::Display for Flaw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind { kind } => write!(
                formatter,
                "{kind:?} is no kind of exception: give include, exclude, leave or pin"
            ),
            Self::NothingPinned => formatter.write_str("a pin needs a field and a value"),
            Self::NoPin { kind } => write!(
                formatter,
                "an exception of kind {kind} takes no field and no value; only a pin does"
            ),
            Self::UnknownField { field } => write!(
                formatter,
                "a contact has no field {field:?}: give a name such as department, hire_date, \
                 external_state or custom.NAME"
            ),
            Self::Identifies { field } => write!(
                formatter,
                "{field} cannot be pinned: the person is recognised by it when they come back"
            ),
            Self::UnknownState { value } => write!(
                formatter,
                "external_state cannot be {value:?}: give active or disabled"
            ),
            Self::NoDate { field, value } => write!(
                formatter,
                "{field} cannot be {value:?}: give a date such as 2026-11-30, or a time with offset"
            ),
            Self::Unreadable { what } => write!(
                formatter,
                "the {what} cannot be blank, and takes no line breaks or other control characters"
            ),
            _ => self.of_time(formatter),
        }
    }
}

impl Flaw {
    /// Which part of the exception it is about, by its name in JSON.
    pub fn about(&self) -> &'static str {
        match self {
            Self::UnknownKind { .. } | Self::NoPin { .. } | Self::Overlaps { .. } => "kind",
            Self::NothingPinned | Self::UnknownField { .. } | Self::Identifies { .. } => "field",
            Self::UnknownState { .. } | Self::NoDate { .. } => "value",
            Self::Unreadable { what: "approver" } => "approved_by",
            Self::Unreadable { what } | Self::Past { what, .. } => what,
            Self::EndsFirst { .. } => "until",
            Self::ReviewTooLate { .. } => "review",
            Self::Over { .. } => "ended_at",
        }
    }

    fn of_time(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EndsFirst { from, until } => write!(
                formatter,
                "it would end at {}, before it begins at {}",
                format(*until),
                format(*from)
            ),
            Self::Past { what, at } => write!(
                formatter,
                "{what} is {}, which is past: give a time that lies ahead",
                format(*at)
            ),
            Self::ReviewTooLate { review, until } => write!(
                formatter,
                "it would be over at {}, before its review at {}: review it earlier",
                format(*until),
                format(*review)
            ),
            Self::Overlaps { id, kind } => write!(
                formatter,
                "the person has an exception of kind {kind} for a part of that time already: end \
                 {id} first, or give another time"
            ),
            Self::Over { since } => {
                write!(formatter, "the exception is over since {}", format(*since))
            }
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Flaw {}
