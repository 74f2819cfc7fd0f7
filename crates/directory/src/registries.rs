//! Which resource types each tenant has: those of everyone, and those of its own documents.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use scim::Registry;
use scim::schema::{Document, Flaw};
use storage::schema_documents::{self, StoredDocument};
use storage::{Connection, StorageError, TenantKey};

/// Within how many seconds a revocation, a suspension or another schema takes hold in every process: what
/// people are promised.
pub const TAKES_HOLD_WITHIN: u8 = 5;
/// How old may be what a process knows of tokens, tenants and their documents. The rest of what is
/// promised is for looking again.
pub const RECHECK_AFTER: TimeDelta = TimeDelta::seconds(TAKES_HOLD_WITHIN as i64 - 3);
/// Tenants that are remembered at most.
const CAPACITY: usize = 10_000;

/// The resource types and schemas of one tenant, as they were at some time.
#[derive(Debug)]
pub struct TenantRegistry {
    registry: Arc<Registry>,
    /// The revisions of the tenant's own documents; none if it has none.
    revisions: Vec<String>,
}

impl Deref for TenantRegistry {
    type Target = Registry;

    fn deref(&self) -> &Registry {
        &self.registry
    }
}

impl TenantRegistry {
    /// Whether the tenant's documents are still those that this was made of. To be asked at the end
    /// of a transaction that wrote resources: whoever removes a schema counts them first, and keeps
    /// new ones away until it is gone.
    ///
    /// # Errors
    ///
    /// [`StorageError::Stale`] if they are not.
    pub(crate) async fn confirm(
        &self,
        conn: &Connection,
        tenant: TenantKey,
    ) -> Result<(), StorageError> {
        if self.revisions.is_empty() {
            return Ok(());
        }
        match schema_documents::revisions(conn, tenant).await? {
            present if present == self.revisions => Ok(()),
            _ => Err(StorageError::Stale),
        }
    }
}

/// The registries of all tenants, each looked at again after two seconds.
pub(crate) struct Registries {
    base: Arc<Registry>,
    known: Mutex<HashMap<TenantKey, Known>>,
}

struct Known {
    registry: Arc<TenantRegistry>,
    checked_at: DateTime<Utc>,
}

impl Registries {
    pub(crate) fn new(base: Registry) -> Self {
        Self {
            base: Arc::new(base),
            known: Mutex::default(),
        }
    }

    /// What every tenant has.
    pub(crate) fn base(&self) -> &Registry {
        &self.base
    }

    pub(crate) async fn of(
        &self,
        conn: &Connection,
        tenant: TenantKey,
        now: DateTime<Utc>,
    ) -> Result<Arc<TenantRegistry>, StorageError> {
        let known = self.known(tenant);
        if let Some((registry, checked_at)) = &known
            // After a step back of the clock nobody can say how old it is.
            && *checked_at <= now
            && now - *checked_at < RECHECK_AFTER
        {
            return Ok(Arc::clone(registry));
        }
        let documents = schema_documents::list(conn, tenant).await?;
        let registry = match known {
            Some((registry, _)) if registry.revisions == revisions(&documents) => registry,
            _ => Arc::new(self.build(&documents)?),
        };
        self.remember(tenant, &registry, now);
        Ok(registry)
    }

    /// Has the tenant's documents read again the next time they are needed.
    pub(crate) fn forget(&self, tenant: TenantKey) {
        self.lock().remove(&tenant);
    }

    fn known(&self, tenant: TenantKey) -> Option<(Arc<TenantRegistry>, DateTime<Utc>)> {
        let known = self.lock();
        let known = known.get(&tenant)?;
        Some((Arc::clone(&known.registry), known.checked_at))
    }

    fn remember(&self, tenant: TenantKey, registry: &Arc<TenantRegistry>, now: DateTime<Utc>) {
        let mut known = self.lock();
        if known.len() >= CAPACITY {
            known.clear();
        }
        let registry = Arc::clone(registry);
        let checked_at = now;
        known.insert(
            tenant,
            Known {
                registry,
                checked_at,
            },
        );
    }

    fn build(&self, documents: &[StoredDocument]) -> Result<TenantRegistry, StorageError> {
        let registry = if documents.is_empty() {
            Arc::clone(&self.base)
        } else {
            let registry = read(documents).and_then(|own| self.base.extended(&own));
            Arc::new(registry.map_err(|flaw| StorageError::Internal(Box::new(flaw)))?)
        };
        Ok(TenantRegistry {
            registry,
            revisions: revisions(documents),
        })
    }

    /// Nothing that holds the lock can leave the map half-written.
    fn lock(&self) -> MutexGuard<'_, HashMap<TenantKey, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The documents of a tenant, as they are kept, read again.
pub(crate) fn read(stored: &[StoredDocument]) -> Result<Vec<Document>, Flaw> {
    let mut documents = Vec::with_capacity(stored.len());
    for stored in stored {
        let source = format!("the tenant's {} {}", stored.kind.as_str(), stored.id);
        documents.extend(Document::read_all(&source, &stored.document)?);
    }
    Ok(documents)
}

fn revisions(documents: &[StoredDocument]) -> Vec<String> {
    documents.iter().map(|it| it.revision.clone()).collect()
}
