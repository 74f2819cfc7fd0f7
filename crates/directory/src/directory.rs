//! The directory: what every use-case needs, in one handle.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use scim::{Limits, Registry, ResourceType, ScimError};
use storage::Database;

use crate::environment::{Clock, IdSource};

/// What an operator can choose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The SCIM base that clients are told, without a slash at its end.
    pub base_url: String,
    /// How much a request may hold.
    pub limits: Limits,
    /// The most resources one answer to a search carries.
    pub max_results: u64,
    /// As many resources an answer carries when the client does not say.
    pub default_results: u64,
}

/// The directories of all tenants. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    parts: Arc<Parts>,
}

struct Parts {
    database: Database,
    settings: Settings,
    registry: Registry,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
}

impl Directory {
    /// The directories kept in `database`, which must be migrated.
    pub fn new(
        database: Database,
        settings: Settings,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self {
            parts: Arc::new(Parts {
                database,
                settings,
                registry: Registry::standard(),
                clock,
                ids,
            }),
        }
    }

    /// The resource types that are served.
    pub fn registry(&self) -> &Registry {
        &self.parts.registry
    }

    /// What the operator chose.
    pub fn settings(&self) -> &Settings {
        &self.parts.settings
    }

    /// The database, to ask whether it answers.
    pub fn database(&self) -> &Database {
        &self.parts.database
    }

    /// The present, by the clock this directory was given.
    pub fn now(&self) -> DateTime<Utc> {
        self.parts.clock.now()
    }

    pub(crate) fn next_id(&self) -> String {
        self.parts.ids.next()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.parts.settings.limits
    }

    pub(crate) fn resource_type(&self, name: &str) -> Result<&ResourceType, ScimError> {
        self.registry().resource_type(name).ok_or_else(|| {
            ScimError::with_status(404, format!("There is no resource type {name:?}."))
        })
    }
}
