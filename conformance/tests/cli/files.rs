//! `--skip` and `--profile`.

use serde_json::Value;

use crate::program::{check, file};
use crate::server::{Faultless, Server};

async fn refused(option: &str, text: &str, said: &str) {
    let server = Server::start(Faultless).await;
    let (_directory, path) = file("file.toml", text);
    let ended = check(&server, &[option, &path]).await;
    assert_eq!(ended.status, 2, "{text}");
    let expected = format!("scim-check: {path}: {said}");
    assert!(
        ended.err.starts_with(&expected),
        "{expected}\n{}",
        ended.err
    );
    assert!(server.asked.lock().unwrap().is_empty(), "{text}");
}

#[tokio::test]
async fn a_file_that_makes_no_sense_is_refused_with_the_place() {
    let reason = "it needs a reason";
    refused(
        "--skip",
        "[skip]\n\"a.*\" = \"\"",
        &format!("skip.\"a.*\": {reason}"),
    )
    .await;
    refused(
        "--skip",
        "[skip]\na.b = \"x\"",
        &format!("skip.\"a\": {reason}"),
    )
    .await;
    refused("--skip", "[skip", "line 1, column 6").await;
    refused(
        "--skip",
        "[skips]",
        "line 1, column 2: unknown field `skips`",
    )
    .await;
    refused(
        "--profile",
        "[value]",
        "line 1, column 2: unknown field `value`",
    )
    .await;
    refused("--profile", "leave_out = 3", "line 1, column 13").await;
    refused("--profile", "leave_out = [\"User\"]", "\"User\": expected").await;
    refused(
        "--profile",
        "[headers]\nkey = 5",
        "headers.key: the value must",
    )
    .await;
}

async fn report(server: &Server, arguments: &[&str]) -> (Value, String) {
    let ended = check(server, &[&["--report", "json"], arguments].concat()).await;
    assert_eq!(ended.status, 0, "{}", ended.err);
    (serde_json::from_str(&ended.out).unwrap(), ended.err)
}

#[tokio::test]
async fn tests_are_skipped_with_the_reason_and_idle_patterns_are_named() {
    let server = Server::start(Faultless).await;
    let text = "[skip]\n\"rfc.retrieve.user.*\" = \"known since May\"\n\"x.*\" = \"gone\"";
    let (_directory, path) = file("skip.toml", text);
    let (report, err) = report(&server, &["--only", "rfc.retrieve.*", "--skip", &path]).await;
    assert!(err.contains("\"x.*\" of --skip matches no test"), "{err}");
    assert!(!err.contains("\"rfc.retrieve.user.*\" of"), "{err}");
    for result in report["results"].as_array().unwrap() {
        let user = result["id"].as_str().unwrap().contains(".User.");
        assert_eq!(result["outcome"], if user { "skipped" } else { "passed" });
        assert_eq!(result["reason"] == "known since May", user);
    }
}

#[tokio::test]
async fn a_profile_decides_what_is_sent() {
    let server = Server::start(Faultless).await;
    let text = "leave_out = [\"User.title\"]\nleave_out_types = [\"Group\"]\n\
        [values]\n\"User.userName\" = \"{unique}@corp.example\"\n\"User.nick\" = \"n\"\n\
        [headers]\nx-key = \"k\"";
    let (directory, path) = file("profile.toml", text);
    let traffic = directory.path().join("traffic");
    let folder = traffic.to_str().unwrap();
    let only = ["--only", "rfc.retrieve.*"];
    let arguments = [&only[..], &["--profile", &path, "--save-traffic", folder]].concat();
    let (report, err) = report(&server, &arguments).await;
    assert!(err.contains("the server serves no User.nick"), "{err}");
    let left_out = "Group is left out, as the profile says";
    assert!(
        report["assumed"]
            .as_array()
            .unwrap()
            .contains(&left_out.into())
    );
    let results = report["results"].as_array().unwrap();
    let groups = |it: &&Value| it["id"].as_str().unwrap().contains(".Group.");
    assert_eq!(results.iter().filter(groups).count(), 0);
    let saved = std::fs::read_to_string(traffic.join("rfc.retrieve.User.as-created.jsonl"));
    let saved = saved.unwrap();
    assert!(saved.contains("@corp.example"), "{saved}");
    assert!(!saved.contains("\\\"title\\\""), "{saved}");
}
