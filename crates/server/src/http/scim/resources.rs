//! Reading and writing one resource.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse, web};
use directory::{Act, Body, Caller, Existing, Rendered, Shape, Write, Written, etag};

use super::authenticate::Authenticated;
use super::resource_name::resource_name;
use crate::http::request::{body, query};
use crate::http::{Refused, State, respond};

type Answer = Result<HttpResponse, Refused>;

/// GET (RFC 7644 §3.4.1).
pub(super) async fn get(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    let (name, shape) = (resource_name(&request)?, shape(&request)?);
    let found = state
        .directory
        .get(&caller, &name, id(&request), &shape)
        .await?;
    let known = text(&request, &header::IF_NONE_MATCH);
    if known.is_some_and(|header| etag::names(&header, &found.version)) {
        return Ok(HttpResponse::NotModified()
            .insert_header((header::ETAG, found.version))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish());
    }
    let response = respond::answer(StatusCode::OK, found.body);
    Ok(located(response, found.version, found.location))
}

/// POST (RFC 7644 §3.3).
pub(super) async fn create(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    payload: Payload,
    state: web::Data<State>,
) -> Answer {
    let sent = Sent::new(caller, request)?;
    let (body, shape) = sent.content(payload, &state).await?;
    let shown = shape.clone();
    sent.write(Act::Create { body, shape }, &shown, &state)
        .await
}

/// PUT (RFC 7644 §3.5.1).
pub(super) async fn replace(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    payload: Payload,
    state: web::Data<State>,
) -> Answer {
    let sent = Sent::new(caller, request)?;
    let (body, shape) = sent.content(payload, &state).await?;
    let existing = sent.existing();
    let shown = shape.clone();
    let act = Act::Replace {
        existing,
        body,
        shape,
    };
    sent.write(act, &shown, &state).await
}

/// PATCH (RFC 7644 §3.5.2).
pub(super) async fn patch(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    payload: Payload,
    state: web::Data<State>,
) -> Answer {
    let sent = Sent::new(caller, request)?;
    let (body, shape) = sent.content(payload, &state).await?;
    let existing = sent.existing();
    let shown = shape.clone();
    let act = Act::Patch {
        existing,
        body,
        shape,
    };
    sent.write(act, &shown, &state).await
}

/// DELETE (RFC 7644 §3.6).
pub(super) async fn delete(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    state: web::Data<State>,
) -> Answer {
    let sent = Sent::new(caller, request)?;
    let existing = sent.existing();
    let nothing = Shape::default();
    sent.write(Act::Delete { existing }, &nothing, &state).await
}

/// A write on its way to the directory.
struct Sent {
    caller: Caller,
    resource_type: String,
    request: HttpRequest,
}

impl Sent {
    fn new(caller: Caller, request: HttpRequest) -> Result<Self, Refused> {
        Ok(Self {
            caller,
            resource_type: resource_name(&request)?,
            request,
        })
    }

    /// What the client sends. A body that could not be read is the directory's to refuse, which keeps
    /// the journal.
    async fn content(&self, payload: Payload, state: &State) -> Result<(Body, Shape), Refused> {
        let tenant = self.caller.tenant;
        let name = Some(self.resource_type.as_str());
        let body = body::read(&self.request, payload, state, tenant, name).await;
        Ok((body, shape(&self.request)?))
    }

    /// The resource that the path names.
    fn existing(&self) -> Existing {
        Existing {
            id: id(&self.request).to_owned(),
            if_match: text(&self.request, &header::IF_MATCH),
            if_none_match: text(&self.request, &header::IF_NONE_MATCH),
        }
    }

    async fn write(self, act: Act, shape: &Shape, state: &State) -> Answer {
        let write = Write {
            caller: self.caller.clone(),
            resource_type: self.resource_type.clone(),
            act,
        };
        Ok(match state.directory.write(write).await? {
            Written::Created(resource) => {
                self.shown(StatusCode::CREATED, resource, shape, state)
                    .await
            }
            Written::Changed(resource) => self.shown(StatusCode::OK, resource, shape, state).await,
            Written::Unlisted { version, location } => HttpResponse::NoContent()
                .insert_header((header::ETAG, version))
                .insert_header((header::LOCATION, location))
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .finish(),
            Written::Deleted => HttpResponse::NoContent().finish(),
        })
    }

    /// The resource as it was written. A large group is read, and shown as it is now; if it cannot be
    /// read any more, it is written all the same.
    async fn shown(
        &self,
        status: StatusCode,
        resource: Rendered,
        shape: &Shape,
        state: &State,
    ) -> HttpResponse {
        if !resource.body.is_null() {
            return rendered(status, resource);
        }
        let (caller, name) = (&self.caller, &self.resource_type);
        let found = state.directory.get(caller, name, &resource.id, shape);
        if let Ok(found) = found.await {
            let response = respond::answer(status, found.body);
            return located(response, found.version, found.location);
        }
        let mut response = HttpResponse::new(status);
        let no_store = HeaderValue::from_static("no-store");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, no_store);
        located(response, resource.version, resource.location)
    }
}

fn rendered(status: StatusCode, resource: Rendered) -> HttpResponse {
    let response = respond::json(status, &resource.body);
    located(response, resource.version, resource.location)
}

fn id(request: &HttpRequest) -> &str {
    request.match_info().get("id").unwrap_or_default()
}

/// All values of a header that is a list, as one.
fn text(request: &HttpRequest, name: &HeaderName) -> Option<String> {
    let values = request.headers().get_all(name);
    let lists: Vec<_> = values
        .map(|value| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    (!lists.is_empty()).then(|| lists.join(", "))
}

fn shape(request: &HttpRequest) -> Result<Shape, Refused> {
    let mut shape = Shape::default();
    for (name, value) in query::pairs(request.query_string())? {
        if name.eq_ignore_ascii_case("attributes") {
            shape.attributes = Some(value);
        } else if name.eq_ignore_ascii_case("excludedAttributes") {
            shape.excluded_attributes = Some(value);
        }
    }
    Ok(shape)
}

fn located(mut response: HttpResponse, version: String, location: String) -> HttpResponse {
    let headers = [(header::ETAG, version), (header::LOCATION, location)];
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
