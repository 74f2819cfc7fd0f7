//! `scim-check simulate` for many tenants at once.

use serde_json::Value;

use crate::program::{Ended, file, scim_check};
use crate::server::{Faultless, Server, TOKEN};

async fn simulate(url: &str, tokens: &str, more: &[&str]) -> Ended {
    let size = ["--users", "8", "--groups", "2", "--cycles", "1"];
    let fixed = ["simulate", url, "--token-file", tokens];
    scim_check(&[&fixed[..], &size, more].concat()).await
}

#[tokio::test]
async fn each_token_of_the_file_is_a_tenant_with_a_directory_of_its_own() {
    let server = Server::start(Faultless).await;
    let text = format!("# the fleet\ncontoso {TOKEN}\n\n  {TOKEN}\nfabrikam {TOKEN}\n");
    let (_kept, tokens) = file("tokens", &text);
    let ended = simulate(&server.url, &tokens, &["--report", "json"]).await;
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
    let report: Value = serde_json::from_str(&ended.out).unwrap();
    let tenants = report["tenants"].as_array().unwrap();
    let names: Vec<_> = tenants.iter().map(|tenant| &tenant["tenant"]).collect();
    assert_eq!(names, ["contoso", "tenant 2", "fabrikam"]);
    let requests = |tenant: &Value| tenant["requests"].as_u64().unwrap();
    assert!(
        tenants.iter().all(|tenant| requests(tenant) > 20),
        "{report}"
    );
    let all: u64 = tenants.iter().map(requests).sum();
    assert_eq!(report["requests"], all);
    assert_eq!(
        (&report["errors"], &report["differences"]),
        (&0.into(), &0.into())
    );
    let seconds = |tenant: &Value| tenant["seconds"].as_f64().unwrap();
    let slowest = tenants.iter().map(seconds).fold(0.0, f64::max);
    assert_eq!(report["slowest"]["seconds"], slowest);
    assert!(server.model.is_empty());
}

#[tokio::test]
async fn as_many_tenants_as_are_asked_for_are_simulated_and_told_of_in_lines() {
    let server = Server::start(Faultless).await;
    let (_kept, tokens) = file("tokens", &format!("a {TOKEN}\nb {TOKEN}\nc {TOKEN}\n"));
    let ended = simulate(&server.url, &tokens, &["--tenants", "2"]).await;
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
    let lines: Vec<_> = ended.out.lines().collect();
    assert!(lines[0].starts_with("tenant "), "{}", ended.out);
    assert!(
        lines[1].starts_with("a ") && lines[2].starts_with("b "),
        "{}",
        ended.out
    );
    assert!(lines[4].starts_with("2 tenants, "), "{}", ended.out);
    assert_eq!(*lines.last().unwrap(), "The server holds what it should.");
}

#[tokio::test]
async fn a_tenant_that_is_not_let_in_is_named_without_its_token() {
    let server = Server::start(Faultless).await;
    let text = format!("good {TOKEN}\nbad some-other-token\n");
    let (_kept, tokens) = file("tokens", &text);
    let ended = simulate(&server.url, &tokens, &[]).await;
    assert_eq!(ended.status, 1, "{}{}", ended.out, ended.err);
    assert!(ended.out.contains("  bad: "), "{}", ended.out);
    assert!(ended.out.ends_with("The server differs in 1 place.\n"));
    for shown in [&ended.out, &ended.err] {
        assert!(
            !shown.contains("some-other-token") && !shown.contains(TOKEN),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_file_of_tokens_that_cannot_be_used_is_refused_with_its_place() {
    let cases = [
        ("one two three\n", "line 1: a token, or a name"),
        ("# nobody\n", "it has 0 tokens, and 1 are needed"),
        ("a\nb\n", "it has 2 tokens, and 3 are needed"),
    ];
    for (text, said) in cases {
        let (_kept, tokens) = file("tokens", text);
        let more: &[&str] = if text.starts_with('a') {
            &["--tenants", "3"]
        } else {
            &[]
        };
        let ended = simulate("http://127.0.0.1:9/scim", &tokens, more).await;
        assert_eq!((ended.status, ended.out.as_str()), (2, ""));
        assert!(ended.err.contains(said), "{}", ended.err);
    }
}
