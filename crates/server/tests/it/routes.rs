//! What stands at which path, and what does not.

use rollcall_server::http::{Endpoint, endpoints};
use scim::Registry;

use crate::support::{Tenant, TestServer, on_both};

const METHODS: [&str; 8] = [
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW",
];

fn all() -> Vec<Endpoint> {
    endpoints(&Registry::standard())
}

fn path(endpoint: &Endpoint) -> String {
    endpoint
        .pattern
        .replace("{id}", "01890000-0000-7000-8000-000000000000")
}

#[tokio::test]
async fn every_path_needs_a_token_whatever_the_method() {
    on_both(async |server| {
        let unknown = [
            "",
            "/v2",
            "/v2/",
            "/v2/Nothing",
            "/v2/Users/1/2",
            "/nothing",
        ];
        let known = all()
            .iter()
            .map(|endpoint| format!("/v2{}", path(endpoint)))
            .collect::<Vec<_>>();
        for path in known.iter().map(String::as_str).chain(unknown) {
            for method in METHODS {
                let path = format!("/scim{path}");
                let answer = server.anonymous(method, &path).body("{").send().await;
                assert_eq!(answer.status, 401, "{method} {path}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn methods_that_a_path_does_not_serve_are_refused_before_the_body_is_read() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for endpoint in all() {
            for method in METHODS {
                let served = endpoint.methods.contains(&method);
                check_method(&server, &tenant, &endpoint, method, served).await;
            }
        }
    })
    .await;
}

async fn check_method(
    server: &TestServer,
    tenant: &Tenant,
    endpoint: &Endpoint,
    method: &str,
    is_served: bool,
) {
    let answer = server
        .request(tenant, method, &path(endpoint))
        .body("{")
        .send()
        .await;
    let what = format!("{method} {}: {answer:?}", endpoint.pattern);
    assert_eq!(answer.status != 405, is_served, "{what}");
    if !is_served {
        assert_eq!(
            answer.header("allow"),
            Some(endpoint.methods.join(", ").as_str()),
            "{what}"
        );
    }
}

#[tokio::test]
async fn unknown_paths_are_not_found() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for path in [
            "/scim",
            "/scim/v1/Users",
            "/scim/v2",
            "/scim/v2/users",
            "/scim/v2/Users/1/2",
        ] {
            for method in METHODS {
                let request = server.anonymous(method, path).bearer(&tenant.token);
                let answer = request.body("{").send().await;
                assert_eq!(answer.status, 404, "{method} {path}: {answer:?}");
            }
        }
        for path in ["/scimitar", "/Users", "/favicon.ico"] {
            assert_eq!(
                server.anonymous("GET", path).send().await.status,
                404,
                "{path}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn slashes_too_many_are_tolerated() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for path in [
            "/ServiceProviderConfig/",
            "//ServiceProviderConfig",
            "/ResourceTypes/User/",
        ] {
            assert_eq!(server.get(&tenant, path).await.status, 200, "{path}");
        }
        let anonymous = server
            .anonymous("GET", "//scim//v2/ServiceProviderConfig")
            .send()
            .await;
        assert_eq!(anonymous.status, 401);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_offered_says_so() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for method in ["GET", "PATCH", "DELETE"] {
            let answer = server
                .request(&tenant, method, "/Me")
                .body("{")
                .send()
                .await;
            assert_eq!(answer.status, 501, "{method}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_id_is_taken_over_if_it_is_sane() {
    on_both(async |server| {
        let longest = "a".repeat(128);
        let too_long = "a".repeat(129);
        for (sent, kept) in [
            ("abc-1.2_3", true),
            (longest.as_str(), true),
            (too_long.as_str(), false),
            ("", false),
            ("a b", false),
            ("a\"b", false),
        ] {
            let request = server
                .anonymous("GET", "/healthz")
                .header("x-request-id", sent);
            let answer = request.send().await;
            let id = answer.header("x-request-id").unwrap();
            assert_eq!(id == sent, kept, "{sent:?} {id:?}");
            assert!(!id.is_empty());
        }
    })
    .await;
}
