//! Every request has an id, which is answered, logged and journaled.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use crate::http::State;

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id of one request.
#[derive(Clone, Debug)]
pub(in crate::http) struct RequestId(pub(in crate::http) String);

/// Takes over the client's id if it is a sane one, else makes one, and answers it in any case.
pub(in crate::http) async fn assign<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let id = of_client(&request).unwrap_or_else(|| fresh(&request));
    let value = HeaderValue::from_str(&id);
    request.extensions_mut().insert(RequestId(id));
    let result = next.call(request).await;
    let Ok(value) = value else {
        return result.map(ServiceResponse::map_into_boxed_body);
    };
    match result {
        Ok(response) => {
            let mut response = response.map_into_boxed_body();
            response.headers_mut().insert(HEADER, value);
            Ok(response)
        }
        Err(error) => {
            let mut response = error.error_response();
            response.headers_mut().insert(HEADER, value);
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn of_client(request: &ServiceRequest) -> Option<String> {
    let id = request.headers().get(&HEADER)?.to_str().ok()?;
    let sane = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    (sane && (1..=128).contains(&id.len())).then(|| id.to_owned())
}

fn fresh(request: &ServiceRequest) -> String {
    let state = request.app_data::<web::Data<State>>();
    state.map(|state| state.ids.next()).unwrap_or_default()
}
