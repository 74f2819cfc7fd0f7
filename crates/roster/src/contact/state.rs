//! A contact as it is stored, before anything is joined to it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Contact, ExternalState, Field, Fields, Source, Standing};
use crate::status::Status;

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
    /// What was decided of it.
    pub standing: Standing,
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
    /// The names of what exceptions pin of it now, sorted.
    pub pinned: Vec<String>,
    /// Whether a change of its groups is not worked through yet.
    pub pending: bool,
}

impl ContactState {
    /// The value of a field.
    pub fn get(&self, field: &Field) -> Option<&str> {
        self.fields.get(field)
    }

    /// What the person is called in lists: by the address, else by the name.
    pub fn name(&self) -> Option<&str> {
        let names = [Field::Email, Field::DisplayName, Field::UserName];
        names.iter().find_map(|field| self.get(field))
    }

    /// Whether the person is enabled in the tenant's directory.
    pub fn is_active(&self) -> bool {
        self.external_state == ExternalState::Active
    }

    /// What the training platform should do: what was decided, and where nobody decided, that
    /// everybody trains who has not left.
    pub fn status(&self) -> Status {
        self.standing.status.unwrap_or(self.undisputed_status())
    }

    /// The status where nothing but the directory's word has a say.
    pub fn undisputed_status(&self) -> Status {
        if self.is_active() {
            Status::InScope
        } else {
            Status::Left
        }
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
            in_scope: self.status().is_in_scope(),
            status: self.status(),
            audiences: self.standing.audiences.clone(),
            team: None,
            supervises: None,
            groups: self.slugs(&surroundings.groups, &[]),
            effective_groups: self.slugs(&surroundings.groups, &surroundings.outer_groups),
            synced_at: self.synced_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
            disabled_at: self.disabled_at,
            addresses: self.addresses.clone(),
            user_type: text(Field::UserType),
            hire_date: text(Field::HireDate),
            leave_date: text(Field::LeaveDate),
            custom: self.custom(),
            sources: vec![self.source],
            pinned: surroundings.pinned.clone(),
            held_since: self.standing.held_since(),
            pending: surroundings.pending,
        }
    }

    fn custom(&self) -> BTreeMap<String, String> {
        let fields = self.fields.iter();
        let custom = fields.filter_map(|(field, value)| match field {
            Field::Custom(name) => Some((name.clone(), value.to_owned())),
            _ => None,
        });
        custom.collect()
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
