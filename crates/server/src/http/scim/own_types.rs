//! The endpoints of resource types that only some tenants have. Which these are is known only when
//! a request has shown whose it is.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};

use super::authenticate::caller;
use super::resource_name::ResourceName;
use crate::http::{Refused, State, respond};

/// The paths, tried after all that every tenant has.
pub(super) const PATTERNS: [&str; 3] = ["/{endpoint}", "/{endpoint}/.search", "/{endpoint}/{id}"];

/// Lets a request on to the endpoint of a resource type of the caller's tenant; to anyone else
/// there is nothing at the path.
pub(super) async fn find<B: MessageBody + 'static>(
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let caller = caller(request.request())?;
    let registry = state.directory.registry_of(&caller).await;
    let registry = registry.map_err(Refused::from)?;
    let endpoint = request.match_info().get("endpoint").unwrap_or_default();
    let found = registry.at_endpoint(&format!("/{endpoint}"));
    let Some(name) = found.map(|resource_type| ResourceName(resource_type.name.clone())) else {
        let nothing = respond::nothing_at(request.path());
        return Err(nothing.into());
    };
    request.extensions_mut().insert(name);
    Ok(next.call(request).await?.map_into_boxed_body())
}
