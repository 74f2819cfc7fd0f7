//! What a tenant chose about its roster. It is kept as one document, and every change of it as
//! another, so that what was in force at a time can be told and taken back.

use serde::{Deserialize, Serialize};

use crate::contact::MappingChoice;
use crate::scope::{Audience, Scope, ScopeState};

/// What a tenant chose about its roster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterSettings {
    /// Who trains.
    pub scope: Scope,
    /// The audiences, in their order.
    #[serde(default)]
    pub audiences: Vec<Audience>,
    /// Where fields come from; none where the usual rows hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MappingChoice>,
    /// Contacts that are suspected to be no persons, and of whom somebody said that they are.
    #[serde(default)]
    pub known_persons: Vec<String>,
    /// The number of the settings that these bring back, if somebody took a decision back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<i64>,
}

impl RosterSettings {
    /// What people decided of it. Of two settings that agree in this, one only keeps account of something.
    pub fn chosen(&self) -> (&Scope, &[Audience], Option<&MappingChoice>) {
        (&self.scope, &self.audiences, self.mapping.as_ref())
    }

    /// Those of a tenant of which nothing was decided but this.
    pub fn of_state(state: ScopeState) -> Self {
        let scope = Scope {
            state,
            rules: Vec::new(),
        };
        Self {
            scope,
            audiences: Vec::new(),
            mapping: None,
            known_persons: Vec::new(),
            restores: None,
        }
    }
}

/// A tenant from before scopes were decided has everybody in.
impl Default for RosterSettings {
    fn default() -> Self {
        Self::of_state(ScopeState::Everyone)
    }
}
