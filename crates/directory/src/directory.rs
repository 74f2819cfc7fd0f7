//! The directory: what every use-case needs, in one handle.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use roster::Actor;
use scim::cursor::Signer;
use scim::{Limits, Registry, ResourceType, ScimError};
use storage::{Database, StorageError, TenantKey};

use crate::Caller;
use crate::environment::{Clock, IdSource};
use crate::fault::Fault;
use crate::queue::WriteQueue;
use crate::registries::{Registries, TenantRegistry};
use crate::secret;
use crate::tenant_roster::Rosters;

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
    /// How long a cursor can be used.
    pub cursor_timeout: Duration,
}

/// The directories of all tenants. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    parts: Arc<Parts>,
    actor: Arc<Actor>,
}

struct Parts {
    database: Database,
    settings: Settings,
    registries: Registries,
    rosters: Rosters,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    signer: OnceLock<Signer>,
    queue: WriteQueue,
    access_changes: AtomicU64,
}

impl Directory {
    /// The directories kept in `database`, which must be migrated.
    pub fn new(
        database: Database,
        settings: Settings,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        Self::with_registry(database, settings, Registry::standard(), clock, ids)
    }

    /// The same with other resource types, for every tenant.
    pub fn with_registry(
        database: Database,
        settings: Settings,
        registry: Registry,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Self {
        let queue = WriteQueue::new(database.writes_of_one_tenant());
        Self {
            parts: Arc::new(Parts {
                queue,
                database,
                settings,
                registries: Registries::new(registry),
                rosters: Rosters::default(),
                clock,
                ids,
                signer: OnceLock::new(),
                access_changes: AtomicU64::new(0),
            }),
            actor: Arc::new(Actor::System {
                label: "rollcall".to_owned(),
            }),
        }
    }

    /// The same directories in the hands of somebody: acts of administration are journaled as theirs.
    /// What a client writes is its token's.
    #[must_use]
    pub fn acting_as(self, actor: Actor) -> Self {
        Self {
            actor: Arc::new(actor),
            ..self
        }
    }

    pub(crate) fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The resource types that every tenant has.
    pub fn registry(&self) -> &Registry {
        self.parts.registries.base()
    }

    /// The resource types that the caller's tenant has. What another process changed is seen after
    /// two seconds.
    ///
    /// # Errors
    ///
    /// 503 if the database does not answer.
    pub async fn registry_of(&self, caller: &Caller) -> Result<Arc<TenantRegistry>, ScimError> {
        Ok(self.types_of(caller.tenant).await?)
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

    /// How often this process took access away from anybody or gave it back: while it stays the same,
    /// only another process can have done so.
    pub fn access_changes(&self) -> u64 {
        self.parts.access_changes.load(Ordering::Acquire)
    }

    pub(crate) fn note_access_change(&self) {
        self.parts.access_changes.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn next_id(&self) -> String {
        self.parts.ids.next()
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.parts.settings.limits
    }

    /// What signs cursors, the same on all servers of the database.
    pub(crate) async fn signer(&self) -> Result<&Signer, StorageError> {
        if let Some(signer) = self.parts.signer.get() {
            return Ok(signer);
        }
        let key = secret::shared(self.database(), "cursors").await?;
        Ok(self.parts.signer.get_or_init(|| Signer::new(key)))
    }

    /// Where writes wait for each other.
    pub(crate) fn queue(&self) -> &WriteQueue {
        &self.parts.queue
    }

    /// What tenants chose about their rosters.
    pub(crate) fn rosters(&self) -> &Rosters {
        &self.parts.rosters
    }

    pub(crate) fn registries(&self) -> &Registries {
        &self.parts.registries
    }

    pub(crate) async fn types_of(&self, tenant: TenantKey) -> Result<Arc<TenantRegistry>, Fault> {
        let (conn, now) = (self.database().reader(), self.now());
        Ok(self.registries().of(conn, tenant, now).await?)
    }
}

/// The resource type of that name.
pub(crate) fn named<'r>(registry: &'r Registry, name: &str) -> Result<&'r ResourceType, ScimError> {
    registry
        .resource_type(name)
        .ok_or_else(|| ScimError::with_status(404, format!("There is no resource type {name:?}.")))
}
