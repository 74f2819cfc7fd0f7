//! A training contact: a person as the training programme knows them.

mod field;
mod mapping;
mod resource;
mod schema;
mod snapshot;
mod source_profile;
mod standing;
mod state;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::instant;
use crate::status::Status;
use crate::word::words;

pub use field::{Field, FieldChange, Fields};
pub use mapping::{FieldChoice, Mapping, MappingChoice, Preset as MappingPreset};
pub use resource::{ContactGroup, Manager, MembershipKind, Related, comparable, resource};
pub use schema::{URN, resource_type, resource_type_of};
pub use snapshot::Snapshot;
pub use source_profile::SourceProfile;
pub use standing::{Departure, Standing};
pub use state::{ContactState, Surroundings};

/// Whether the tenant's directory has the person enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExternalState {
    /// Enabled there.
    Active,
    /// Disabled or deleted there.
    Disabled,
}

words!(ExternalState {
    Active => "active",
    Disabled => "disabled",
});

/// Where a contact or training group comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Provisioned over SCIM.
    Scim,
    /// Imported from a file.
    Csv,
    /// Entered by hand.
    Manual,
    /// Read from Microsoft Graph.
    Graph,
}

words!(Source {
    Scim => "scim",
    Csv => "csv",
    Manual => "manual",
    Graph => "graph",
});

/// A contact as reports and the command line show it. It outlives the SCIM user it came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The contact's own id, which stays the same when a leaver returns.
    pub id: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// The name to show.
    pub display_name: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Office or city.
    pub location: Option<String>,
    /// Telephone number, mobile rather than desk.
    pub telephone: Option<String>,
    /// Preferred language, as a language tag.
    pub language: Option<String>,
    /// The organisation's number for the person.
    pub employee_number: Option<String>,
    /// The contact id of the manager; null while that person is not here.
    pub manager_id: Option<String>,
    /// The provisioning client's id for the person.
    pub external_id: Option<String>,
    /// Whether the person is enabled in the tenant's directory.
    pub external_state: ExternalState,
    /// Where the contact came from.
    pub source: Source,
    /// Whether the person takes part in the training programme.
    pub in_scope: bool,
    /// What the training platform should do.
    pub status: Status,
    /// The names of the audiences it is in, in their order; none unless it trains.
    pub audiences: Vec<String>,
    /// The slug of the team it is in; null where there is none.
    pub team: Option<String>,
    /// The slug of the team it supervises; null where there is none.
    pub supervises: Option<String>,
    /// Slugs of the training groups it is in itself, sorted; of a leaver, those at the time of
    /// leaving.
    pub groups: Vec<String>,
    /// The same with the groups around those.
    pub effective_groups: Vec<String>,
    /// When the last successful write of its SCIM user took place.
    #[serde(with = "instant::optional")]
    pub synced_at: Option<DateTime<Utc>>,
    /// When the contact was made.
    #[serde(with = "instant")]
    pub created_at: DateTime<Utc>,
    /// When anything visible of it last changed.
    #[serde(with = "instant")]
    pub updated_at: DateTime<Utc>,
    /// Since when it is disabled; null while it is active.
    #[serde(with = "instant::optional")]
    pub disabled_at: Option<DateTime<Utc>>,
    /// Every address the person is or was known by, the e-mail first.
    pub addresses: Vec<String>,
    /// How the person relates to the organisation, such as `Member` or `Guest`.
    pub user_type: Option<String>,
    /// The first day of work.
    pub hire_date: Option<String>,
    /// The last day of work.
    pub leave_date: Option<String>,
    /// The tenant's own fields, by their names.
    pub custom: BTreeMap<String, String>,
    /// The sources that know the person.
    pub sources: Vec<Source>,
    /// What exceptions pin of it, by the names of fields, sorted.
    pub pinned: Vec<String>,
    /// Since when the brake holds what the directory says of it; null unless it does.
    #[serde(with = "instant::optional")]
    pub held_since: Option<DateTime<Utc>>,
    /// Whether a change of its groups is not worked through yet; a job does that within a minute.
    pub pending: bool,
}
