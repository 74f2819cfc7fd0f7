//! What this service provider offers (RFC 7644 §4).

use actix_web::{HttpRequest, HttpResponse, web};
use directory::Caller;
use scim::ScimError;
use scim::discovery::{self, Features};
use scim::message::list_response;
use serde_json::Value;

use super::authenticate::Authenticated;
use crate::http::request::query;
use crate::http::{Refused, State, respond};

type Answer = Result<HttpResponse, Refused>;

pub(super) async fn service_provider_config(
    _: Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    refuse_filter(&request)?;
    let settings = state.directory.settings();
    let features = Features {
        max_results: settings.max_results,
        default_results: settings.default_results,
        cursor_timeout: settings.cursor_timeout.as_secs(),
        max_bulk_operations: settings.limits.bulk_operations,
        max_bulk_bytes: state.settings.max_bulk_bytes,
    };
    Ok(respond::ok(&discovery::service_provider_config(
        &features,
        &settings.base_url,
    )))
}

pub(super) async fn resource_types(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    list(&request, all_resource_types(&state, &caller).await?)
}

pub(super) async fn resource_type(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    let all = all_resource_types(&state, &caller).await?;
    one(&request, "resource type", &all)
}

pub(super) async fn schemas(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    list(&request, all_schemas(&state, &caller).await?)
}

pub(super) async fn schema(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    one(&request, "schema", &all_schemas(&state, &caller).await?)
}

async fn all_resource_types(state: &State, caller: &Caller) -> Result<Vec<Value>, ScimError> {
    let registry = state.directory.registry_of(caller).await?;
    let base_url = &state.directory.settings().base_url;
    Ok(discovery::resource_types(&registry, base_url))
}

async fn all_schemas(state: &State, caller: &Caller) -> Result<Vec<Value>, ScimError> {
    let registry = state.directory.registry_of(caller).await?;
    let base_url = &state.directory.settings().base_url;
    Ok(discovery::schemas(&registry, base_url))
}

/// All of them, whatever page was asked for: paging does not apply here.
fn list(request: &HttpRequest, all: Vec<Value>) -> Answer {
    refuse_filter(request)?;
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    Ok(respond::ok(&list_response(total, 1, all)))
}

fn one(request: &HttpRequest, kind: &str, all: &[Value]) -> Answer {
    refuse_filter(request)?;
    let id = request.match_info().get("id").unwrap_or_default();
    let named = |candidate: &&Value| {
        let name = candidate.get("id").or_else(|| candidate.get("name"));
        name.and_then(Value::as_str)
            .is_some_and(|name| name.eq_ignore_ascii_case(id))
    };
    let found = all
        .iter()
        .find(named)
        .ok_or_else(|| ScimError::not_found(kind, id))?;
    Ok(respond::ok(found))
}

/// A filter here is forbidden, so that no client takes an unfiltered list for a filtered one.
fn refuse_filter(request: &HttpRequest) -> Result<(), ScimError> {
    let pairs = query::pairs(request.query_string())?;
    if pairs
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("filter"))
    {
        return Err(ScimError::with_status(
            403,
            "Discovery endpoints cannot be filtered.",
        ));
    }
    Ok(())
}
