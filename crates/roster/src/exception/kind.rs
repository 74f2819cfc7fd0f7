//! What an exception does.

use chrono::NaiveDate;
use scim::instant;

use super::Flaw;
use crate::contact::{ExternalState, Field};

/// The name under which the state is pinned. It is no field that a source fills.
const STATE: &str = "external_state";

/// What an exception does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The person trains, whatever the rules say.
    Include,
    /// The person does not train, whatever the rules say.
    Exclude,
    /// The person is on leave: no leaver, and does not train.
    Leave,
    /// The person keeps a value that was given by hand.
    Pin(Pin),
}

/// A value that no source changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pin {
    /// Of a field.
    Field(Field, String),
    /// Of the state: the person is here, or has left, whatever the directory says.
    State(ExternalState),
}

impl Kind {
    /// The kind that words stand for: `include`, `exclude`, `leave`, or `pin` with the field and
    /// the value to be kept.
    ///
    /// # Errors
    ///
    /// What is wrong with the words.
    pub fn parse(kind: &str, field: Option<&str>, value: Option<&str>) -> Result<Self, Flaw> {
        let plain = match kind {
            "include" => Self::Include,
            "exclude" => Self::Exclude,
            "leave" => Self::Leave,
            "pin" => {
                let (Some(field), Some(value)) = (field, value) else {
                    return Err(Flaw::NothingPinned);
                };
                return Pin::parse(field, value).map(Self::Pin);
            }
            _ => {
                return Err(Flaw::UnknownKind {
                    kind: kind.to_owned(),
                });
            }
        };
        if field.is_some() || value.is_some() {
            return Err(Flaw::NoPin {
                kind: plain.as_str(),
            });
        }
        Ok(plain)
    }

    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
            Self::Leave => "leave",
            Self::Pin(_) => "pin",
        }
    }

    /// The name of what it pins; `external_state` for the state.
    pub fn field(&self) -> Option<String> {
        match self {
            Self::Pin(Pin::Field(field, _)) => Some(field.to_string()),
            Self::Pin(Pin::State(_)) => Some(STATE.to_owned()),
            _ => None,
        }
    }

    /// The value that it pins.
    pub fn value(&self) -> Option<&str> {
        match self {
            Self::Pin(Pin::Field(_, value)) => Some(value),
            Self::Pin(Pin::State(state)) => Some(state.as_str()),
            _ => None,
        }
    }

    /// Whether only one of both can hold at a time.
    pub(super) fn rivals(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() && self.field() == other.field()
    }
}

impl Pin {
    fn parse(name: &str, value: &str) -> Result<Self, Flaw> {
        if name == STATE {
            let state = ExternalState::parse(value);
            return state.map(Self::State).ok_or_else(|| Flaw::UnknownState {
                value: value.to_owned(),
            });
        }
        let field = || name.to_owned();
        let Some(known) = Field::parse(name) else {
            return Err(Flaw::UnknownField { field: field() });
        };
        match known {
            // A returning leaver is found by these, so they have to be what the source says.
            Field::UserName | Field::ExternalId => return Err(Flaw::Identifies { field: field() }),
            Field::HireDate | Field::LeaveDate if !is_day(value) => {
                return Err(Flaw::NoDate {
                    field: field(),
                    value: value.to_owned(),
                });
            }
            _ => {}
        }
        if value.trim().is_empty() || value.chars().any(char::is_control) {
            return Err(Flaw::Unreadable { what: "value" });
        }
        Ok(Self::Field(known, value.to_owned()))
    }
}

fn is_day(value: &str) -> bool {
    value.parse::<NaiveDate>().is_ok() || instant::parse(value).is_some()
}
