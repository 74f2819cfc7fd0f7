//! SCIM: everything below `/scim`.

mod authenticate;
mod bulk;
mod discovery;
mod own_types;
mod resource_name;
mod resources;
mod routes;
mod search;

pub use routes::{Endpoint, endpoints};

use actix_web::middleware::from_fn;
use actix_web::web;

use crate::http::{State, respond};

/// Adds the routes, behind the token. `extend` adds further ones, tried before the others.
pub(super) fn configure(
    config: &mut web::ServiceConfig,
    state: &State,
    extend: impl FnOnce(&mut web::ServiceConfig),
) {
    let version_2 = web::scope("/v2").configure(|config| {
        extend(config);
        routes::configure(config, state);
    });
    config.service(
        web::scope("/scim")
            .wrap(from_fn(authenticate::authenticate))
            .service(version_2)
            .default_service(web::to(respond::no_such_path)),
    );
}
