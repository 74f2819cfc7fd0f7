//! The player itself, against a server of a few lines that answers everything alike.
#![cfg(test)]

use conformance::http::Network;
use conformance::replay::{Replay, Variables, play};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Serves `answer` to one request and hands out the request as it came over the wire.
async fn serve(answer: &'static str) -> (String, oneshot::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = oneshot::channel();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).await.unwrap();
        stream.write_all(answer.as_bytes()).await.unwrap();
        sender
            .send(String::from_utf8_lossy(&request[..length]).into_owned())
            .unwrap();
    });
    (format!("http://{address}/scim/v2"), receiver)
}

fn probe(expect: &str) -> Replay {
    let text = r#"{"name": "probe", "description": "", "steps": [{"name": "ask",
        "request": {"method": "GET", "path": "/Users?count={{count}}"}, "expect": EXPECT}]}"#;
    Replay::read(&text.replace("EXPECT", expect)).unwrap()
}

fn variables() -> Variables {
    let mut variables = Variables::default();
    variables.set("count", 0.into());
    variables
}

const ANSWER: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/scim+json\r\n\
    content-length: 18\r\nconnection: close\r\n\r\n{\"totalResults\":0}";

#[tokio::test]
async fn a_request_carries_no_header_that_was_not_asked_for() {
    let (base, request) = serve(ANSWER).await;
    let replay = probe(r#"{"status": 200, "body": {"totalResults": "{{capture:total}}"}}"#);
    let mut variables = variables();
    let report = play(
        &replay,
        &Network::to(&base, "secret").unwrap(),
        &mut variables,
    )
    .await;
    assert!(report.passed(), "{report}");
    assert_eq!(variables.get("total"), Ok(&0.into()));
    let request = request.await.unwrap().to_ascii_lowercase();
    assert!(
        request.starts_with("get /scim/v2/users?count=0 http/1.1\r\n"),
        "{request}"
    );
    let mut names: Vec<_> = request
        .lines()
        .filter_map(|line| line.split_once(": "))
        .collect();
    names.sort_unstable();
    assert_eq!(names[0], ("authorization", "bearer secret"));
    assert_eq!((names[1].0, names.len()), ("host", 2));
}

#[tokio::test]
async fn a_wrong_answer_is_reported_with_what_was_sent_and_what_came() {
    let (base, _request) = serve(ANSWER).await;
    let replay = probe(r#"{"status": 404, "body": {"totalResults": 1}}"#);
    let report = play(
        &replay,
        &Network::to(&base, "secret").unwrap(),
        &mut variables(),
    )
    .await;
    assert_eq!(
        report.to_string(),
        "probe: 1 request, 1 answered wrongly\n\n\
         step: ask\nsent: GET /Users?count=0\ncame: 200 {\"totalResults\":0}\n  \
         status: expected 404, found 200\n  body.totalResults: expected 1, found 0\n"
    );
}

#[tokio::test]
async fn an_answer_of_another_content_type_is_wrong_whatever_it_says() {
    let (base, _request) = serve(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1\r\n\
         connection: close\r\n\r\n0",
    )
    .await;
    let replay = probe(r#"{"status": 200, "body": 0}"#);
    let report = play(
        &replay,
        &Network::to(&base, "secret").unwrap(),
        &mut variables(),
    )
    .await;
    let found = report.mismatches[0].differences[0].to_string();
    assert_eq!(
        found,
        "header content-type: expected \"application/scim+json\", found \"text/html\""
    );
}

#[test]
fn every_replay_file_can_be_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/replays");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".outcome.json") {
            continue;
        }
        let replay = Replay::read(&std::fs::read_to_string(&path).unwrap());
        assert!(!replay.unwrap().steps.is_empty(), "{}", path.display());
    }
}
