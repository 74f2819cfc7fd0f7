//! What the program says, by the names that the manual has for it.

use std::fs;

use conformance::http::{BoxFuture, Request, Response};
use serde_json::json;

use super::same::{URL, same};
use crate::program::{Ended, check, file, scim_check};
use crate::server::{Faultless, Server, TOKEN};

type Make = fn() -> BoxFuture<'static, String>;

/// Each output, and what makes it.
pub(super) const OUTPUTS: &[(&str, Make)] = &[
    ("verdicts", || Box::pin(verdicts())),
    ("cause", || Box::pin(cause())),
    ("failure", || Box::pin(failure())),
    ("wrong-token", || Box::pin(wrong_token())),
    ("wrong-path", || Box::pin(wrong_path())),
    ("idle-skip", || Box::pin(idle_skip())),
    ("bad-profile", || Box::pin(bad_profile())),
    ("baseline", || Box::pin(baseline())),
    ("traffic", || Box::pin(traffic())),
    ("dry-run", || Box::pin(dry_run())),
    ("replay", || Box::pin(replay())),
];

/// Takes no manager as a text, and makes no element where a path selects none.
fn strict(request: &Request, mut answer: Response) -> Response {
    let body = request.body.as_deref().unwrap_or_default();
    let manager = body.contains(":User:manager\",\"value\":\"");
    let element = body.contains("[type eq ");
    if request.method != "PATCH" || !(manager || element) {
        return answer;
    }
    let (scim_type, detail) = if manager {
        ("invalidValue", "manager has to be an object")
    } else {
        ("noTarget", "no value of 'emails' matches the path filter")
    };
    answer.status = 400;
    answer.headers.retain(|(name, _)| name == "content-type");
    answer.body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": "400",
        "scimType": scim_type,
        "detail": detail,
    })
    .to_string();
    answer
}

/// What a run says, one test after the other so that ids are always the same.
async fn run(server: &Server, arguments: &[&str]) -> String {
    let in_order = ["--parallel", "1", "--load-seconds", "1"];
    let ended = check(server, &[&in_order[..], arguments].concat()).await;
    let said = format!("{}{}", ended.err, ended.out);
    let said = said.replace(" --parallel 1 --load-seconds 1", "");
    same(&said, &server.url)
}

/// A command that somebody types, and what comes of it.
fn typed(command: &str, ended: &Ended, url: &str) -> String {
    let said = same(&format!("{}{}", ended.err, ended.out), url);
    format!("$ scim-check {URL}{command}\n{said}")
}

async fn verdicts() -> String {
    let server = Server::start(strict).await;
    let (_directory, path) = file("report.html", "");
    let said = run(&server, &["--report", "html", "--output", &path]).await;
    let said = said.replace(&path, "report.html");
    format!("$ scim-check {URL} --report html --output report.html\n{said}")
}

/// From the first cause to the second.
async fn cause() -> String {
    let server = Server::start(strict).await;
    let said = run(
        &server,
        &[
            "--only",
            "entra.*.manager*",
            "--only",
            "entra.*u1?.*manager",
        ],
    )
    .await;
    let (_, said) = said.split_once("What to change").unwrap();
    let (said, _) = said
        .split_once("\n\n 2. ")
        .unwrap_or_else(|| said.split_once("\n\nFAILED").unwrap());
    format!("What to change{said}")
}

async fn failure() -> String {
    let server = Server::start(strict).await;
    let said = run(&server, &["--only", "entra.failure.05.no-target"]).await;
    let start = said.find("FAILED").unwrap();
    let end = said.find("\n\n  ").unwrap_or(said.len());
    let said = &said[start..end.max(start)];
    said.split("\n\n").next().unwrap().to_owned()
}

async fn wrong_token() -> String {
    let server = Server::start(Faultless).await;
    let ended = scim_check(&[&server.url, "--token", "wrong"]).await;
    let said = typed(" --token wrong", &ended, &server.url);
    format!("{said}$ echo $?\n{}", ended.status)
}

async fn wrong_path() -> String {
    let server = Server::start(Faultless).await;
    let host = server.url.strip_suffix("/scim/v2").unwrap();
    let ended = scim_check(&[host, "--token", TOKEN]).await;
    let said = same(&ended.err, &server.url);
    let shown = URL.strip_suffix("/scim/v2").unwrap();
    format!("$ scim-check {shown}\n{}", said.replace(host, shown))
}

async fn idle_skip() -> String {
    let server = Server::start(Faultless).await;
    let (_directory, path) = file("skip.toml", "[skip]\n\"rfc.sorting.*\" = \"later\"");
    let ended = check(
        &server,
        &["--only", "rfc.retrieve.*.types", "--skip", &path],
    )
    .await;
    ended.err
}

async fn bad_profile() -> String {
    let server = Server::start(Faultless).await;
    let (_directory, path) = file("profile.toml", "leave_out = []\n bad = 1\n");
    let ended = check(&server, &["--profile", &path]).await;
    ended.err.replace(&path, "profile.toml")
}

/// What changed between a strict server and one without fault.
async fn baseline() -> String {
    let only = ["--only", "entra.failure.0?.*"];
    let strict = Server::start(strict).await;
    let ended = check(&strict, &[&only[..], &["--report", "json"]].concat()).await;
    let mut report: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    report["started_at"] = json!("2026-11-27T16:30:02Z");
    let (_directory, path) = file("before.json", &report.to_string());
    let server = Server::start(Faultless).await;
    let said = run(&server, &[&only[..], &["--baseline", &path]].concat()).await;
    let (_, said) = said.split_once("\nSince ").unwrap();
    let (said, _) = said.split_once("\n\n").unwrap();
    format!("Since {said}")
}

async fn traffic() -> String {
    let server = Server::start(Faultless).await;
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().to_str().unwrap();
    let test = "rfc.retrieve.User.unknown-id";
    check(&server, &["--only", test, "--save-traffic", folder]).await;
    let saved = fs::read_to_string(directory.path().join(format!("{test}.jsonl"))).unwrap();
    same(&saved, &server.url)
}

async fn dry_run() -> String {
    let server = Server::start(Faultless).await;
    let only =
        " --dry-run --only 'rfc.retrieve.Group.types' --only 'rfc.retrieve.Group.unknown-id'";
    let arguments: Vec<String> = only
        .split_whitespace()
        .map(|it| it.replace('\'', ""))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ended = check(&server, &arguments).await;
    typed(only, &ended, &server.url)
}

/// Gives JSON another media type, and does not say where things are.
fn careless(_: &Request, mut answer: Response) -> Response {
    answer.headers.retain(|(name, _)| name != "location");
    for (_, value) in &mut answer.headers {
        *value = value.replace("application/scim+json", "application/json");
    }
    answer
}

async fn replay() -> String {
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().to_str().unwrap();
    let recorded = Server::start(Faultless).await;
    let only = ["--only", "okta.groups.push", "--save-traffic", folder];
    check(&recorded, &only).await;
    let server = Server::start(careless).await;
    let path = format!("{folder}/okta.groups.push.jsonl");
    let ended = scim_check(&["replay", &path, "--url", &server.url, "--token", TOKEN]).await;
    let said = same(&ended.out, &server.url).replace(folder, "traffic");
    let said = said.replace(&recorded.url, URL);
    let other = "https://other.example.com/scim/v2";
    format!(
        "$ scim-check {URL} --only okta.groups.push --save-traffic traffic --quiet --output report.txt\n\
         $ scim-check replay traffic/okta.groups.push.jsonl --url {other}\n{said}"
    )
}
