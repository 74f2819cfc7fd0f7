//! Counts the requests that are being handled, and turns away those that come too late.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, web};

use crate::http::{Refused, State};

/// Counts a request until it is answered.
pub(in crate::http) async fn count<B: MessageBody>(
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
