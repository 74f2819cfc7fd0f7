//! Log lines tell what happened and give nothing away.

use reqwest::Client;
use serde_json::{Value, json};

use crate::support::{Program, Running};

const PASSWORD: &str = "correct-horse-battery-staple";
const NAME: &str = "secret.person@contoso.example";
const FORGED: &str = "x\n{\"level\":\"INFO\",\"message\":\"forged\"}\nforged line";

/// Sends all kinds of requests, good and bad, with things that must not be logged.
async fn provoke(running: &Running) {
    let client = Client::new();
    let users = format!("{}/scim/v2/Users", running.url);
    let token = running.token();
    let post = |body: String| client.post(&users).bearer_auth(&token).body(body).send();
    let get = |url: String| client.get(url).bearer_auth(&token).send();

    let user =
        json!({"userName": NAME, "password": PASSWORD, "title": FORGED, "externalId": FORGED});
    assert_eq!(post(user.to_string()).await.unwrap().status(), 201);
    assert_eq!(post(user.to_string()).await.unwrap().status(), 409);
    let forged = json!({"userName": FORGED, "password": PASSWORD});
    assert_eq!(post(forged.to_string()).await.unwrap().status(), 201);
    assert_eq!(
        post(format!("{{\"password\": \"{PASSWORD}\""))
            .await
            .unwrap()
            .status(),
        400
    );
    let wrong = json!({"userName": {"a": PASSWORD}, "password": PASSWORD});
    assert_eq!(post(wrong.to_string()).await.unwrap().status(), 400);
    let filter = format!("{users}?filter=userName+eq+%22{NAME}%22");
    assert_eq!(get(filter).await.unwrap().status(), 200);
    let unknown = format!("{}/scim/v2/%0Aforged%20line/{NAME}", running.url);
    assert_eq!(get(unknown).await.unwrap().status(), 404);
    let mut mistyped = token.clone();
    mistyped.replace_range(40..41, if &token[40..41] == "a" { "b" } else { "a" });
    let refused = client
        .get(&users)
        .bearer_auth(mistyped)
        .header("x-request-id", "{forged line}");
    assert_eq!(refused.send().await.unwrap().status(), 401);
}

fn assert_clean(log: &str, token: &str) {
    let secret = token.split('_').nth(2).unwrap();
    for secret in [secret, PASSWORD, NAME, "secret.person", "forged"] {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
}

async fn log_of(format: &str, program: Program) -> (String, String) {
    let arguments = [
        "--tenant",
        "contoso",
        "--log-format",
        format,
        "--log",
        "info,rollcall_server=trace",
    ];
    let running = program.serve(&arguments);
    let token = running.token();
    provoke(&running).await;
    running.signal("TERM");
    (running.wait().1, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn json_log_lines_are_json_and_keep_secrets() {
    let (log, token) = log_of("json", Program::new()).await;
    let mut requests = 0;
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if line["message"] == "request" {
            requests += 1;
            assert!(line["duration_ms"].is_u64(), "{line}");
            assert!(!line["request_id"].as_str().unwrap().is_empty(), "{line}");
        }
    }
    assert_eq!(requests, 8);
    assert_clean(&log, &token);
}

#[tokio::test(flavor = "multi_thread")]
async fn text_log_lines_keep_secrets() {
    let (log, token) = log_of("text", Program::new()).await;
    assert_eq!(
        log.lines()
            .filter(|line| line.contains("duration_ms="))
            .count(),
        8
    );
    assert!(log.contains("tenant=\"contoso\""), "{log}");
    assert!(log.contains("route=\"/scim/v2/Users\""), "{log}");
    assert_clean(&log, &token);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_a_server_with_postgres_keeps_its_password() {
    let database = testkit::postgres();
    let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
    let (log, token) = log_of("json", program).await;
    assert_clean(&log, &token);
    assert!(!log.contains(&database.url));
}
