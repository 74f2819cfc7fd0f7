//! Which resource type a request is about.

use actix_web::{HttpMessage, HttpRequest};

use crate::http::Refused;

/// The name of the resource type whose endpoint this is.
#[derive(Clone)]
pub(super) struct ResourceName(pub(super) String);

/// The resource type at whose endpoint the request arrived.
pub(super) fn resource_name(request: &HttpRequest) -> Result<String, Refused> {
    let of_tenant = request.extensions().get::<ResourceName>().cloned();
    let name = of_tenant.or_else(|| request.app_data::<ResourceName>().cloned());
    name.map(|name| name.0).ok_or_else(Refused::internal)
}
