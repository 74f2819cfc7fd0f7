//! Bulk (RFC 7644 §3.7).

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, web};

use super::authenticate::Authenticated;
use crate::http::request::body;
use crate::http::{Refused, State, respond};

/// POST on `/Bulk`: always 200 if the message could be read; what became of each operation is in
/// the answer.
pub(super) async fn carry_out(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    payload: Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Refused> {
    let body = body::read_bulk(&request, payload, &state, caller.tenant).await?;
    Ok(respond::ok(&state.directory.bulk(&caller, body).await?))
}
