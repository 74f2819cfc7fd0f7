//! Lists and searches over HTTP.

use rollcall_server::config::HttpSettings;
use serde_json::{Value, json};

use crate::support::{Tenant, TestServer, on_both};

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const SEARCH: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

async fn people(server: &TestServer, names: &[&str]) -> Tenant {
    let tenant = server.tenant("contoso").await;
    for name in names {
        server
            .create(&tenant, "/Users", &json!({"userName": name}))
            .await;
    }
    tenant
}

fn names(body: &Value) -> Vec<&str> {
    let resources = body["Resources"].as_array().unwrap();
    resources
        .iter()
        .map(|resource| resource["userName"].as_str().unwrap_or("-"))
        .collect()
}

#[tokio::test]
async fn a_list_without_results_is_complete() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for path in [
            "/Users",
            "/Groups",
            "/Users?filter=userName+eq+%22nobody%22",
        ] {
            let answer = server.get(&tenant, path).await;
            let expected = json!({
                "schemas": [LIST], "totalResults": 0, "startIndex": 1, "itemsPerPage": 0,
                "Resources": []
            });
            assert_eq!((answer.status, answer.body), (200, expected), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_filter_is_read_as_clients_encode_it() {
    on_both(async |server| {
        let tenant = people(&server, &["ann@contoso.example", "bob+1@contoso.example"]).await;
        for (query, found) in [
            (
                "filter=userName+eq+%22ann%40contoso.example%22",
                "ann@contoso.example",
            ),
            (
                "filter=userName%20eq%20%22ann@contoso.example%22",
                "ann@contoso.example",
            ),
            (
                "aadOptscim062020=&filter=userName+eq+%22ANN%40contoso.example%22",
                "ann@contoso.example",
            ),
            (
                "filter=userName+eq+%22bob%2B1%40contoso.example%22",
                "bob+1@contoso.example",
            ),
            ("filter=userName+sw+b", "bob+1@contoso.example"),
        ] {
            let answer = server.get(&tenant, &format!("/Users?{query}")).await;
            assert_eq!(names(&answer.body), [found], "{query}");
        }
        for query in [
            "filter=nonsense",
            "filter=",
            "filter=userName+eq",
            "startIndex=x",
        ] {
            let answer = server.get(&tenant, &format!("/Users?{query}")).await;
            assert_eq!(answer.status, 400, "{query}: {answer:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_search_can_be_posted() {
    on_both(async |server| {
        let tenant = people(&server, &["ann", "bob"]).await;
        server
            .create(&tenant, "/Groups", &json!({"displayName": "All"}))
            .await;
        let search = json!({
            "schemas": [SEARCH], "filter": "userName eq \"bob\"", "attributes": ["userName"]
        });
        for path in ["/Users/.search", "/.search"] {
            let answer = server.post(&tenant, path, &search).await;
            assert_eq!(answer.status, 200, "{path}: {answer:?}");
            assert_eq!(names(&answer.body), ["bob"], "{path}");
        }
        let groups = server
            .post(&tenant, "/Groups/.search", &json!({"schemas": [SEARCH]}))
            .await;
        assert_eq!(groups.body["totalResults"], 1);
        let all = server
            .post(&tenant, "/.search", &json!({"schemas": [SEARCH]}))
            .await;
        assert_eq!(all.body["totalResults"], 3);
        assert_eq!(
            server.post(&tenant, "/.search", &json!([])).await.status,
            400
        );
    })
    .await;
}

#[tokio::test]
async fn a_page_has_its_default_and_its_limit() {
    for database in testkit::both() {
        let settings = HttpSettings {
            default_page_size: 2,
            max_page_size: 3,
            ..HttpSettings::default()
        };
        let server = TestServer::start_with(database, settings, None).await;
        let tenant = people(&server, &["a", "b", "c", "d"]).await;
        for (query, count) in [
            ("", 2),
            ("?count=1", 1),
            ("?count=3", 3),
            ("?count=2147483648", 3),
            ("?count=0", 0),
            ("?count=-1", 0),
            ("?startIndex=4", 1),
            ("?startIndex=9223372036854775807", 0),
            ("?startIndex=-5&count=3", 3),
        ] {
            let answer = server.get(&tenant, &format!("/Users{query}")).await;
            assert_eq!(answer.body["totalResults"], 4, "{query}: {answer:?}");
            assert_eq!(answer.body["itemsPerPage"], count, "{query}: {answer:?}");
            assert_eq!(names(&answer.body).len(), count, "{query}: {answer:?}");
        }
        let config = server.get(&tenant, "/ServiceProviderConfig").await;
        assert_eq!(config.body["filter"]["maxResults"], 3);
    }
}
