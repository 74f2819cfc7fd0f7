//! Requests as bytes, for what a well-behaved HTTP client cannot send.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Tenant, TestServer, on_both};

pub(crate) async fn connect(server: &TestServer) -> TcpStream {
    TcpStream::connect(server.url.strip_prefix("http://").unwrap())
        .await
        .unwrap()
}

/// Sends bytes and reads until the server closes the connection.
pub(crate) async fn exchange(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = connect(server).await;
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

/// Sends bytes and reads what comes back first; the server may wait for more.
pub(crate) async fn first_answer(server: &TestServer, bytes: &[u8]) -> String {
    let mut stream = connect(server).await;
    stream.write_all(bytes).await.unwrap();
    let mut answer = vec![0; 64 * 1024];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

/// Sends a head and then the same piece again and again, until an answer comes.
pub(crate) async fn flood(server: &TestServer, head: &str, piece: &str) -> String {
    let mut stream = connect(server).await;
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.split();
    let mut answer = vec![0; 64 * 1024];
    let send = async {
        while write.write_all(piece.as_bytes()).await.is_ok() {}
        std::future::pending::<usize>().await
    };
    let length = tokio::select! {
        length = read.read(&mut answer) => length.unwrap(),
        length = send => length,
    };
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

fn request(tenant: &Tenant, line: &str, last: bool) -> String {
    let connection = if last { "close" } else { "keep-alive" };
    format!(
        "{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nConnection: {connection}\r\n\r\n",
        tenant.token
    )
}

#[tokio::test]
async fn quotation_marks_may_stand_raw_in_a_query() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for name in ["ann@contoso.example", "bob"] {
            server
                .create(&tenant, "/Users", &serde_json::json!({"userName": name}))
                .await;
        }
        let ann = "GET /scim/v2/Users?filter=userName+eq+\"ann%40contoso.example\"";
        let nobody = "GET /scim/v2/Users/?filter=userName%20eq%20\"a`nn%40contoso.example\"";
        let requests = request(&tenant, ann, false) + &request(&tenant, nobody, true);
        let answers = exchange(&server, requests.as_bytes()).await;
        let (first, second) = answers.rsplit_once("HTTP/1.1 ").unwrap();
        assert!(first.starts_with("HTTP/1.1 200 OK\r\n"), "{first}");
        assert!(first.contains("\"totalResults\":1,"), "{first}");
        assert!(
            second.contains("400 Bad Request") || second.contains("\"totalResults\":0,"),
            "{second}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_raw_backtick_is_a_backtick() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let named = |name: &str| serde_json::json!({ "userName": name });
        server.create(&tenant, "/Users", &named("a`b")).await;
        let same = "GET /scim/v2/Users?filter=userName+eq+\"a`b\"";
        let quoted = "GET /scim/v2/Users?filter=userName+eq+`a%60b`";
        let requests = request(&tenant, same, false) + &request(&tenant, quoted, true);
        let answers = exchange(&server, requests.as_bytes()).await;
        let (same, quoted) = answers.rsplit_once("HTTP/1.1 ").unwrap();
        assert!(same.contains("\"totalResults\":1,"), "{same}");
        assert!(!quoted.contains("\"totalResults\":1,"), "{quoted}");
    })
    .await;
}

#[tokio::test]
async fn a_query_that_is_not_utf8_is_refused() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for line in [
            "GET /scim/v2/Users?filter=%ff",
            "GET /scim/v2/ResourceTypes?%C3=1",
        ] {
            let answer = exchange(&server, request(&tenant, line, true).as_bytes()).await;
            assert!(
                answer.starts_with("HTTP/1.1 400 Bad Request\r\n"),
                "{answer}"
            );
            assert!(
                answer.contains("content-type: application/scim+json\r\n"),
                "{answer}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_head_request_has_the_headers_of_get_and_no_body() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let line = "HEAD /scim/v2/ServiceProviderConfig";
        let answer = exchange(&server, request(&tenant, line, true).as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(
            answer.contains("content-type: application/scim+json\r\n"),
            "{answer}"
        );
        assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    })
    .await;
}

#[tokio::test]
async fn a_request_that_is_not_http_does_not_disturb_others() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for bytes in [
            &b"\0\0\0\0\r\n\r\n"[..],
            b"GET /a b HTTP/1.1\r\n\r\n",
            b"{}\n\n\n",
        ] {
            let answer = first_answer(&server, bytes).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        }
        assert_eq!(
            server.get(&tenant, "/ServiceProviderConfig").await.status,
            200
        );
    })
    .await;
}
