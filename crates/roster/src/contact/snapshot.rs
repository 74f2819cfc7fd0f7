//! What a version of a contact says: what it was, without the times that the version itself has.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ContactState, ExternalState, Fields, Source};
use crate::instant;

/// A contact at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The SCIM id of the user it stood for.
    pub user_id: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// Its fields.
    pub fields: Fields,
    /// Every address it was known by.
    pub addresses: Vec<String>,
    /// Whether the directory had the person enabled.
    pub external_state: ExternalState,
    /// Of a leaver, the slugs of the groups at the time of leaving.
    pub groups_at_leave: Option<Vec<String>>,
    /// Of a leaver, since when.
    #[serde(with = "instant::optional")]
    pub disabled_at: Option<DateTime<Utc>>,
}

impl Snapshot {
    /// What a contact is now.
    pub fn of(contact: &ContactState) -> Self {
        Self {
            user_id: contact.user_id.clone(),
            source: contact.source,
            fields: contact.fields.clone(),
            addresses: contact.addresses.clone(),
            external_state: contact.external_state,
            groups_at_leave: contact.groups_at_leave.clone(),
            disabled_at: contact.disabled_at,
        }
    }
}
