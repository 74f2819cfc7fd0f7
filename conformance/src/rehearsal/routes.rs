//! Which request means what.

use scim::message::ListParameters;
use scim::{ResourceType, ScimError};
use serde_json::Value;
use url::form_urlencoded;

use super::condition::{self, header};
use super::discovery::MAX_BULK_BYTES;
use super::render::Shape;
use super::write::Wish;
use super::{Server, reply};
use crate::http::{Credentials, Request, Response};

type Answer = Result<Response, ScimError>;

/// The answer to a request.
pub(super) fn answer(server: &mut Server, request: &Request) -> Response {
    if !request.credentials.is_token() && !is_public(request) {
        let error = ScimError::with_status(401, "The request carries no token that is known here.");
        return reply::refused_with(&error, "www-authenticate", "Bearer");
    }
    let call = Call::new(request);
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    let answer = server.route(&call, &segments);
    let answer = answer.unwrap_or_else(|error| reply::refused(&error));
    if call.method == "HEAD" {
        return Response {
            body: String::new(),
            ..answer
        };
    }
    answer
}

/// A request, taken apart.
struct Call<'r> {
    request: &'r Request,
    /// A HEAD is a GET whose body is left out in the end.
    method: &'r str,
    segments: Vec<String>,
    query: Vec<(String, String)>,
}

impl<'r> Call<'r> {
    fn new(request: &'r Request) -> Self {
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let pairs = form_urlencoded::parse(query.as_bytes());
        let segments = path.trim_matches('/').split('/');
        Self {
            request,
            method: &request.method,
            segments: segments.map(decoded).collect(),
            query: pairs.into_owned().collect(),
        }
    }

    fn shape(&self) -> Shape {
        let named = |wanted: &str| {
            let mut pairs = self.query.iter().rev();
            let found = pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.clone())
        };
        Shape {
            attributes: named("attributes"),
            excluded: named("excludedAttributes"),
        }
    }

    fn body(&self) -> Result<Value, ScimError> {
        let kind = header(self.request, "content-type").unwrap_or("application/scim+json");
        let media = kind.split(';').next().unwrap_or_default().trim();
        if !["application/scim+json", "application/json"]
            .iter()
            .any(|known| media.eq_ignore_ascii_case(known))
        {
            let detail = format!("A body of the type {media} is not understood here.");
            return Err(ScimError::with_status(415, detail));
        }
        let body = self.request.body.as_deref().unwrap_or_default();
        serde_json::from_str(body)
            .map_err(|error| ScimError::invalid_syntax(format!("The body is no JSON: {error}.")))
    }

    fn check_size(&self, most: usize) -> Result<(), ScimError> {
        if self
            .request
            .body
            .as_ref()
            .is_none_or(|body| body.len() <= most)
        {
            return Ok(());
        }
        let detail = format!("The body has more than the {most} bytes of maxPayloadSize.");
        Err(ScimError::too_large(detail))
    }

    fn wish<'k>(&self, kind: &'k ResourceType) -> Result<Wish<'k>, ScimError> {
        Ok(Wish {
            kind,
            body: self.body()?,
            if_match: header(self.request, "if-match").map(str::to_owned),
        })
    }
}

impl Server {
    fn route(&mut self, call: &Call<'_>, segments: &[&str]) -> Answer {
        let is_read = matches!(call.method, "GET" | "HEAD");
        if let Some(answer) = self.discovery.answer(segments) {
            if !is_read {
                return not_allowed(call, "GET, HEAD");
            }
            return unfiltered(call).and(answer);
        }
        match segments {
            ["Me"] => Err(ScimError::with_status(501, "There is no /Me here.")),
            ["Bulk"] if call.method == "POST" => {
                call.check_size(MAX_BULK_BYTES)?;
                let body = self.bulk(call.body()?)?;
                Ok(reply::json(200, &body))
            }
            [".search"] if call.method == "POST" => {
                let kinds = self.registry.resource_types().to_vec();
                self.search_by_message(call, &kinds)
            }
            ["Bulk" | ".search"] => not_allowed(call, "POST"),
            [""] if is_read => {
                let parameters = ListParameters::from_query(call.query.clone())?;
                let kinds = self.registry.resource_types().to_vec();
                self.list(&kinds, &parameters)
            }
            [endpoint, rest @ ..] => {
                let kind = self.registry.at_endpoint(&format!("/{endpoint}")).cloned();
                match kind {
                    Some(kind) => self.route_type(call, &kind, rest),
                    None => Err(nowhere(call)),
                }
            }
            [] => Err(nowhere(call)),
        }
    }

