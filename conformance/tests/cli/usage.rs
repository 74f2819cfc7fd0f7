//! What is asked for wrongly is refused before anything is sent.

use crate::program::scim_check;

async fn refused(arguments: &[&str], said: &str) {
    let ended = scim_check(arguments).await;
    assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{arguments:?}");
    assert!(ended.err.contains(said), "{arguments:?}: {}", ended.err);
}

#[tokio::test]
async fn a_wrong_command_line_is_refused() {
    let url = "http://127.0.0.1:9/scim";
    refused(&[], "<URL>").await;
    refused(
        &[url, "--token", "a-token", "--suite", "x"],
        "'x' for '--suite",
    )
    .await;
    refused(&[url, "--token", "a-token", "--rate", "0"], "above 0").await;
    refused(&[url, "--token", "a-token", "--parallel", "0"], "1..=256").await;
    refused(&[url, "--token", "a-token", "--timeout", "0"], "--timeout").await;
    refused(&[url, "--token", "a-token", "--report", "pdf"], "html").await;
    refused(
        &[url, "--token", "a-token", "--dry-run", "--report", "json"],
        "cannot be used with",
    )
    .await;
    refused(
        &["h/scim", "--token", "a-token"],
        "is no http:// or https:// URL",
    )
    .await;
    refused(
        &["simulate", url, "--token", "a-token", "--tenants", "2"],
        "--token-file <FILE>",
    )
    .await;
    refused(
        &[url, "--token", "a-token", "--output", "/"],
        "cannot be written to /",
    )
    .await;
    refused(
        &[url, "--token", "a-token", "--ca-file", "/none"],
        "/none cannot be read",
    )
    .await;
}

#[tokio::test]
async fn help_says_what_the_exit_status_means() {
    let ended = scim_check(&["--help"]).await;
    assert_eq!(ended.status, 0);
    for part in ["SYNOPSIS", "EXIT STATUS", "EXAMPLES", "SCIM_CHECK_TOKEN"] {
        assert!(ended.out.contains(part), "{part} in {}", ended.out);
    }
}
