//! Methods that belong together.

use actix_web::{Route, guard, web};

/// GET, and HEAD, whose answer the HTTP layer sends without the body.
pub(super) fn reading() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}