    fn route_type(&mut self, call: &Call<'_>, kind: &ResourceType, rest: &[&str]) -> Answer {
        match (rest, call.method) {
            ([], "GET" | "HEAD") => {
                let parameters = ListParameters::from_query(call.query.clone())?;
                self.list(std::slice::from_ref(kind), &parameters)
            }
            ([], "POST") => {
                let id = self.create(&call.wish(kind)?, None)?;
                self.written(201, kind, &id, &call.shape())
            }
            ([], _) => not_allowed(call, "GET, HEAD, POST"),
            ([".search"], "POST") => self.search_by_message(call, std::slice::from_ref(kind)),
            ([".search"], _) => not_allowed(call, "POST"),
            ([id], _) => self.route_resource(call, kind, id),
            _ => Err(nowhere(call)),
        }
    }

    fn route_resource(&mut self, call: &Call<'_>, kind: &ResourceType, id: &str) -> Answer {
        match call.method {
            "GET" | "HEAD" => {
                let record = self.record(kind, id)?;
                let known = header(call.request, "if-none-match");
                if condition::names(known, record.version) {
                    let tag = condition::etag(record.version);
                    return Ok(reply::with(reply::empty(304), "etag", &tag));
                }
                self.resource(200, kind, record, &call.shape())
            }
            "PUT" => {
                self.replace(&call.wish(kind)?, id)?;
                self.written(200, kind, id, &call.shape())
            }
            "PATCH" => {
                self.patch(&call.wish(kind)?, id)?;
                self.written(200, kind, id, &call.shape())
            }
            "DELETE" => {
                self.delete(kind, id, header(call.request, "if-match"))?;
                Ok(reply::empty(204))
            }
            _ => not_allowed(call, "GET, HEAD, PUT, PATCH, DELETE"),
        }
    }

    fn written(&self, status: u16, kind: &ResourceType, id: &str, shape: &Shape) -> Answer {
        self.resource(status, kind, self.record(kind, id)?, shape)
    }

    fn search_by_message(&self, call: &Call<'_>, kinds: &[ResourceType]) -> Answer {
        let parameters = ListParameters::from_search_request(&call.body()?)?;
        self.list(kinds, &parameters)
    }
}

/// Strangers may read how to authenticate (RFC 7643 §5).
fn is_public(request: &Request) -> bool {
    request.credentials == Credentials::None && request.path == "/ServiceProviderConfig"
}

fn decoded(segment: &str) -> String {
    // A plus is itself in a path.
    let pair = segment.replace('+', "%2B");
    let mut pairs = form_urlencoded::parse(pair.as_bytes());
    pairs
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

/// Discovery endpoints refuse filters (RFC 7644 §4).
fn unfiltered(call: &Call<'_>) -> Result<(), ScimError> {
    let mut names = call.query.iter().map(|(name, _)| name);
    if names.any(|name| name.eq_ignore_ascii_case("filter")) {
        let detail = "Discovery endpoints cannot be filtered.";
        return Err(ScimError::with_status(403, detail));
    }
    Ok(())
}

fn nowhere(call: &Call<'_>) -> ScimError {
    let path = &call.request.path;
    ScimError::with_status(404, format!("There is nothing at {path}."))
}

#[expect(clippy::unnecessary_wraps, reason = "an arm among fallible ones")]
fn not_allowed(call: &Call<'_>, allowed: &str) -> Answer {
    let (method, path) = (call.method, &call.request.path);
    let error = ScimError::with_status(405, format!("{method} is not possible at {path}."));
    Ok(reply::refused_with(&error, "allow", allowed))
}
