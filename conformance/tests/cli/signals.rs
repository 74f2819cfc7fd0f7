//! Ending a run before it is done.

use conformance::http::{Request, Response};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::Command;
use tokio::sync::{Semaphore, mpsc};

use crate::program::start;
use crate::server::{Manner, Server, TOKEN, reads_resource};

/// Holds every answer with a resource that somebody read until it is let go.
struct Holding {
    held: mpsc::Sender<()>,
    gate: &'static Semaphore,
}

impl Manner for Holding {
    async fn change(&self, request: &Request, answer: Response) -> Response {
        if reads_resource(request) && answer.status == 200 {
            let _ = self.held.send(()).await;
            self.gate.acquire().await.unwrap().forget();
        }
        answer
    }
}

async fn signal(name: &str, process: u32) {
    let process = process.to_string();
    let status = Command::new("kill").args([name, &process]).status().await;
    assert!(status.unwrap().success());
}

async fn interrupted_by(name: &str) {
    let gate: &'static Semaphore = Box::leak(Box::new(Semaphore::new(0)));
    let (held, mut holding) = mpsc::channel(100);
    let server = Server::start(Holding { held, gate }).await;
    let only = ["--only", "rfc.retrieve.User.*", "--report", "json"];
    let fixed = [server.url.as_str(), "--token", TOKEN];
    let mut child = start(&[&fixed[..], &only].concat());
    holding.recv().await.unwrap();
    assert!(!server.model.is_empty());
    signal(name, child.id().unwrap()).await;
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.starts_with("scim-check: ending") {
            break;
        }
    }
    gate.add_permits(Semaphore::MAX_PERMITS / 2);
    let mut out = String::new();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_to_string(&mut out).await.unwrap();
    assert_eq!(child.wait().await.unwrap().code(), Some(130), "{out}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["interrupted"], true);
    assert!(server.model.is_empty(), "something is left");
}

#[tokio::test]
async fn an_interrupted_run_cleans_up_and_still_reports() {
    interrupted_by("-INT").await;
    interrupted_by("-TERM").await;
}

#[tokio::test]
async fn a_second_interrupt_ends_it_at_once() {
    let gate: &'static Semaphore = Box::leak(Box::new(Semaphore::new(0)));
    let (held, mut holding) = mpsc::channel(100);
    let server = Server::start(Holding { held, gate }).await;
    let fixed = [server.url.as_str(), "--token", TOKEN];
    let mut child = start(&[&fixed[..], &["--only", "rfc.retrieve.User.*"]].concat());
    holding.recv().await.unwrap();
    let process = child.id().unwrap();
    signal("-INT", process).await;
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.starts_with("scim-check: ending") {
            break;
        }
    }
    signal("-INT", process).await;
    assert_eq!(child.wait().await.unwrap().code(), Some(130));
}
