//! What a SCIM user says about a person, in the terms of the training programme.

use scim::Resource;
use serde_json::Value;

use super::ExternalState;
use super::mapping::{first, standard};

/// The fields of a contact that come from its SCIM user. `None` where the user has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
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
    /// Telephone number.
    pub telephone: Option<String>,
    /// Preferred language.
    pub language: Option<String>,
    /// The organisation's number for the person.
    pub employee_number: Option<String>,
    /// The SCIM id of the manager, who need not be here (yet).
    pub manager_value: Option<String>,
    /// The provisioning client's id.
    pub external_id: Option<String>,
    /// Whether the person is enabled; a user without `active` is.
    pub state: ExternalState,
}

/// Reads a person's profile out of a SCIM user.
pub fn profile(user: &Resource) -> Profile {
    let field = |row| first(row, user);
    Profile {
        email: field(standard::EMAIL),
        first_name: field(standard::FIRST_NAME),
        last_name: field(standard::LAST_NAME),
        display_name: field(standard::DISPLAY_NAME),
        title: field(standard::TITLE),
        department: field(standard::DEPARTMENT),
        location: field(standard::LOCATION),
        telephone: field(standard::TELEPHONE),
        language: field(standard::LANGUAGE),
        employee_number: field(standard::EMPLOYEE_NUMBER),
        manager_value: field(standard::MANAGER_VALUE),
        external_id: field(standard::EXTERNAL_ID),
        state: state(user),
    }
}

pub(super) fn state(user: &Resource) -> ExternalState {
    match user.get("active") {
        Some(Value::Bool(false)) => ExternalState::Disabled,
        _ => ExternalState::Active,
    }
}
