//! Finding the server, and being let in.

use conformance::http::{Credentials, Request, Response};
use conformance::rehearsal::Rehearsal;
use scim::Registry;

use crate::program::{check, scim_check};
use crate::server::{Faultless, Server, TOKEN};

/// What a run says that ends with 2.
async fn untested(arguments: &[&str]) -> String {
    let ended = scim_check(arguments).await;
    assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{}", ended.err);
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
    ended.err
}

#[tokio::test]
async fn a_wrong_path_is_answered_with_the_usual_one_that_answers() {
    let server = Server::start(Faultless).await;
    let host = server.url.strip_suffix("/scim/v2").unwrap();
    for path in ["", "/", "/api", "/scim/v2/Users", "/scim/v2/scim/v2", "/v2"] {
        let url = format!("{host}{path}");
        let said = untested(&[&url, "--token", TOKEN]).await;
        let expected = format!("One answers at {}: try that\n", server.url);
        assert!(said.ends_with(&expected), "{path}: {said}");
    }
}

#[tokio::test]
async fn a_wrong_path_of_a_host_without_scim_is_said_to_lead_nowhere() {
    let page = |_: &Request, _: Response| Response {
        status: 200,
        headers: Vec::new(),
        body: "<p>Welcome</p>".to_owned(),
    };
    let server = Server::start(page).await;
    let said = untested(&[&server.url, "--token", TOKEN]).await;
    let expected = "The usual paths, such as /scim/v2, lead to none either\n";
    assert!(said.ends_with(expected), "{said}");
}

#[tokio::test]
async fn a_token_is_asked_for_only_where_a_server_wants_one() {
    let server = Server::start(Faultless).await;
    let said = untested(&[&server.url]).await;
    assert!(
        said.contains("wants a token (HTTP 401 on /Users)"),
        "{said}"
    );
    let model = Rehearsal::serving(Registry::standard(), &server.url);
    let open = move |request: &Request, _: Response| {
        model.answer(&Request {
            credentials: Credentials::Token,
            ..request.clone()
        })
    };
    let open = Server::start(open).await;
    let ended = scim_check(&[&open.url, "--only", "rfc.retrieve.*.types"]).await;
    assert_eq!(ended.status, 0, "{}{}", ended.out, ended.err);
    let said = "No token was given, and the server answers without one.";
    assert!(ended.out.contains(said), "{}", ended.out);
}

#[tokio::test]
async fn what_is_to_be_run_again_is_a_command_with_all_that_matters() {
    let server = Server::start(|request: &Request, mut answer: Response| {
        if request.method == "GET" && request.path.starts_with("/Users/") {
            answer.status = 500;
        }
        answer
    })
    .await;
    let only = ["--only", "rfc.retrieve.User.types", "--suite", "rfc"];
    let ended = check(&server, &[&only[..], &["--users", "9"]].concat()).await;
    let again = format!(
        "again: scim-check {} --suite rfc --users 9 --only rfc.retrieve.User.types\n",
        server.url
    );
    assert!(ended.out.contains(&again), "{}", ended.out);
}
