//! One log line a request. It names the route, never the path or the query, which may hold
//! personal data, and nothing of the headers or the body. Of a refusal it says why, in a word.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage};

use super::request_id::RequestId;
use super::tenant_note::TenantNote;
use crate::http::Refused;
use crate::http::respond::Reason;

/// Logs a request when it was answered.
pub(in crate::http) async fn log<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let started = Instant::now();
    let method = request.method().to_string();
    let route = request.match_pattern().unwrap_or_else(|| "none".into());
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(|id| id.0.clone())
        .unwrap_or_default();
    let tenant = TenantNote::default();
    request.extensions_mut().insert(tenant.clone());
    let result = next.call(request).await;
    let status = match &result {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    // All of them are strings to `tracing`, which then escapes them: no value can forge a line.
    tracing::info!(
        request_id = id.as_str(),
        tenant = tenant.slug().as_str(),
        method = method.as_str(),
        route = route.as_str(),
        status = status.as_u16(),
        reason = reason(&result),
        duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        "request"
    );
    result
}

/// Why a request was refused, if it was.
fn reason<B>(result: &Result<ServiceResponse<B>, Error>) -> Option<&'static str> {
    let reason = match result {
        Ok(response) => response.response().extensions().get::<Reason>().copied(),
        Err(error) => error.as_error::<Refused>().map(Refused::reason),
    };
    reason.map(|Reason(word)| word)
}
