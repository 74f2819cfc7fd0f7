//! Answers: every body below `/scim` is JSON of exactly one content type.

use std::fmt;

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use directory::Answer;
use scim::ScimError;
use serde_json::Value;

use super::parts::Parts;

/// Without a charset parameter: JSON has none, and some clients compare it letter by letter.
pub const CONTENT_TYPE: &str = "application/scim+json";

/// Seconds after which a client may come back when the server could not answer in time.
const RETRY_AFTER: u32 = 5;

/// A refusal on its way out: a SCIM error and the headers that go with it.
#[derive(Debug)]
pub struct Refused {
    error: ScimError,
    headers: Vec<(header::HeaderName, String)>,
    reason: &'static str,
}

/// Why a request was refused, as the log has it: a word that holds nothing of what the client sent. It
/// is among the extensions of an answer.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Reason(pub(in crate::http) &'static str);

impl Refused {
    /// 429 or 503: the client may try again after so many seconds.
    pub(super) fn for_now(status: StatusCode, detail: &str, seconds: u32) -> Self {
        Self::from(ScimError::with_status(status.as_u16(), detail))
            .with(header::RETRY_AFTER, seconds.to_string())
    }

    /// 503 for a database that does not answer.
    pub(super) fn unavailable() -> Self {
        let detail = "The database does not answer at the moment. Nothing was changed; try again.";
        Self::for_now(StatusCode::SERVICE_UNAVAILABLE, detail, RETRY_AFTER)
    }

    /// 500 for a failure that is ours.
    pub(super) fn internal() -> Self {
        let detail = "Rollcall failed to answer this request. Its log has the cause, under the \
                      request id of the X-Request-Id header.";
        ScimError::with_status(500, detail).into()
    }

    /// 405, and what would be allowed.
    pub(super) fn method_not_allowed(request: &HttpRequest, allowed: &str) -> Self {
        let method = request.method();
        let detail = format!("{method} is not possible here. Allowed: {allowed}.");
        Self::from(ScimError::with_status(405, detail)).with(header::ALLOW, allowed.to_owned())
    }

    /// The same with another word for the log.
    pub(super) fn because(self, reason: &'static str) -> Self {
        Self { reason, ..self }
    }

    /// Why, for the log.
    pub(in crate::http) fn reason(&self) -> Reason {
        Reason(self.reason)
    }

    pub(super) fn with(mut self, name: header::HeaderName, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

impl From<ScimError> for Refused {
    fn from(error: ScimError) -> Self {
        let headers = match error.status() {
            429 | 503 | 507 => vec![(header::RETRY_AFTER, RETRY_AFTER.to_string())],
            _ => Vec::new(),
        };
        let reason = word_for(&error);
        Self {
            error,
            headers,
            reason,
        }
    }
}

/// The keyword of the RFC, or a word for the status where it has none.
fn word_for(error: &ScimError) -> &'static str {
    match (error.scim_type(), error.status()) {
        (Some(keyword), _) => keyword.as_str(),
        (None, 401) => "not_authenticated",
        (None, 403) => "not_allowed",
        (None, 404) => "no_such_resource",
        (None, 405) => "no_such_method",
        (None, 408) => "too_slow",
        (None, 409) => "conflict",
        (None, 412) => "other_version",
        (None, 413) => "too_large",
        (None, 415) => "media_type",
        (None, 429) => "too_many_requests",
        (None, 500..) => "failed",
        (None, _) => "malformed",
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(formatter)
    }
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = json(self.status_code(), &self.error.to_json());
        response.extensions_mut().insert(self.reason());
        for (name, value) in &self.headers {
            if let Ok(value) = value.parse() {
                response.headers_mut().insert(name.clone(), value);
            }
        }
        response
    }
}

/// An answer with a body.
pub(super) fn json(status: StatusCode, body: &Value) -> HttpResponse {
    text(status, body.to_string())
}

/// An answer to a read. A long one is sent in parts, of which each is written when the client has
/// taken most of the one before.
pub(super) fn answer(status: StatusCode, body: Answer) -> HttpResponse {
    match body.into_parts() {
        (whole, None) => text(status, whole),
        (first, Some(rest)) => with_body(status, BoxBody::new(Parts::new(first, rest))),
    }
}

fn text(status: StatusCode, body: String) -> HttpResponse {
    with_body(status, BoxBody::new(body))
}

/// Personal data is in most bodies, so none is to be kept by a cache.
fn with_body(status: StatusCode, body: BoxBody) -> HttpResponse {
    let mut response = HttpResponse::new(status).set_body(body);
    let headers = response.headers_mut();
    let content_type = HeaderValue::from_static(CONTENT_TYPE);
    headers.insert(header::CONTENT_TYPE, content_type);
    let no_store = HeaderValue::from_static("no-store");
    headers.insert(header::CACHE_CONTROL, no_store);
    response
}

/// 200 with a body.
pub(super) fn ok(body: &Value) -> HttpResponse {
    json(StatusCode::OK, body)
}

/// 404 for a path at which there is nothing.
pub(super) async fn no_such_path(request: HttpRequest) -> Refused {
    nothing_at(request.path())
}

/// 404 for that path.
pub(super) fn nothing_at(path: &str) -> Refused {
    let detail = format!("There is nothing at {path:?}. The SCIM endpoints are below /scim/v2.");
    Refused::from(ScimError::with_status(404, detail)).because("no_such_path")
}

impl actix_web::Responder for Refused {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.error_response()
    }
}
