//! What tenants chose about their rosters, made ready to decide by.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roster::RosterSettings;
use roster::contact::{self, Mapping};
use roster::scope::{Engine, Needs, Refusal};
use scim::ResourceType;
use storage::{Connection, StorageError, TenantKey, roster_settings};

/// Tenants that are remembered at most.
const CAPACITY: usize = 10_000;

/// What a tenant chose, ready to decide by.
#[derive(Debug)]
pub(crate) struct TenantRoster {
    /// The number of the settings; 0 if nothing was ever chosen.
    pub(crate) revision: i64,
    /// The settings.
    pub(crate) settings: RosterSettings,
    /// Where fields come from.
    pub(crate) mapping: Mapping,
    /// Contacts as filters know them.
    pub(crate) contacts: &'static ResourceType,
    /// What decides.
    pub(crate) engine: Engine<'static>,
    /// What has to be known of others.
    pub(crate) needs: Needs,
}

impl TenantRoster {
    /// Makes settings ready.
    ///
    /// # Errors
    ///
    /// What is wrong with a rule, an audience or the mapping.
    pub(crate) fn new(revision: i64, settings: RosterSettings) -> Result<Self, Refusal> {
        let mapping = match &settings.mapping {
            None => Mapping::standard().clone(),
            Some(choice) => choice.made().map_err(|detail| Refusal {
                name: "mapping".to_owned(),
                detail,
            })?,
        };
        let contacts = contact::resource_type_of(&mapping.custom());
        let engine = Engine::new(&settings.scope, &settings.audiences, contacts)?;
        Ok(Self {
            revision,
            mapping,
            contacts,
            needs: engine.needs(),
            engine,
            settings,
        })
    }

    /// Whether decisions look at what others make true of a contact.
    pub(crate) fn looks_at_others(&self) -> bool {
        self.needs != Needs::default()
    }
}

/// The rosters of all tenants, each as it was when somebody last asked.
#[derive(Default)]
pub(crate) struct Rosters(Mutex<HashMap<TenantKey, Arc<TenantRoster>>>);

impl Rosters {
    /// A tenant's roster as it is now: within a transaction, as the transaction sees it.
    pub(crate) async fn of(
        &self,
        conn: &Connection,
        tenant: TenantKey,
    ) -> Result<Arc<TenantRoster>, StorageError> {
        let revision = roster_settings::revision(conn, tenant).await?;
        let known = self.lock().get(&tenant).cloned();
        if let Some(known) = known.filter(|known| known.revision == revision) {
            return Ok(known);
        }
        let (revision, settings) = match roster_settings::current(conn, tenant).await? {
            Some(current) => (current.revision, current.settings),
            None => (0, RosterSettings::default()),
        };
        let roster = TenantRoster::new(revision, settings);
        // What was chosen was held against the same rules before it was kept.
        let roster = roster.map_err(|flaw| StorageError::Internal(flaw.to_string().into()))?;
        let roster = Arc::new(roster);
        self.remember(tenant, &roster);
        Ok(roster)
    }

    fn remember(&self, tenant: TenantKey, roster: &Arc<TenantRoster>) {
        let mut known = self.lock();
        if known.len() >= CAPACITY {
            known.clear();
        }
        known.insert(tenant, Arc::clone(roster));
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, HashMap<TenantKey, Arc<TenantRoster>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
