//! What stands at which path. The table is made from the resource types that are served.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpResponse, Resource, Route, web};
use scim::{Registry, ScimError};

use super::resource_name::ResourceName;
use super::{bulk, discovery, own_types, resources, search};
use crate::http::methods::reading;
use crate::http::{Refused, State};

/// What can be asked of one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The path below `/scim/v2`; `{id}` stands for one segment.
    pub pattern: String,
    /// The methods that are served there.
    pub methods: &'static [&'static str],
}

const READ: &[&str] = &["GET", "HEAD"];
const SEARCH: &[&str] = &["POST"];
const COLLECTION: &[&str] = &["GET", "HEAD", "POST"];
const ITEM: &[&str] = &["GET", "HEAD", "PUT", "PATCH", "DELETE"];
const ANY: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// All endpoints below `/scim/v2`, in the order in which they are tried.
pub fn endpoints(registry: &Registry) -> Vec<Endpoint> {
    let discovery = [
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/ResourceTypes/{id}",
        "/Schemas",
        "/Schemas/{id}",
    ];
    let mut endpoints: Vec<_> = discovery.map(|pattern| endpoint(pattern, READ)).into();
    endpoints.extend([
        endpoint("/.search", SEARCH),
        endpoint("/Bulk", SEARCH),
        endpoint("/Me", ANY),
    ]);
    for resource_type in registry.resource_types() {
        let base = &resource_type.endpoint;
        endpoints.push(endpoint(base, COLLECTION));
        endpoints.push(endpoint(&format!("{base}/.search"), SEARCH));
        endpoints.push(endpoint(&format!("{base}/{{id}}"), ITEM));
    }
    endpoints
}

fn endpoint(pattern: &str, methods: &'static [&'static str]) -> Endpoint {
    Endpoint {
        pattern: pattern.to_owned(),
        methods,
    }
}

pub(super) fn configure(config: &mut web::ServiceConfig, state: &State) {
    let registry = state.directory.registry();
    for endpoint in endpoints(registry) {
        let name = resource_name(registry, &endpoint.pattern);
        let resource = resource(&endpoint, name.is_some());
        config.service(match name {
            Some(name) => resource.app_data(ResourceName(name)),
            None => resource,
        });
    }
    for (pattern, methods) in own_types::PATTERNS
        .into_iter()
        .zip([COLLECTION, SEARCH, ITEM])
    {
        let resource = resource(&endpoint(pattern, methods), true);
        config.service(resource.wrap(from_fn(own_types::find)));
    }
}

/// What is served at a path, and 405 for any other method.
fn resource(endpoint: &Endpoint, of_resources: bool) -> Resource {
    let allowed = endpoint.methods.join(", ");
    let refuse = move |request: HttpRequest| {
        let refused = Refused::method_not_allowed(&request, &allowed);
        async move { refused }
    };
    routes(&endpoint.pattern, of_resources)
        .into_iter()
        .fold(web::resource(&endpoint.pattern), Resource::route)
        .default_service(web::to(refuse))
}

fn resource_name(registry: &Registry, pattern: &str) -> Option<String> {
    let serves = |endpoint: &str| {
        pattern
            .strip_prefix(endpoint)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mut resource_types = registry.resource_types().iter();
    resource_types
        .find(|candidate| serves(&candidate.endpoint))
        .map(|found| found.name.clone())
}

fn routes(pattern: &str, of_resources: bool) -> Vec<Route> {
    let post = || web::method(Method::POST);
    match pattern {
        "/ServiceProviderConfig" => vec![reading().to(discovery::service_provider_config)],
        "/ResourceTypes" => vec![reading().to(discovery::resource_types)],
        "/ResourceTypes/{id}" => vec![reading().to(discovery::resource_type)],
        "/Schemas" => vec![reading().to(discovery::schemas)],
        "/Schemas/{id}" => vec![reading().to(discovery::schema)],
        "/.search" => vec![post().to(search::everything)],
        "/Bulk" => vec![post().to(bulk::carry_out)],
        "/Me" => [
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ]
        .map(|method| web::method(method).to(no_me))
        .into(),
        _ if !of_resources => Vec::new(),
        _ if pattern.ends_with("/.search") => vec![post().to(search::of_type)],
        _ if pattern.ends_with("/{id}") => vec![
            reading().to(resources::get),
            web::method(Method::PUT).to(resources::replace),
            web::method(Method::PATCH).to(resources::patch),
            web::method(Method::DELETE).to(resources::delete),
        ],
        _ => vec![reading().to(search::list), post().to(resources::create)],
    }
}

async fn no_me() -> Result<HttpResponse, Refused> {
    let detail = "A token stands for a tenant and not for a user, so there is no /Me.";
    Err(ScimError::with_status(501, detail).into())
}
