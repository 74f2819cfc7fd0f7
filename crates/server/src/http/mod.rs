//! The HTTP face: what stands at which path, and what every request goes through on its way there.
//!
//! From the outside in: path clean-up, request id, log line, panics, deadline; then, for everything
//! below `/scim` whether there is something or not, the token; then the route and the method; only
//! then the body.

mod health;
mod in_flight;
mod methods;
mod middleware;
mod page;
mod parts;
mod request;
mod respond;
mod scim;
mod state;

pub use in_flight::InFlight;
pub(crate) use middleware::raw_quotes::Lenient;
pub(crate) use middleware::stalling::Patience;
pub use respond::{CONTENT_TYPE, Refused};
pub use scim::{Endpoint, endpoints};
pub use state::State;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{NormalizePath, from_fn};
use actix_web::{App, Error, web};

use middleware::{count, deadline, panics, request_id, trace};

/// Adds further routes below `/scim/v2`; tests use it to have a handler that panics.
pub type Extension = fn(&mut web::ServiceConfig);

/// The whole application.
pub fn application(
    state: web::Data<State>,
    extension: Option<Extension>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let shared = state.clone();
    App::new()
        .app_data(state)
        .configure(health::configure)
        .configure(page::configure)
        .configure(|config| {
            scim::configure(config, &shared, |config| {
                if let Some(extend) = extension {
                    extend(config);
                }
            });
        })
        .default_service(web::to(respond::no_such_path))
        .wrap(from_fn(count::count))
        .wrap(from_fn(deadline::hold))
        .wrap(from_fn(panics::contain))
        .wrap(from_fn(trace::log))
        .wrap(from_fn(request_id::assign))
        .wrap(NormalizePath::trim())
}
