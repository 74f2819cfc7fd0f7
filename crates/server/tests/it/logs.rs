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
            let is_refused = line["status"].as_u64().unwrap() >= 400;
            assert_eq!(line["reason"].is_string(), is_refused, "{line}");
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

/// The lines of a log with that message.
fn lines(log: &str, message: &str) -> Vec<Value> {
    let lines = log.lines().map(|line| serde_json::from_str(line).unwrap());
    lines
        .filter(|line: &Value| line["message"] == message)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_logged_with_its_reason_and_the_tenant_whose_token_it_names() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        let running = program.serve(&["--tenant", "contoso"]);
        let base = format!("{}/scim/v2", running.url);
        let client = Client::new();
        let get = |path: &str, token: &str| {
            let request = client.get(format!("{base}{path}"));
            request.bearer_auth(token).send()
        };
        let token = running.token();
        for (path, token) in [
            ("/Users?filter=shoeSize", token.as_str()),
            ("/Users/nobody", &token),
            ("/Nothing", &token),
            ("/Users", "rc_no_token"),
        ] {
            get(path, token).await.unwrap();
        }
        let id = token.split('_').nth(1).unwrap();
        program.json(&["token", "revoke", "contoso", id]);
        while get("/Users", &token).await.unwrap().status() == 200 {
            tokio::task::yield_now().await;
        }
        client.get(&base).send().await.unwrap();
        running.signal("TERM");
        let requests = lines(&running.wait().1, "request");
        let told: Vec<_> = requests
            .iter()
            .filter(|line| line["status"] != 200)
            .map(|line| {
                let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
                (
                    line["status"].as_u64().unwrap(),
                    word("reason"),
                    word("tenant"),
                )
            })
            .collect();
        let expected = [
            (400, "invalidFilter", "contoso"),
            (404, "no_such_resource", "contoso"),
            (404, "no_such_path", "contoso"),
            (401, "unknown_token", ""),
            (401, "revoked", "contoso"),
            (401, "no_token", ""),
        ];
        let expected =
            expected.map(|(status, reason, tenant)| (status, reason.to_owned(), tenant.to_owned()));
        assert_eq!(told, expected);
    }
}

#[test]
fn the_log_begins_with_what_is_served() {
    for database in testkit::both() {
        let program = Program::new().with("ROLLCALL_DATABASE_URL", &database.url);
        let running = program.serve(&[
            "--public-url",
            "https://scim.example",
            "--max-page-size",
            "500",
            "--request-timeout",
            "60s",
        ]);
        let address = running.url.strip_prefix("http://").unwrap().to_owned();
        running.signal("TERM");
        let log = running.wait().1;
        let [migrated] = lines(&log, "applied migrations").try_into().unwrap();
        assert!(migrated["count"].as_u64() > Some(10), "{migrated}");
        let [line] = lines(&log, "starting").try_into().unwrap();
        assert!(line["version"].as_str().unwrap().contains("0.1"), "{line}");
        assert!(
            line["database"].as_str().unwrap().starts_with("the "),
            "{line}"
        );
        assert_eq!(line["public_url"], "https://scim.example");
        assert_eq!(line["listen"], address.as_str());
        assert_eq!(line["settings"], "max_page_size=500");
        assert!(!log.contains(&database.url), "{log}");
    }
}
