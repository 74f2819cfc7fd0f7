//! Where writes wait for each other, so that they don't do it in the database. There each that waits
//! has a connection, and on SQLite a place before writers of everybody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use scim::ScimError;
use storage::TenantKey;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Write;

/// Writes of one resource that the database is given at a time: the next shall be there when one
/// is done.
const OF_ONE_RESOURCE: usize = 4;

/// Writes that may be at one gate, before it and behind it.
const CROWD: usize = 1_000;

/// How long a write may wait.
const PATIENCE: Duration = Duration::from_secs(10);

/// What lets only some through at a time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Gate {
    Tenant(TenantKey),
    Resource(TenantKey, String),
}

#[derive(Debug)]
struct Known {
    places: Arc<Semaphore>,
    /// How many are there, before the gate and behind it.
    crowd: usize,
}

/// Lets writes through to the database, a few of each resource and of each tenant at a time, in the
/// order in which they came.
#[derive(Debug)]
pub(crate) struct WriteQueue {
    of_one_tenant: usize,
    /// The gates at which anybody is.
    gates: Mutex<HashMap<Gate, Known>>,
}

/// The turn of a write, until it is dropped.
#[derive(Debug)]
pub(crate) struct Turn<'q> {
    _resource: Option<Pass<'q>>,
    _tenant: Pass<'q>,
}

/// Somebody at a gate.
#[derive(Debug)]
struct Pass<'q> {
    queue: &'q WriteQueue,
    gate: Gate,
    /// None before the gate.
    place: Option<OwnedSemaphorePermit>,
}

impl WriteQueue {
    pub(crate) fn new(of_one_tenant: usize) -> Self {
        Self {
            of_one_tenant,
            gates: Mutex::default(),
        }
    }

    /// Waits for the turn of a write. First among those of its resource, so that these have few
    /// places among those of the tenant.
    ///
    /// # Errors
    ///
    /// 503 if it takes too long or if too many are there.
    pub(crate) async fn enter(&self, write: &Write) -> Result<Turn<'_>, ScimError> {
        let tenant = write.caller.tenant;
        let patience = Instant::now() + PATIENCE;
        let until = write
            .caller
            .deadline
            .map_or(patience, |it| it.min(patience));
        let resource = match write.id() {
            Some(id) => {
                let gate = Gate::Resource(tenant, id.to_owned());
                Some(self.pass(gate, OF_ONE_RESOURCE, until).await?)
            }
            None => None,
        };
        let tenant = Gate::Tenant(tenant);
        Ok(Turn {
            _resource: resource,
            _tenant: self.pass(tenant, self.of_one_tenant, until).await?,
        })
    }

    async fn pass(&self, gate: Gate, places: usize, until: Instant) -> Result<Pass<'_>, ScimError> {
        let (places, mut pass) = self.come(gate, places)?;
        let place = tokio::time::timeout_at(until.into(), places.acquire_owned()).await;
        pass.place = place.ok().and_then(Result::ok);
        match pass.place {
            Some(_) => Ok(pass),
            None => Err(crowded(&pass.gate)),
        }
    }

    fn come(&self, gate: Gate, places: usize) -> Result<(Arc<Semaphore>, Pass<'_>), ScimError> {
        let mut gates = self.lock();
        let known = gates.entry(gate.clone()).or_insert_with(|| Known {
            places: Arc::new(Semaphore::new(places)),
            crowd: 0,
        });
        if known.crowd >= CROWD {
            return Err(crowded(&gate));
        }
        known.crowd += 1;
        let places = Arc::clone(&known.places);
        let pass = Pass {
            queue: self,
            gate,
            place: None,
        };
        Ok((places, pass))
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, HashMap<Gate, Known>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut gates = self.queue.lock();
        drop(self.place.take());
        if let Some(known) = gates.get_mut(&self.gate) {
            known.crowd -= 1;
            if known.crowd == 0 {
                gates.remove(&self.gate);
            }
        }
    }
}

fn crowded(gate: &Gate) -> ScimError {
    let what = match gate {
        Gate::Tenant(_) => "this tenant's directory",
        Gate::Resource(..) => "this resource",
    };
    ScimError::with_status(
        503,
        format!(
            "Too many other requests are changing {what}. Nothing was changed; repeat the request \
             later, and send fewer at a time."
        ),
    )
}
