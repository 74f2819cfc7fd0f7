//! A handler that panics costs its own request a 500 and nobody else anything.

use std::panic::AssertUnwindSafe;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use futures_util::FutureExt;

use crate::http::Refused;

/// Turns a panic into a SCIM error. The panic hook has logged where it happened.
pub(in crate::http) async fn contain<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    // A request's state dies with it, and what requests share is guarded by locks that recover.
    let guarded = AssertUnwindSafe(async move { next.call(request).await });
    match guarded.catch_unwind().await {
        Ok(result) => result,
        Err(_) => Err(Refused::internal().into()),
    }
}
