//! Requests that are being handled, so that the database is closed after the last of them: the
//! server may end while a connection that came at the last moment is still served.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// More requests than a process can have at a time.
const MOST: u32 = 1 << 20;

/// The requests in flight. Clones count the same ones.
#[derive(Clone)]
pub struct InFlight(Arc<Semaphore>);

impl Default for InFlight {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST as usize)))
    }
}

impl InFlight {
    /// Waits until no request is in flight, but no longer than `patience`. Those that come later
    /// are turned away.
    pub async fn drain(&self, patience: Duration) {
        let all = tokio::time::timeout(patience, self.0.acquire_many(MOST)).await;
        if all.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        self.0.close();
    }

    /// Counts a request until what is returned is dropped; `None` when no more are let in.
    pub(super) fn enter(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}
