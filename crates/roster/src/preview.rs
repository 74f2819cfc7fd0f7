//! Whom a change of a roster's settings would move, before it is made.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contact::{ContactState, FieldChange};
use crate::instant;
use crate::scope::Status;
use crate::word::words;

/// What a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PreviewKind {
    /// Who trains.
    Scope,
    /// Audiences.
    Audience,
    /// Where fields come from.
    Mapping,
    /// All that a policy holds.
    Policy,
    /// Exceptions for single people.
    Exceptions,
}

words!(PreviewKind {
    Scope => "scope",
    Audience => "audience",
    Mapping => "mapping",
    Policy => "policy",
    Exceptions => "exceptions",
});

/// Whom a change would move.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Preview {
    /// Its id.
    pub id: String,
    /// What the change is about.
    pub kind: PreviewKind,
    /// When it was made.
    #[serde(with = "instant")]
    pub created_at: DateTime<Utc>,
    /// When the change was made; null as long as it was not.
    #[serde(with = "instant::optional")]
    pub applied_at: Option<DateTime<Utc>>,
    /// How many people it concerns.
    pub counts: Counts,
    /// What somebody should look at before applying it.
    pub warnings: Vec<String>,
    /// Whom it moves, by the ids of the contacts; perhaps only the first.
    pub changes: Vec<Moved>,
}

/// How many people a change concerns, each in every way that applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// They train, and did not.
    pub joins: u64,
    /// They train no longer.
    pub leaves: u64,
    /// They are in other audiences.
    pub audiences: u64,
    /// They are in another team.
    pub teams: u64,
    /// They have other values of fields.
    pub fields: u64,
    /// Nothing of them changes.
    pub unchanged: u64,
}

/// Somebody whom a change moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The contact.
    pub contact_id: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// What the contact is.
    pub before: Place,
    /// What it would be.
    pub after: Place,
    /// Why, as [`crate::scope::Because`] is written.
    pub because: Value,
    /// Fields that would have other values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldChange>,
}

/// What a decision makes of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// What the training platform should do.
    pub status: Status,
    /// The names of the audiences.
    pub audiences: Vec<String>,
}

impl Place {
    /// What a contact is.
    pub fn of(contact: &ContactState) -> Self {
        Self {
            status: contact.status(),
            audiences: contact.standing.audiences.clone(),
        }
    }
}

impl Counts {
    /// Counts somebody of whom this is true.
    pub fn add(&mut self, before: &Place, after: &Place, has_other_fields: bool) {
        let (trained, trains) = (before.status.is_in_scope(), after.status.is_in_scope());
        match (trained, trains) {
            (false, true) => self.joins += 1,
            (true, false) => self.leaves += 1,
            _ => {}
        }
        if before.audiences != after.audiences {
            self.audiences += 1;
        }
        if has_other_fields {
            self.fields += 1;
        }
        if before == after && !has_other_fields {
            self.unchanged += 1;
        }
    }
}
