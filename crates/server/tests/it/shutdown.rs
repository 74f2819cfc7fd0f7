//! The end of a server is noticed by nobody who has a request in flight.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::json;

use crate::support::{Program, Running};

/// Writes users, one after the other on one connection, until the server is gone. Returns the names
/// of those that were acknowledged.
async fn write(
    client: Client,
    url: String,
    token: String,
    writer: usize,
    written: Arc<AtomicU64>,
    stopping: Arc<AtomicBool>,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let name = format!("user-{writer}-{number}");
        let request = client
            .post(format!("{url}/scim/v2/Users"))
            .bearer_auth(&token);
        let Ok(response) = request.json(&json!({"userName": name})).send().await else {
            break;
        };
        let status = response.status();
        if status == 503 && stopping.load(Ordering::Relaxed) {
            // It came after the end was announced, and is told that nothing was done.
            break;
        }
        let body: serde_json::Value = response.json().await.expect("an answer is never cut off");
        assert_eq!(status, 201, "{body}");
        assert_eq!(body["userName"], name.as_str());
        acknowledged.push(name);
        written.fetch_add(1, Ordering::Relaxed);
    }
    acknowledged
}

async fn stop_under_load(running: Running, signal: &str) -> Vec<String> {
    let written = Arc::new(AtomicU64::new(0));
    let stopping = Arc::new(AtomicBool::new(false));
    let client = Client::new();
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (url, token) = (running.url.clone(), running.token());
            tokio::spawn(write(
                client.clone(),
                url,
                token,
                writer,
                Arc::clone(&written),
                Arc::clone(&stopping),
            ))
        })
        .collect();
    while written.load(Ordering::Relaxed) < 100 {
        tokio::task::yield_now().await;
    }
    stopping.store(true, Ordering::Relaxed);
    running.signal(signal);
    let asked = Instant::now();
    let end = tokio::task::spawn_blocking(move || running.wait());
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    let (status, log) = end.await.unwrap();
    assert_eq!(status, Some(0), "{log}");
    assert!(asked.elapsed() < Duration::from_secs(10));
    acknowledged
}

async fn check(program: Program, signal: &str) {
    let running = program.serve(&["--tenant", "contoso"]);
    let acknowledged = stop_under_load(running, signal).await;

    let running = program.serve(&["--tenant", "contoso"]);
    let client = Client::new();
    for name in acknowledged {
        let url = format!(
            "{}/scim/v2/Users?filter=userName+eq+%22{name}%22",
            running.url
        );
        let found = client
            .get(url)
            .bearer_auth(running.token())
            .send()
            .await
            .unwrap();
        let found: serde_json::Value = found.json().await.unwrap();
        assert_eq!(found["totalResults"], 1, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_under_load_loses_nothing_on_sqlite() {
    check(Program::new(), "TERM").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigint_under_load_loses_nothing_on_postgres() {
    let database = testkit::postgres();
    check(
        Program::new().with("ROLLCALL_DATABASE_URL", &database.url),
        "INT",
    )
    .await;
}

#[test]
fn an_idle_connection_does_not_delay_the_end() {
    let running = Program::new().serve(&[]);
    let address = running.url.strip_prefix("http://").unwrap();
    let _idle = std::net::TcpStream::connect(address).unwrap();
    running.signal("TERM");
    let asked = Instant::now();
    assert_eq!(running.wait().0, Some(0));
    assert!(asked.elapsed() < Duration::from_secs(5));
}
