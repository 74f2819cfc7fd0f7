//! A contact as it is stored, before anything is joined to it.

use chrono::{DateTime, Utc};

use super::{Contact, ExternalState, Field, Fields, Source};

/// What is kept of a contact. [`crate::lifecycle`] says how it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactState {
    /// The contact's own id, which stays the same when a leaver returns.
    pub id: String,
    /// The SCIM id of the user it stands for; none after that user was deleted.
    pub user_id: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// Its fields.
    pub fields: Fields,
    /// Every address it is or was known by, its e-mail first, each once in any letter case.
    pub addresses: Vec<String>,
    /// Whether the person is enabled in the tenant's directory.
    pub external_state: ExternalState,
    /// Whether the person takes part in the training programme.
    pub in_scope: bool,
    /// Of a leaver, the slugs of the groups at the time of leaving; none while it is active.
    pub groups_at_leave: Option<Vec<String>>,
    /// When its source last confirmed it.
    pub synced_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When anything that [`Contact`] shows of it last changed.
    pub updated_at: DateTime<Utc>,
    /// Since when it is disabled; none while it is active.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// What reports show with a contact that others make true of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The contact id of its manager, where that person is here.
    pub manager_id: Option<String>,
    /// Slugs of the training groups it is in itself.
    pub groups: Vec<String>,
    /// Slugs of those it is in only because of groups within them.
    pub outer_groups: Vec<String>,
    /// Whether a change of its groups is not worked through yet.
    pub pending: bool,
}

impl ContactState {
    /// The value of a field.
    pub fn get(&self, field: &Field) -> Option<&str> {
        self.fields.get(field)
    }

    /// Whether the person is enabled in the tenant's directory.
    pub fn is_active(&self) -> bool {
        self.external_state == ExternalState::Active
    }

    /// The contact as reports and the command line show it. The groups of a leaver are those at the
    /// time of leaving.
    pub fn show(&self, surroundings: &Surroundings) -> Contact {
        let text = |field| self.get(&field).map(str::to_owned);
        Contact {
            id: self.id.clone(),
            email: text(Field::Email),
            first_name: text(Field::FirstName),
            last_name: text(Field::LastName),
            display_name: text(Field::DisplayName),
            title: text(Field::Title),
            department: text(Field::Department),
            location: text(Field::Location),
            telephone: text(Field::Telephone),
            language: text(Field::Language),
            employee_number: text(Field::EmployeeNumber),
            manager_id: surroundings.manager_id.clone(),
            external_id: text(Field::ExternalId),
            external_state: self.external_state,
            source: self.source,
            in_scope: self.in_scope,
            groups: self.slugs(&surroundings.groups, &[]),
            effective_groups: self.slugs(&surroundings.groups, &surroundings.outer_groups),
            synced_at: self.synced_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            disabled_at: self.disabled_at,
            pending: surroundings.pending,
        }
    }

    fn slugs(&self, direct: &[String], outer: &[String]) -> Vec<String> {
        let mut slugs = if self.is_active() {
            [direct, outer].concat()
        } else {
            self.groups_at_leave.clone().unwrap_or_default()
        };
        slugs.sort_unstable();
        slugs
    }
}
