//! `--baseline` and `--quiet`.

use conformance::http::{Request, Response};

use crate::program::{check, file};
use crate::server::{Faultless, Server, reads_resource};

const ONLY: [&str; 2] = ["--only", "rfc.retrieve.*.types"];

fn failing(request: &Request, mut answer: Response) -> Response {
    if reads_resource(request) {
        answer.status = 500;
    }
    answer
}

#[tokio::test]
async fn an_earlier_report_shows_what_got_better_and_worse() {
    let good = Server::start(Faultless).await;
    let bad = Server::start(failing).await;
    let mut kept = Vec::new();
    for server in [&good, &bad] {
        let ended = check(server, &[&ONLY[..], &["--report", "json"]].concat()).await;
        kept.push(file("report.json", &ended.out));
    }
    for (server, (_directory, path), word, was) in [
        (&bad, &kept[0], "worse ", ": failed, was passed.\n"),
        (&good, &kept[1], "better", ": passed, was failed.\n"),
    ] {
        let ended = check(server, &[&ONLY[..], &["--baseline", path]].concat()).await;
        let number = format!("two tests got {}", word.trim());
        assert!(ended.out.contains(&number), "{}", ended.out);
        let lines = ended
            .out
            .lines()
            .filter(|it| it.starts_with(&format!("  {word}  ")));
        assert_eq!(lines.count(), 2, "{}", ended.out);
        assert!(ended.out.contains(was), "{}", ended.out);
    }
}

#[tokio::test]
async fn what_is_no_earlier_report_is_refused_before_anything_is_sent() {
    let server = Server::start(Faultless).await;
    let (_directory, path) = file("report.html", "<!DOCTYPE html>");
    let ended = check(&server, &["--baseline", &path]).await;
    assert_eq!(ended.status, 2, "{}", ended.err);
    let said =
        format!("scim-check: {path}: line 1, column 1: expected a report made with --report json");
    assert!(ended.err.starts_with(&said), "{}", ended.err);
    assert!(server.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_quiet_run_says_only_what_is_asked_for() {
    let server = Server::start(Faultless).await;
    let (_directory, path) = file("report.txt", "");
    let ended = check(
        &server,
        &[&ONLY[..], &["--quiet", "--output", &path]].concat(),
    )
    .await;
    assert_eq!(
        (ended.status, ended.out.as_str(), ended.err.as_str()),
        (0, "", "")
    );
    let report = std::fs::read_to_string(&path).unwrap();
    assert!(
        report.contains("RFC 7644: no mistake in what was tested.\n"),
        "{report}"
    );
    let ended = check(&server, &[&ONLY[..], &["--quiet"]].concat()).await;
    assert!(ended.out.contains("RFC 7644: "), "{}", ended.out);
}
