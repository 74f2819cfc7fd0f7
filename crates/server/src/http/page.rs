//! The page for somebody who opens the server's address in a browser. It says nothing about tenants,
//! the version or the machine, for anybody may read it.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use super::Refused;
use super::methods::reading;

const PAGE: &str = include_str!("page.html");

/// It needs nothing but the style in it.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/")
            .route(reading().to(page))
            .default_service(web::to(only_read)),
    );
}

async fn page() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .body(PAGE)
}

async fn only_read(request: HttpRequest) -> Refused {
    Refused::method_not_allowed(&request, "GET, HEAD")
}
