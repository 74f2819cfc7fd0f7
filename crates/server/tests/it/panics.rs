//! A panic costs one request and nothing else.

use actix_web::{HttpResponse, web};
use rollcall_server::config::HttpSettings;

use crate::support::TestServer;

fn with_a_trap(config: &mut web::ServiceConfig) {
    config.route("/trap", web::to(trap));
}

async fn trap() -> HttpResponse {
    panic!("a handler that panics")
}

#[tokio::test]
async fn a_panicking_handler_costs_its_own_request_only() {
    for database in testkit::both() {
        let settings = HttpSettings::default();
        let server = TestServer::start_with(database, settings, Some(with_a_trap)).await;
        let tenant = server.tenant("contoso").await;
        for _ in 0..20 {
            let trapped = server.get(&tenant, "/trap").await;
            assert_eq!(trapped.status, 500, "{trapped:?}");
            assert!(!trapped.detail().contains("panics"), "{trapped:?}");
            assert!(trapped.detail().contains("X-Request-Id"), "{trapped:?}");
            assert_eq!(server.get(&tenant, "/Users").await.status, 200);
        }
        assert_eq!(
            server.anonymous("GET", "/scim/v2/trap").send().await.status,
            401
        );
    }
}
