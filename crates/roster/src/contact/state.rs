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

impl ContactState {
    /// The value of a field.
    pub fn get(&self, field: &Field) -> Option<&str> {
        self.fields.get(field)
    }

    /// Whether the person is enabled in the tenant's directory.
    pub fn is_active(&self) -> bool {
        self.external_state == ExternalState::Active
    }

    /// The contact as reports and the command line show it: with the contact id of its manager, and
    /// with the slugs of its groups, which of a leaver are those at the time of leaving.
    pub fn show(&self, manager_id: Option<String>, group_slugs: &[String]) -> Contact {
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
            manager_id,
            external_id: text(Field::ExternalId),
            external_state: self.external_state,
            source: self.source,
            in_scope: self.in_scope,
            groups: self.slugs(group_slugs),
            synced_at: self.synced_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            disabled_at: self.disabled_at,
        }
    }

    fn slugs(&self, current: &[String]) -> Vec<String> {
        let slugs = if self.is_active() {
            current
        } else {
            self.groups_at_leave.as_deref().unwrap_or_default()
        };
        let mut slugs = slugs.to_vec();
        slugs.sort_unstable();
        slugs
    }
}
