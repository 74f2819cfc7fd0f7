//! `scim-check replay` on what `--save-traffic` wrote.

use std::fs;

use conformance::http::{Request, Response};
use tempfile::TempDir;

use crate::program::{Ended, check, file, scim_check};
use crate::server::{Faultless, Server, TOKEN};

const ONLY: [&str; 6] = [
    "--only",
    "okta.users.*",
    "--only",
    "okta.groups.*",
    "--only",
    "entra.validator.g*",
];

/// The files of a run on a server without fault.
async fn saved() -> (TempDir, Vec<String>) {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(Faultless).await;
    let folder = directory.path().to_str().unwrap();
    let ended = check(&server, &[&ONLY[..], &["--save-traffic", folder]].concat()).await;
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
    let entries = fs::read_dir(directory.path()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut paths: Vec<String> = paths
        .map(|path| path.to_str().unwrap().to_owned())
        .collect();
    paths.sort();
    (directory, paths)
}

async fn replay(url: &str, paths: &[String], more: &[&str]) -> Ended {
    let mut arguments = vec!["replay"];
    arguments.extend(paths.iter().map(String::as_str));
    arguments.extend(["--url", url, "--token", TOKEN]);
    arguments.extend(more);
    scim_check(&arguments).await
}

/// Forgets the name for display of whatever is shown.
fn forgetful(_: &Request, mut answer: Response) -> Response {
    answer.body = answer.body.replace("\"displayName\":", "\"nickName\":");
    answer
}

#[tokio::test]
async fn another_server_that_answers_alike_passes_as_often_as_it_is_asked() {
    let (_directory, paths) = saved().await;
    let server = Server::start(Faultless).await;
    for _ in 0..2 {
        let ended = replay(&server.url, &paths, &[]).await;
        assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
        assert_eq!(ended.err, "");
        assert_eq!(ended.out.lines().count(), paths.len(), "{}", ended.out);
        for (line, path) in ended.out.lines().zip(&paths) {
            assert!(line.starts_with(&format!("{path}: ")), "{line}");
            assert!(line.ends_with(", 0 answered wrongly"), "{line}");
        }
        assert!(server.model.is_empty());
    }
}

#[tokio::test]
async fn what_a_recording_leaves_is_taken_away_unless_it_is_to_be_kept() {
    let (_directory, paths) = saved().await;
    let path = paths.iter().find(|path| path.contains("okta.users.match"));
    let text = fs::read_to_string(path.unwrap()).unwrap();
    let lines = text.lines().filter(|line| !line.contains("\"DELETE\""));
    let (_kept, path) = file("left.jsonl", &lines.collect::<Vec<_>>().join("\n"));
    for (more, is_empty) in [(&[][..], true), (&["--keep"], false)] {
        let server = Server::start(Faultless).await;
        let ended = replay(&server.url, std::slice::from_ref(&path), more).await;
        assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
        assert_eq!(server.model.is_empty(), is_empty);
    }
}

#[tokio::test]
async fn a_server_that_answers_otherwise_is_told_where() {
    let (_directory, paths) = saved().await;
    let server = Server::start(forgetful).await;
    let ended = replay(&server.url, &paths, &[]).await;
    assert_eq!(ended.status, 1, "{}{}", ended.out, ended.err);
    assert!(
        ended.out.contains("\nsent: POST /Groups\n"),
        "{}",
        ended.out
    );
    assert!(
        ended.out.contains("\n  body.displayName: expected \""),
        "{}",
        ended.out
    );
    assert!(server.model.is_empty());
}

#[tokio::test]
async fn nothing_to_send_or_nobody_to_send_it_to_ends_with_2() {
    let (directory, paths) = saved().await;
    // A port that was just given back has nobody behind it.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/scim", listener.local_addr().unwrap());
    drop(listener);
    let missing = directory
        .path()
        .join("missing")
        .to_str()
        .unwrap()
        .to_owned();
    let other = directory.path().join("other").to_str().unwrap().to_owned();
    fs::write(&other, "[1, 2]").unwrap();
    for (path, said) in [
        (&paths[0], "cannot be reached: "),
        (&missing, "missing cannot be read: "),
        (&other, "other is no traffic: "),
    ] {
        let ended = replay(&url, std::slice::from_ref(path), &[]).await;
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{}", ended.err);
        assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
        assert!(ended.err.contains(said), "{}", ended.err);
    }
}

#[tokio::test]
async fn the_token_is_in_no_saved_file() {
    let (_directory, paths) = saved().await;
    assert!(paths.len() > 10, "{paths:?}");
    let spelled = TOKEN.replace('"', "\\\"");
    for path in &paths {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains("\"path\""), "{path}: {text}");
        for secret in [TOKEN, spelled.as_str(), "Bearer "] {
            assert!(!text.contains(secret), "{secret} in {path}: {text}");
        }
    }
}
