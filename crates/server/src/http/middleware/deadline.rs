//! No request takes forever, whatever the database does.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use crate::http::{Refused, State};

/// When the work on a request ends.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Deadline(pub(in crate::http) Instant);

/// Answers 503 when a request's time is over; a transaction that was under way is rolled back.
pub(in crate::http) async fn hold<B: MessageBody>(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let limit = state.settings.request_timeout;
    let work = state.settings.working_time();
    request
        .extensions_mut()
        .insert(Deadline(Instant::now() + work));
    match tokio::time::timeout(limit, next.call(request)).await {
        Ok(result) => result,
        Err(_) => Err(late(limit.as_secs()).into()),
    }
}

fn late(seconds: u64) -> Refused {
    let detail = format!(
        "The request was not done within {seconds} seconds. Read the resource before trying again."
    );
    Refused::for_now(StatusCode::SERVICE_UNAVAILABLE, &detail, 30)
}
