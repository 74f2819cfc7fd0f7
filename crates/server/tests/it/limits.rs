//! Every limit on a request, at the limit and one above.

use rollcall_server::config::HttpSettings;
use scim::Limits;
use serde_json::{Value, json};

use crate::bodies::zipped;
use crate::support::{Answer, Tenant, TestServer, on_both};

const BODY: usize = 4_096;
const BULK: usize = 8_192;
const VALUES: usize = 60;

/// A request that holds so much of what is limited.
struct Case {
    /// The setting, as the refusal names it.
    setting: &'static str,
    limit: usize,
    /// Of the refusal.
    status: u16,
    scim_type: &'static str,
    /// Method, path and body.
    request: fn(usize) -> (&'static str, String, String),
}

const CASES: &[Case] = &[
    case("max_body_bytes", BODY, 413, "", |size| {
        create(&padded(&json!({ "userName": "padded" }), size))
    }),
    case("max_body_depth", 12, 400, "invalidSyntax", |depth| {
        let lists = depth - 1;
        let deep = format!("{}1{}", "[".repeat(lists), "]".repeat(lists));
        create(&format!("{{\"userName\":\"deep\",\"unknown\":{deep}}}"))
    }),
    case("max_body_values", VALUES, 413, "", |count| {
        let objects = vec!["{}"; count - 3].join(",");
        create(&format!(
            "{{\"userName\":\"many\",\"unknown\":[{objects}]}}"
        ))
    }),
    case("max_text_bytes", 300, 400, "invalidValue", |length| {
        create(&json!({ "userName": "a".repeat(length) }).to_string())
    }),
    case("max_values", 5, 413, "", |count| {
        let emails: Vec<Value> = (0..count)
            .map(|it| json!(format!("{it}@x.example")))
            .collect();
        create(&json!({ "userName": "emails", "emails": emails }).to_string())
    }),
    case("max_values", 5, 413, "", |count| {
        let ids: Vec<Value> = (0..count)
            .map(|it| json!({ "value": it.to_string() }))
            .collect();
        let remove = json!({ "op": "remove", "path": "members", "value": ids });
        (
            "PATCH",
            "/Groups/{group}".into(),
            json!({ "Operations": [remove] }).to_string(),
        )
    }),
    case("max_patch_operations", 4, 413, "", |count| {
        let operation = json!({ "op": "replace", "path": "displayName", "value": "Pilots" });
        let body = json!({ "Operations": vec![operation; count] });
        ("PATCH", "/Groups/{group}".into(), body.to_string())
    }),
    case("max_filter_bytes", 400, 400, "invalidFilter", |length| {
        let value = "a".repeat(length - "title eq ''".len());
        search(&format!("title eq \"{value}\""))
    }),
    case("max_filter_depth", 6, 400, "invalidFilter", |depth| {
        search(&format!(
            "{}title pr{}",
            "(".repeat(depth),
            ")".repeat(depth)
        ))
    }),
    case("max_filter_terms", 7, 400, "invalidFilter", |count| {
        search(&vec!["title pr"; count].join(" or "))
    }),
    case("max_bulk_operations", 3, 413, "", |count| {
        let operation = json!({ "method": "DELETE", "path": "/Users/none" });
        bulk(&json!({ "Operations": vec![operation; count] }).to_string())
    }),
    case("max_bulk_bytes", BULK, 413, "", |size| {
        let operation = json!({ "method": "DELETE", "path": "/Users/none" });
        bulk(&padded(&json!({ "Operations": [operation] }), size))
    }),
];

const fn case(
    setting: &'static str,
    limit: usize,
    status: u16,
    scim_type: &'static str,
    request: fn(usize) -> (&'static str, String, String),
) -> Case {
    Case {
        setting,
        limit,
        status,
        scim_type,
        request,
    }
}

fn create(body: &str) -> (&'static str, String, String) {
    ("POST", "/Users".into(), body.into())
}

fn search(filter: &str) -> (&'static str, String, String) {
    (
        "POST",
        "/Users/.search".into(),
        json!({ "filter": filter }).to_string(),
    )
}

fn bulk(body: &str) -> (&'static str, String, String) {
    ("POST", "/Bulk".into(), body.into())
}

/// The body with white space up to the size.
fn padded(body: &Value, size: usize) -> String {
    let text = body.to_string();
    format!("{text}{}", " ".repeat(size - text.len()))
}

async fn small_server(database: testkit::TestDatabase) -> TestServer {
    let settings = HttpSettings {
        max_body_bytes: BODY,
        max_bulk_bytes: BULK,
        max_body_depth: 12,
        max_body_values: VALUES,
        max_page_size: 2,
        default_page_size: 1,
        ..HttpSettings::default()
    };
    let limits = Limits {
        filter_length: 400,
        filter_depth: 6,
        filter_terms: 7,
        patch_operations: 4,
        bulk_operations: 3,
        values: 5,
        string_length: 300,
    };
    TestServer::start_limited(database, settings, limits, None).await
}

async fn send(server: &TestServer, tenant: &Tenant, group: &str, case: &Case, n: usize) -> Answer {
    let (method, path, body) = (case.request)(n);
    let path = path.replace("{group}", group);
    server
        .request(tenant, method, &path)
        .body(body)
        .send()
        .await
}

#[tokio::test]
async fn a_request_may_reach_every_limit_and_not_pass_it() {
    for database in testkit::both() {
        let server = small_server(database).await;
        let tenant = server.tenant("contoso").await;
        let group = json!({ "displayName": "Pilots" });
        let group = server.create(&tenant, "/Groups", &group).await;
        for case in CASES {
            let setting = case.setting;
            let at = send(&server, &tenant, &group, case, case.limit).await;
            assert!(at.status < 300, "{setting} at the limit: {at:?}");
            let above = send(&server, &tenant, &group, case, case.limit + 1).await;
            assert_eq!(above.status, case.status, "{setting}: {above:?}");
            let scim_type = above.body["scimType"].as_str().unwrap_or_default();
            assert_eq!(scim_type, case.scim_type, "{setting}: {above:?}");
            let detail = above.detail();
            assert!(detail.contains(setting), "{setting}: {detail}");
            assert!(
                detail.contains(&case.limit.to_string()),
                "{setting}: {detail}"
            );
        }
    }
}

/// 16 KB on the wire and 16 MB of text, which would be 400 MB of objects.
#[tokio::test]
async fn a_body_of_very_many_values_is_refused_before_they_are_made() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let objects = vec!["{}"; 5_500_000].join(",");
        let body = format!("{{\"userName\":\"x\",\"a\":[{objects}]}}");
        assert!(body.len() < HttpSettings::default().max_body_bytes);
        let request = server
            .request(&tenant, "POST", "/Users")
            .header("content-encoding", "gzip");
        let answer = request.body(zipped(body.as_bytes())).send().await;
        assert_eq!(answer.status, 413, "{answer:?}");
        assert_eq!(
            answer.detail(),
            "The body has more than 1000000 values, those of unknown attributes included \
             (max_body_values). Send less in one request."
        );
    })
    .await;
}

