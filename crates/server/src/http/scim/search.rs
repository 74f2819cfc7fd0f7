//! Listing and searching (RFC 7644 §3.4.2, §3.4.3).

use actix_web::http::StatusCode;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::Caller;
use scim::message::ListParameters;

use super::authenticate::Authenticated;
use super::resource_name::resource_name;
use crate::http::request::{body, query};
use crate::http::{Refused, State, respond};

type Answer = Result<HttpResponse, Refused>;

/// GET on the endpoint of a resource type.
pub(super) async fn list(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    let name = resource_name(&request)?;
    let parameters = ListParameters::from_query(query::pairs(request.query_string())?)?;
    let found = state.directory.list(&caller, &name, &parameters).await?;
    Ok(respond::answer(StatusCode::OK, found))
}

/// POST on the `.search` of a resource type.
pub(super) async fn of_type(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    payload: Payload,
    state: web::Data<State>,
) -> Answer {
    let name = resource_name(&request)?;
    let parameters = parameters(&caller, &request, payload, &state).await?;
    let found = state.directory.list(&caller, &name, &parameters).await?;
    Ok(respond::answer(StatusCode::OK, found))
}

/// POST on the `.search` of the whole server.
pub(super) async fn everything(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    payload: Payload,
    state: web::Data<State>,
) -> Answer {
    let parameters = parameters(&caller, &request, payload, &state).await?;
    let found = state.directory.search_all(&caller, &parameters).await?;
    Ok(respond::answer(StatusCode::OK, found))
}

async fn parameters(
    caller: &Caller,
    request: &HttpRequest,
    payload: Payload,
    state: &State,
) -> Result<ListParameters, Refused> {
    let body = body::read(request, payload, state, caller.tenant, None).await?;
    Ok(ListParameters::from_search_request(body.value())?)
}
