//! Request bodies: large, deep, wide, compressed and broken ones.

use std::io::Write;
use std::time::Duration;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use rollcall_server::config::HttpSettings;
use serde_json::json;

use crate::support::{Answer, Tenant, TestServer, on_both};

const LIMIT: usize = 64 * 1024;

pub(crate) fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

async fn post(server: &TestServer, tenant: &Tenant, body: impl Into<reqwest::Body>) -> Answer {
    server
        .request(tenant, "POST", "/Users")
        .body(body)
        .send()
        .await
}

/// A server that takes 64 KiB, and a tenant.
async fn small_server(database: testkit::TestDatabase) -> (TestServer, Tenant) {
    let settings = HttpSettings {
        max_body_bytes: LIMIT,
        ..HttpSettings::default()
    };
    let server = TestServer::start_with(database, settings, None).await;
    let tenant = server.tenant("contoso").await;
    (server, tenant)
}

/// The refusal is in the journal, and the server goes on.
async fn assert_refused(server: &TestServer, tenant: &Tenant, answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    let query = storage::journal::JournalQuery {
        limit: 1,
        status: None,
        since: None,
        until: None,
        target: None,
        action: None,
    };
    let journal = directory::reports::journal(&server.directory, &tenant.slug, &query).await;
    let journal = journal.unwrap();
    assert_eq!(
        journal[0].error.as_ref().unwrap().status,
        status,
        "{journal:?}"
    );
    assert_eq!(
        journal[0].request_id.as_deref(),
        answer.header("x-request-id")
    );
    assert_eq!(
        server.get(tenant, "/ServiceProviderConfig").await.status,
        200
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    for database in testkit::both() {
        let (server, tenant) = small_server(database).await;
        let announced = vec![b' '; 50 * LIMIT];
        assert_refused(
            &server,
            &tenant,
            &post(&server, &tenant, announced).await,
            413,
        )
        .await;
    }
}

#[tokio::test]
async fn a_body_without_a_length_is_cut_off_at_the_limit() {
    for database in testkit::both() {
        let (server, tenant) = small_server(database).await;
        let head = format!(
            "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
             Transfer-Encoding: chunked\r\n\r\n",
            tenant.token
        );
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
        let answer = crate::wire::flood(&server, &head, &chunk).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert_eq!(
            server.get(&tenant, "/ServiceProviderConfig").await.status,
            200
        );
    }
}

#[tokio::test]
async fn a_gzip_bomb_is_refused() {
    for database in testkit::both() {
        let (server, tenant) = small_server(database).await;
        let bomb = zipped(&vec![b' '; 500 * LIMIT]);
        assert!(bomb.len() < LIMIT);
        let request = server
            .request(&tenant, "POST", "/Users")
            .header("content-encoding", "gzip");
        let answer = request.body(bomb).send().await;
        assert_refused(&server, &tenant, &answer, 413).await;
    }
}

#[tokio::test]
async fn a_gzip_of_several_members_is_one_body() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let body = [zipped(b"{\"userName\":"), zipped(b"\"ann\"}")].concat();
        let request = server
            .request(&tenant, "POST", "/Users")
            .header("content-encoding", "gzip");
        let answer = request.body(body).send().await;
        assert_eq!(answer.body["userName"], "ann", "{answer:?}");
    })
    .await;
}

