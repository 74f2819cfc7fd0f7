//! Authentication: everything below `/scim`, known path or not, needs a token.

use std::future::{Ready, ready};

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use directory::Caller;
use roster::LoginRefusal;
use scim::ScimError;

use crate::auth::{Identity, Refusal};
use crate::http::middleware::deadline::Deadline;
use crate::http::middleware::request_id::RequestId;
use crate::http::middleware::tenant_note::TenantNote;
use crate::http::{Refused, State};

const EXPECTED: &str = "The request needs one Authorization header: Bearer <token>.";

/// Lets a request through that carries a live token of an active tenant.
pub(super) async fn authenticate<B: MessageBody>(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let identity = identify(&state, &request).await?;
    leave_tenant(&request, &identity);
    request.extensions_mut().insert(identity);
    next.call(request).await
}

/// Tells the log whose a request is, or whose token one names that is refused.
fn leave_tenant(request: &ServiceRequest, identity: &Identity) {
    if let Some(note) = request.extensions().get::<TenantNote>() {
        note.leave(&identity.tenant_slug);
    }
}

async fn identify(state: &State, request: &ServiceRequest) -> Result<Identity, Refused> {
    let presented = bearer(request)?;
    let outcome = state.authenticator.authenticate(&presented).await;
    if let Err(Refusal::Named(owner, _)) = &outcome {
        leave_tenant(request, owner);
    }
    outcome.map_err(refused)
}

/// The token of the one Authorization header.
fn bearer(request: &ServiceRequest) -> Result<String, Refused> {
    let mut headers = request.headers().get_all(header::AUTHORIZATION);
    let value = match (headers.next(), headers.next()) {
        (Some(value), None) => value.to_str().unwrap_or_default(),
        (None, _) => return Err(Challenge::Plain.answer(EXPECTED).because("no_token")),
        (Some(_), Some(_)) => return Err(malformed(Challenge::InvalidRequest)),
    };
    let is_bearer = |scheme: &str| scheme.eq_ignore_ascii_case("bearer");
    let words: Vec<&str> = value.split_ascii_whitespace().take(3).collect();
    match words.as_slice() {
        [scheme, token] if is_bearer(scheme) => Ok((*token).to_owned()),
        [scheme, _, ..] if !is_bearer(scheme) => Err(malformed(Challenge::Plain)),
        _ => Err(malformed(Challenge::InvalidRequest)),
    }
}

fn malformed(challenge: Challenge) -> Refused {
    challenge.answer(EXPECTED).because("no_bearer_token")
}

fn refused(refusal: Refusal) -> Refused {
    match refusal {
        Refusal::Unknown => invalid_token().because("unknown_token"),
        Refusal::Named(_, reason) => named(reason).because(reason.as_str()),
        Refusal::Storage(error) => {
            let error = error.to_string();
            tracing::error!(error, "a token could not be looked up");
            Refused::unavailable()
        }
        Refusal::Internal => Refused::internal(),
    }
}

/// What is answered to whoever names a token that lets nobody in.
fn named(reason: LoginRefusal) -> Refused {
    match reason {
        LoginRefusal::Suspended => ScimError::with_status(
            403,
            "The tenant is suspended; `rollcall tenant resume` ends that.",
        )
        .into(),
        LoginRefusal::TooManyAttempts => Refused::for_now(
            StatusCode::TOO_MANY_REQUESTS,
            "Too many wrong secrets were presented for this token.",
            1,
        ),
        LoginRefusal::Expired | LoginRefusal::Revoked | LoginRefusal::WrongSecret => {
            invalid_token()
        }
    }
}

fn invalid_token() -> Refused {
    Challenge::InvalidToken.answer(
        "The token is not valid: mistyped, unknown, expired or revoked. Make a new one with \
         `rollcall token create`.",
    )
}

/// What a 401 says of the request (RFC 6750 §3.1).
#[derive(Clone, Copy)]
enum Challenge {
    /// It tried no bearer token, so there is no error to speak of.
    Plain,
    /// It tried one, but not in the way it is done. The RFC would have 400 here. It is 401 as for
    /// every request that nobody was authenticated for, and clients know what to do about that.
    InvalidRequest,
    /// Its token is no good.
    InvalidToken,
}

impl Challenge {
    fn answer(self, detail: &str) -> Refused {
        let challenge = match self {
            Self::Plain => "Bearer realm=\"Rollcall\"",
            Self::InvalidRequest => "Bearer realm=\"Rollcall\", error=\"invalid_request\"",
            Self::InvalidToken => "Bearer realm=\"Rollcall\", error=\"invalid_token\"",
        };
        Refused::from(ScimError::with_status(401, detail))
            .with(header::WWW_AUTHENTICATE, challenge.to_owned())
    }
}

/// The authenticated caller, for handlers. A route that was mounted outside of it has none and
/// refuses everybody.
pub(super) struct Authenticated(pub(super) Caller);

impl FromRequest for Authenticated {
    type Error = Refused;
    type Future = Ready<Result<Self, Refused>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(caller(request).map(Self))
    }
}

/// Who a request is from, once it was authenticated.
pub(super) fn caller(request: &HttpRequest) -> Result<Caller, Refused> {
    let extensions = request.extensions();
    let (Some(identity), Some(id)) = (extensions.get::<Identity>(), extensions.get::<RequestId>())
    else {
        return Err(Challenge::Plain.answer("The request was not authenticated."));
    };
    Ok(Caller {
        tenant: identity.tenant,
        token_id: identity.token_id.clone(),
        request_id: id.0.clone(),
        deadline: extensions.get::<Deadline>().map(|deadline| deadline.0),
    })
}
