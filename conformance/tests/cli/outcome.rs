//! What the exit status says.

use conformance::http::{Request, Response};

use crate::program::{check, scim_check};
use crate::server::{Faultless, Server, reads_resource};

fn failing(request: &Request, mut answer: Response) -> Response {
    if reads_resource(request) {
        answer.status = 500;
    }
    answer
}

fn html(_: &Request, _: Response) -> Response {
    Response {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/html".to_owned())],
        body: "<p>Welcome</p>".to_owned(),
    }
}

#[tokio::test]
async fn a_run_in_which_nothing_decisive_fails_ends_with_0() {
    let server = Server::start(Faultless).await;
    let ended = check(&server, &["--only", "rfc.retrieve.*"]).await;
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
    assert!(
        ended
            .out
            .ends_with("No test of severity must or vendor-required failed.\n")
    );
    // Progress is for terminals.
    assert_eq!(ended.err, "");
    assert!(server.model.is_empty());
}

#[tokio::test]
async fn a_run_in_which_something_decisive_fails_ends_with_1_and_cleans_up() {
    let server = Server::start(failing).await;
    let ended = check(&server, &["--only", "rfc.retrieve.*.types"]).await;
    assert_eq!(ended.status, 1, "{}{}", ended.out, ended.err);
    let first = format!(
        "scim-check {} on {}\n",
        env!("CARGO_PKG_VERSION"),
        server.url
    );
    assert!(ended.out.starts_with(&first), "{}", ended.out);
    let verdict = "\n\nRFC 7644: one mistake.\n\nWhat to change, the worst first:\n\n 1. ";
    assert!(ended.out.contains(verdict), "{}", ended.out);
    assert!(ended.out.contains("\nFAILED  rfc.retrieve.User.types\n"));
    assert!(ended.out.contains("found:    HTTP 500"), "{}", ended.out);
    assert!(server.model.is_empty());
}

async fn untested(arguments: &[&str], said: &str) {
    let ended = scim_check(arguments).await;
    assert_eq!((ended.status, ended.out.as_str()), (2, ""));
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
    assert!(ended.err.contains(said), "{}", ended.err);
}

#[tokio::test]
async fn what_cannot_be_tested_ends_with_2_and_a_sentence() {
    let server = Server::start(Faultless).await;
    untested(
        &[&server.url, "--token", "other"],
        "refuses the token (HTTP 401",
    )
    .await;
    let nothing = [server.url.as_str(), "--only", "no.such.test"];
    let ended = check(&server, &nothing[1..]).await;
    assert_eq!(ended.status, 2, "{}", ended.err);
    assert!(ended.err.contains("no test has an id like no.such.test"));
    let web = Server::start(html).await;
    untested(
        &[&web.url, "--token", "a-token"],
        "does not answer as a SCIM 2.0 server",
    )
    .await;
    // A port that was just given back has nobody behind it.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/scim", listener.local_addr().unwrap());
    drop(listener);
    untested(&[&url, "--token", "a-token"], "cannot be reached").await;
}
