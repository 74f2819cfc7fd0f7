//! Policies: templates of what a tenant chooses about its roster.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::brake;
use crate::contact::MappingChoice;
use crate::instant;
use crate::scope::{Audience, Effect, ScopeState};

/// A policy by its name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Policy {
    /// Its name, of which there is one only.
    pub name: String,
    /// What it holds.
    #[serde(flatten)]
    pub content: PolicyContent,
    /// When it was last saved.
    #[serde(with = "instant")]
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: Actor,
    /// The slugs of the tenants that follow it.
    pub followers: Vec<String>,
}

/// What a policy holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyContent {
    /// How the scope is decided.
    pub scope: ScopeState,
    /// Its rules.
    pub rules: Vec<PolicyRule>,
    /// The audiences.
    pub audiences: Vec<Audience>,
    /// Where fields come from; null for the usual rows.
    pub mapping: Option<MappingChoice>,
    /// When leavers are held.
    pub brake: brake::Settings,
    /// What those who serve the tenants should know.
    pub notes: Option<String>,
}

/// A rule without what ties it to the groups of one tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRule {
    /// Its name.
    pub name: String,
    /// What it does.
    pub effect: Effect,
    /// Its filter.
    pub filter: String,
    /// Whether it counts.
    pub enabled: bool,
}
