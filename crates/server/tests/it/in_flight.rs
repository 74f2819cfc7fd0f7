//! The bytes of bodies that requests hold at a time.

use rollcall_server::config::HttpSettings;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Tenant, TestServer};
use crate::wire::connect;

/// Bytes of every body here but one. Two of them have no room in [`BUDGET`].
const BODY: usize = 800;
const BUDGET: usize = 1_024;

/// What is used up when two bodies come at once.
struct Case {
    setting: &'static str,
    max_held_bytes: usize,
    are_of_one_tenant: bool,
}

const CASES: [Case; 2] = [
    Case {
        setting: "(max_tenant_bytes)",
        max_held_bytes: 4 * BUDGET,
        are_of_one_tenant: true,
    },
    Case {
        setting: "(max_held_bytes)",
        max_held_bytes: BUDGET,
        are_of_one_tenant: false,
    },
];

async fn small_server(database: testkit::TestDatabase, case: &Case) -> TestServer {
    let settings = HttpSettings {
        max_body_bytes: BUDGET,
        max_bulk_bytes: BUDGET,
        max_held_bytes: case.max_held_bytes,
        max_tenant_bytes: BUDGET,
        ..HttpSettings::default()
    };
    TestServer::start_with(database, settings, None).await
}

/// A body that makes a user.
fn user(name: &str) -> String {
    let body = json!({ "userName": name }).to_string();
    " ".repeat(BODY - body.len()) + &body
}

/// Sends all of a request but the last byte of its body.
async fn begin(server: &TestServer, authorization: &str, body: &str) -> TcpStream {
    let (most, _) = body.split_at(body.len() - 1);
    let request = format!(
        "POST /scim/v2/Users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{authorization}\
         Content-Length: {}\r\n\r\n{most}",
        body.len()
    );
    let mut stream = connect(server).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

fn bearer(tenant: &Tenant) -> String {
    format!("Authorization: Bearer {}\r\n", tenant.token)
}

/// Begins two requests at once. Gives the answer to the one that is answered before its end, and the
/// other.
async fn begin_two(server: &TestServer, first: &Tenant, second: &Tenant) -> (String, TcpStream) {
    let mut one = begin(server, &bearer(first), &user("one")).await;
    let mut two = begin(server, &bearer(second), &user("two")).await;
    let (mut of_one, mut of_two) = (vec![0; 8 * 1024], vec![0; 8 * 1024]);
    let (answer, other) = tokio::select! {
        length = one.read(&mut of_one) => (&of_one[..length.unwrap()], two),
        length = two.read(&mut of_two) => (&of_two[..length.unwrap()], one),
    };
    (String::from_utf8(answer.to_vec()).unwrap(), other)
}

/// Sends the last byte and reads the answer.
async fn finish(mut stream: TcpStream) -> String {
    stream.write_all(b"}").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn bodies_have_a_budget_and_a_share_for_each_tenant() {
    for case in &CASES {
        for database in testkit::both() {
            let server = small_server(database, case).await;
            let first = server.tenant("contoso").await;
            let second = server.tenant("fabrikam").await;
            let same = if case.are_of_one_tenant {
                &first
            } else {
                &second
            };
            let (refused, waiting) = begin_two(&server, &first, same).await;
            assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
            let lower = refused.to_ascii_lowercase();
            assert!(lower.contains("\r\nretry-after: 5\r\n"), "{refused}");
            assert!(refused.contains(case.setting), "{refused}");
            assert!(refused.contains(" 1024 bytes"), "{refused}");

            let stranger = begin(&server, "", &user("stranger")).await;
            let unknown = finish(stranger).await;
            assert!(unknown.starts_with("HTTP/1.1 401 "), "{unknown}");
            let other = json!({ "userName": "other" });
            assert_eq!(server.post(&second, "/Users", &other).await.status, 201);

            let made = finish(waiting).await;
            assert!(made.starts_with("HTTP/1.1 201 "), "{made}");
            for name in ["three", "four"] {
                let stream = begin(&server, &bearer(&first), &user(name)).await;
                let made = finish(stream).await;
                assert!(made.starts_with("HTTP/1.1 201 "), "{made}");
            }
        }
    }
}