#[tokio::test]
async fn pages_are_cut_at_their_limit_and_clients_can_know_it() {
    for database in testkit::both() {
        let server = small_server(database).await;
        let tenant = server.tenant("contoso").await;
        for name in ["ann", "ben", "cas"] {
            server
                .create(&tenant, "/Users", &json!({ "userName": name }))
                .await;
        }
        for (query, expected) in [("", 1), ("?count=2", 2), ("?count=3", 2)] {
            let page = server.get(&tenant, &format!("/Users{query}")).await;
            assert_eq!(page.body["itemsPerPage"], expected, "{query}");
            assert_eq!(page.body["totalResults"], 3, "{query}");
        }
        let config = server.get(&tenant, "/ServiceProviderConfig").await.body;
        assert_eq!(config["filter"]["maxResults"], 2);
        assert_eq!(
            config["bulk"],
            json!({ "supported": true, "maxOperations": 3, "maxPayloadSize": BULK })
        );
    }
}

#[tokio::test]
async fn the_longest_texts_are_stored_found_and_kept_apart_from_others() {
    for database in testkit::both() {
        let server = TestServer::start(database).await;
        let tenant = server.tenant("contoso").await;
        let limit = Limits::default().string_length;
        // Text that does not compress, or PostgreSQL would fit it into an index entry.
        let long = |seed: u64| {
            let mut state = seed;
            let characters = (0..limit).map(|_| {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                char::from(b'a' + u8::try_from(state >> 60).unwrap())
            });
            characters.collect::<String>()
        };
        for (number, attribute) in ["userName", "externalId", "displayName", "title"]
            .into_iter()
            .enumerate()
        {
            let text = long(number as u64);
            let mut user = json!({ "userName": attribute, "emails": [{ "value": text }] });
            user[attribute] = json!(text);
            let id = server.create(&tenant, "/Users", &user).await;
            let found = server.get(&tenant, &format!("/Users/{id}")).await;
            assert_eq!(found.body[attribute], text, "{attribute}");
            assert_eq!(found.body["emails"][0]["value"], text, "{attribute}");
        }
        let group = json!({ "displayName": long(9), "externalId": long(10) });
        server.create(&tenant, "/Groups", &group).await;
        assert_eq!(server.post(&tenant, "/Groups", &group).await.status, 409);
        let alike = format!("{}~", &long(9)[..limit - 1]);
        let group = json!({ "displayName": alike });
        server.create(&tenant, "/Groups", &group).await;
    }
}
