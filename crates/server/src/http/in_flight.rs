//! Requests that are being handled, so that the database is closed after the last of them: the
//! server may end while a connection that came at the last moment is still served.

use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, web};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Refused, State};

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

    fn enter(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).try_acquire_owned().ok()
    }
}

/// Counts a request until it is answered.
pub(super) async fn count<B: MessageBody>(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let Some(_until_answered) = state.in_flight.enter() else {
        let detail = "The server is stopping. Nothing was changed; repeat the request.";
        return Err(Refused::for_now(StatusCode::SERVICE_UNAVAILABLE, detail, 5).into());
    };
    next.call(request).await
}