/// The time in the header of this body makes it look like the start of a request with a query.
#[tokio::test]
async fn a_compressed_body_that_looks_like_a_request_line_is_read_as_it_is() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let body = GzBuilder::new().mtime(u32::from_le_bytes(*b"\n /?"));
        let mut encoder = body.write(Vec::new(), Compression::none());
        encoder.write_all(b"{\"userName\":\"ann\"}").unwrap();
        let body = encoder.finish().unwrap();
        let request = server
            .request(&tenant, "POST", "/Users")
            .header("content-encoding", "gzip");
        let answer = request.body(body).send().await;
        assert_eq!(answer.status, 201, "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    for database in testkit::both() {
        let body_timeout = Duration::from_millis(50);
        let settings = HttpSettings {
            body_timeout,
            ..HttpSettings::default()
        };
        let server = TestServer::start_with(database, settings, None).await;
        let tenant = server.tenant("contoso").await;
        let head = format!(
            "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
             Content-Length: 100\r\n\r\n{{",
            tenant.token
        );
        let answer = crate::wire::first_answer(&server, head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    }
}

#[tokio::test]
async fn deep_json_is_refused() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for body in [
            "[".repeat(1_000_000),
            "{\"a\":".repeat(100_000),
            format!("{{\"a\":{}1{}}}", "[".repeat(128), "]".repeat(128)),
        ] {
            let answer = post(&server, &tenant, body).await;
            assert_refused(&server, &tenant, &answer, 400).await;
            assert_eq!(answer.body["scimType"], "invalidSyntax");
        }
        let deep = format!("{}1{}", "[".repeat(120), "]".repeat(120));
        let body = format!("{{\"userName\":\"deep\",\"unknown\":{deep}}}");
        assert_eq!(post(&server, &tenant, body).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn wide_json_ends_in_an_answer() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let keys: Vec<_> = (0..200_000)
            .map(|number| format!("\"k{number}\":1"))
            .collect();
        let many_keys = format!("{{\"userName\":\"wide\",{}}}", keys.join(","));
        assert_eq!(post(&server, &tenant, many_keys).await.status, 201);
        let values = vec!["{\"value\":\"a@b.example\"}"; 200_000].join(",");
        let many_values = format!("{{\"userName\":\"long\",\"emails\":[{values}]}}");
        let answer = post(&server, &tenant, many_values).await;
        assert!(matches!(answer.status, 400 | 413), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_no_json_is_refused_with_its_place() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for body in [
            &b"{\"userName\": \"a\",}"[..],
            b"{\"userName\": 1e400}",
            b"{\"userName\": \"\\ud800\"}",
            b"{\"userName\": \"\xff\"}",
            b"{\"userName\": \"a\"} b",
            b"userName=a",
            b"\0",
        ] {
            let answer = post(&server, &tenant, body).await;
            assert_refused(&server, &tenant, &answer, 400).await;
            assert!(answer.detail().contains("(line 1, column "), "{answer:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_equal_keys_the_last_one_counts() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let answer = post(
            &server,
            &tenant,
            "{\"userName\":\"first\",\"userName\":\"last\"}",
        )
        .await;
        assert_eq!(
            (answer.status, &answer.body["userName"]),
            (201, &json!("last"))
        );
    })
    .await;
}

#[tokio::test]
async fn writing_needs_a_body() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let id = server
            .create(&tenant, "/Users", &json!({"userName": "ann"}))
            .await;
        for (method, path) in [
            ("POST", "/Users"),
            ("PUT", "/Users/{id}"),
            ("PATCH", "/Users/{id}"),
        ] {
            for body in ["", " \n", "\u{feff}"] {
                let request = server.request(&tenant, method, &path.replace("{id}", &id));
                let answer = request.body(body).send().await;
                assert_refused(&server, &tenant, &answer, 400).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_body_is_json_whatever_its_content_type_says() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for (number, content_type) in [
            "application/scim+json; charset=utf-8",
            "application/scim+json",
            "application/json",
            "text/plain",
            "nonsense",
        ]
        .iter()
        .enumerate()
        {
            let request = server.request(&tenant, "POST", "/Users");
            let request = request
                .header("content-type", content_type)
                .header("accept", "text/html");
            let answer = request
                .json(&json!({"userName": format!("user{number}")}))
                .send()
                .await;
            assert_eq!(answer.status, 201, "{content_type}");
        }
        let marked = format!("\u{feff}{}", json!({"userName": "marked"}));
        assert_eq!(post(&server, &tenant, marked).await.status, 201);
    })
    .await;
}

#[tokio::test]
async fn a_body_may_be_compressed_with_gzip_and_nothing_else() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let body = json!({"userName": "zipped"}).to_string();
        for (encoding, body, status) in [
            ("gzip", zipped(body.as_bytes()), 201),
            ("GZIP", zipped(body.as_bytes()), 409),
            ("identity", body.clone().into_bytes(), 409),
            ("gzip", body.clone().into_bytes(), 400),
            ("gzip", zipped(body.as_bytes())[..20].to_vec(), 400),
            ("br", body.clone().into_bytes(), 415),
            ("gzip, gzip", zipped(&zipped(body.as_bytes())), 415),
        ] {
            let request = server.request(&tenant, "POST", "/Users");
            let answer = request
                .header("content-encoding", encoding)
                .body(body)
                .send()
                .await;
            assert_eq!(answer.status, status, "{encoding}: {answer:?}");
        }
    })
    .await;
}
