//! What a source says of a person at a time. Every way into the roster ends in one of these.

use chrono::{DateTime, Utc};
use scim::Resource;

use crate::contact::{Mapping, Source, SourceProfile};

/// What one source says of one person, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Who says it.
    pub source: Source,
    /// Of whom.
    pub key: Key,
    /// What.
    pub said: Said,
    /// When.
    pub at: DateTime<Utc>,
}

/// As whom a source knows a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// The id of the person's SCIM user.
    pub user_id: Option<String>,
    /// The source's own id for the person: over SCIM the `externalId`.
    pub external_id: Option<String>,
    /// The name by which the person is identified there.
    pub user_name: Option<String>,
}

/// What a source says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The person is there, enabled or disabled.
    Present(SourceProfile),
    /// The person is there no longer.
    Gone,
}

impl Observation {
    /// What a SCIM user says after it was made or changed.
    pub fn of_user(id: &str, user: &Resource, mapping: &Mapping, at: DateTime<Utc>) -> Self {
        Self {
            source: Source::Scim,
            key: Key::of_user(id, user),
            said: Said::Present(SourceProfile::of_user(user, mapping)),
            at,
        }
    }

    /// What the deletion of a SCIM user says.
    pub fn of_deleted_user(id: &str, user: &Resource, at: DateTime<Utc>) -> Self {
        Self {
            source: Source::Scim,
            key: Key::of_user(id, user),
            said: Said::Gone,
            at,
        }
    }
}

impl Key {
    /// As whom SCIM knows the person.
    pub fn of_user(id: &str, user: &Resource) -> Self {
        let text = |name| user.text(name).map(str::to_owned);
        Self {
            user_id: Some(id.to_owned()),
            external_id: text("externalId"),
            user_name: text("userName"),
        }
    }
}
