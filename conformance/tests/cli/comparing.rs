//! `--quiet`.

use crate::program::{check, file};
use crate::server::{Faultless, Server};

const ONLY: [&str; 2] = ["--only", "rfc.retrieve.*.types"];

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
