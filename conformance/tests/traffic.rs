//! Traffic that was saved on one server is sent to another.
#![cfg(test)]

mod support;

use std::sync::{Arc, Mutex};

use conformance::http::{BoxFuture, Exchange, Request, Response, Secrets, SendError, Transport};
use conformance::replay::Report;
use conformance::traffic::{Header, Made, Traffic, again, write};
use support::{BASE, TAG, rich};

/// Everything the tests that match send to a fresh server, as a file.
async fn saved(only: &[&str]) -> String {
    let recorded = Arc::new(Recording {
        server: rich(),
        exchanges: Mutex::default(),
    });
    support::check(recorded.clone(), recorded.clone(), only).await;
    let exchanges = recorded.exchanges.lock().unwrap();
    let mut file = Vec::new();
    write(&mut file, &Header::new(BASE, TAG), &exchanges).unwrap();
    String::from_utf8(file).unwrap()
}

struct Recording {
    server: Arc<dyn Transport>,
    exchanges: Mutex<Vec<Exchange>>,
}

impl Transport for Recording {
    fn base_url(&self) -> &str {
        self.server.base_url()
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move {
            let answer = self.server.send(request.clone()).await?;
            let secrets = Secrets::default();
            self.exchanges.lock().unwrap().push(Exchange {
                test: "saved".to_owned(),
                request: secrets.request(&request),
                response: Some(secrets.response(&answer)),
                error: None,
                milliseconds: 1,
            });
            Ok(answer)
        })
    }
}

async fn sent_again(file: &str, server: &dyn Transport) -> Report {
    sent_again_as(file, server, "cafe0001").await
}

async fn sent_again_as(file: &str, server: &dyn Transport, tag: &str) -> Report {
    let traffic = Traffic::read(file).unwrap();
    let secrets = Secrets::default();
    let report = again("file", &traffic, server, tag, &secrets).await;
    report.unwrap()
}

/// Tests with all kinds of requests.
const MANY: [&str; 7] = [
    "rfc.create.*",
    "rfc.retrieve.*",
    "rfc.replace.User.*",
    "rfc.cursor.User.*",
    "rfc.search.*",
    "rfc.filter.User.*",
    "okta.*",
];

#[tokio::test]
async fn a_fresh_server_answers_the_same_also_where_its_ids_are_others() {
    let file = saved(&MANY).await;
    let server = support::used().await;
    let before = server.len();
    let report = sent_again(&file, server.as_ref()).await;
    assert!(report.passed(), "{report}");
    assert!(report.requests > 100);
    assert_eq!(server.len(), before, "something is left");
}

#[tokio::test]
async fn it_can_be_sent_again_and_again_to_one_server() {
    let file = saved(&["rfc.create.User.*", "okta.*"]).await;
    let server = rich();
    for tag in ["cafe0001", "cafe0002"] {
        let report = sent_again_as(&file, server.as_ref(), tag).await;
        assert!(report.passed(), "{report}");
    }
}

#[tokio::test]
async fn what_another_server_does_differently_is_named() {
    let file = saved(&["rfc.retrieve.User.as-created"]).await;
    let server = Faulty(rich());
    let report = sent_again(&file, &server).await;
    let report = report.to_string();
    assert!(report.contains("body.nickName: expected"), "{report}");
    assert!(report.contains("found nothing"), "{report}");
}

/// A server that shows no nicknames.
struct Faulty(Arc<dyn Transport>);

impl Transport for Faulty {
    fn base_url(&self) -> &str {
        self.0.base_url()
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move {
            let mut answer = self.0.send(request).await?;
            if let Some(serde_json::Value::Object(mut body)) = answer.json() {
                body.remove("nickName");
                answer.body = serde_json::Value::Object(body).to_string();
            }
            Ok(answer)
        })
    }
}

#[tokio::test]
async fn what_a_recording_left_behind_is_taken_away() {
    let text = r#"{"request":{"method":"POST","path":"/Users","body":{"userName":"ann"}},"response":{"status":201,"headers":{"location":"https://elsewhere.example/Users/77","content-type":"application/scim+json; charset=utf-8","etag":"x"},"body":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"77","userName":"ann","meta":{"resourceType":"User","created":"2020-01-01T00:00:00Z","lastModified":"2020-01-01T00:00:00Z","location":"https://elsewhere.example/Users/77","version":"x"}}}}
{"request":{"method":"DELETE","path":"/Groups/77"},"response":{"status":404,"headers":{"content-type":"application/scim+json"},"body":{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"gone"}}}"#;
    let server = rich();
    let way = Made::over(server.as_ref());
    let report = sent_again(text, &way).await;
    assert!(report.passed(), "{report}");
    assert_eq!(server.len(), 1);
    assert!(way.take_away().await.is_empty());
    assert_eq!(server.len(), 0);
}
