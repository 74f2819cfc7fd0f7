//! Secrets are seen nowhere, even if the server repeats them.

use std::fs;

use conformance::http::{Request, Response};
use serde_json::json;

use crate::program::{check, file};
use crate::server::{Server, TOKEN};

const KEY: &str = "k3y-of-the-profile";
const PASSWORD: &str = "hunter2";

/// Repeats everything it was told in every refusal, and refuses what is asked for by an unknown id.
fn parrot(request: &Request, mut answer: Response) -> Response {
    if answer.status < 400 && request.method != "POST" {
        return answer;
    }
    let told: Vec<&str> = request
        .headers
        .iter()
        .map(|(_, value)| value.as_str())
        .collect();
    let told = format!(
        "{} {}",
        told.join(" "),
        request.body.as_deref().unwrap_or_default()
    );
    answer.headers.push(("x-echo".to_owned(), TOKEN.to_owned()));
    answer
        .headers
        .push(("set-cookie".to_owned(), KEY.to_owned()));
    if answer.status >= 400 {
        answer.status = 500;
        answer.body = json!({"detail": told}).to_string();
    } else if request.path == "/Users" {
        answer.status = 400;
        answer.body = json!({"detail": told, "password": "hunter2-other"}).to_string();
    }
    answer
}

fn unseen(place: &str, text: &str) {
    let spelled = TOKEN.replace('"', "\\\"");
    for secret in [TOKEN, spelled.as_str(), KEY, PASSWORD] {
        assert!(!text.contains(secret), "{secret} in {place}: {text}");
    }
}

#[tokio::test]
async fn no_secret_is_in_any_report_traffic_or_message() {
    let server = Server::start(parrot).await;
    let text = format!(
        "[values]\n\"User.password\" = \"{PASSWORD}-{{unique}}\"\n[headers]\nx-key = \"{KEY}\""
    );
    let (directory, profile) = file("profile.toml", &text);
    for form in ["text", "json", "junit", "html"] {
        let folder = directory.path().join(form);
        let traffic = folder.to_str().unwrap();
        let only = ["--only", "rfc.retrieve.*", "--only", "rfc.create.*"];
        let asked = [
            "--profile",
            &profile,
            "--report",
            form,
            "--save-traffic",
            traffic,
        ];
        let ended = check(&server, &[&only[..], &asked].concat()).await;
        assert_eq!(ended.status, 1, "{}", ended.err);
        assert!(ended.out.contains("[secret]"), "{}", ended.out);
        unseen(form, &ended.out);
        unseen("messages", &ended.err);
        let files: Vec<_> = fs::read_dir(&folder).unwrap().collect();
        assert!(!files.is_empty());
        for entry in files {
            let path = entry.unwrap().path();
            unseen(
                &path.display().to_string(),
                &fs::read_to_string(&path).unwrap(),
            );
        }
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_tested_does_not_make_the_token_seen() {
    let echo = |_: &Request, _: Response| Response {
        status: 200,
        headers: Vec::new(),
        body: format!("who is {TOKEN}?"),
    };
    let server = Server::start(echo).await;
    let ended = check(&server, &[]).await;
    assert_eq!(ended.status, 2);
    assert!(ended.err.contains("[secret]"), "{}", ended.err);
    unseen("messages", &ended.err);
}
