//! What one source says of a person, in the terms of the training programme.

use scim::Resource;
use serde_json::Value;

use super::mapping::{self, Mapping};
use super::{ExternalState, Fields};

/// The fields that a source fills, and whether it has the person enabled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceProfile {
    /// The fields for which the source has a value.
    pub fields: Fields,
    /// All e-mail addresses it has for the person, in its order; the contact's own may be missing.
    pub addresses: Vec<String>,
    /// Whether the person is enabled there.
    pub state: ExternalState,
}

impl SourceProfile {
    /// Reads a SCIM user. One without `active` is enabled.
    pub fn of_user(user: &Resource, mapping: &Mapping) -> Self {
        Self {
            fields: mapping.fields(user).collect(),
            addresses: mapping::addresses(user),
            state: state(user),
        }
    }
}

fn state(user: &Resource) -> ExternalState {
    match user.get("active") {
        Some(Value::Bool(false)) => ExternalState::Disabled,
        _ => ExternalState::Active,
    }
}
