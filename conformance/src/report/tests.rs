//! What tests of reports share, and what a report says of clients and causes.

use chrono::{DateTime, Utc};

use super::groups::groups;
use super::verdicts::{Standing, verdicts};
use super::{Outcome, Report, TestResult};
use crate::check::{Finding, Severity, Suite, Test, Traces};
use crate::http::{Exchange, Request, Response};

/// A report of these results, always the same.
pub(super) fn report(results: Vec<TestResult>) -> Report {
    let started_at: DateTime<Utc> = "2026-01-02T03:04:05Z".parse().unwrap();
    Report {
        server: "https://example.com/scim".to_owned(),
        version: "0.0.0".to_owned(),
        started_at,
        milliseconds: 1_540,
        interrupted: false,
        chosen: false,
        command: "scim-check https://example.com/scim".to_owned(),
        baseline: None,
        traces: Traces::default(),
        claims: Vec::new(),
        assumed: Vec::new(),
        results,
    }
}

/// A test that failed, with the exchange that shows it.
pub(super) fn failed() -> TestResult {
    let title = "GET of an id that nobody has is a 404";
    let test = Test::new(Suite::Rfc, "get.unknown-id", title, "RFC 7644 §3.12").fix("Answer 404.");
    let response = Response {
        status: 500,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: r#"{"detail":"oops"}"#.to_owned(),
    };
    TestResult {
        requests: 1,
        leftovers: vec!["/Users/x (HTTP 500)".to_owned()],
        ..shown(&test, Request::get("/Users/x"), response)
    }
}

/// A test that was left out.
pub(super) fn not_claimed() -> TestResult {
    let test = Test::new(Suite::Rfc, "sort", "Sorting works", "RFC 7644 §3.4.2.3");
    let reason = "/ServiceProviderConfig does not claim sort".to_owned();
    TestResult::new(
        &test.severity(Severity::Should),
        Outcome::NotClaimed { reason },
    )
}

fn shown(test: &Test, request: Request, response: Response) -> TestResult {
    let finding = Finding {
        expected: "HTTP 404".to_owned(),
        found: "HTTP 500".to_owned(),
        exchange: Some(0),
    };
    let exchange = Exchange {
        test: test.id.clone(),
        request,
        response: Some(response),
        error: None,
        milliseconds: 7,
    };
    TestResult {
        exchanges: vec![exchange],
        ..TestResult::new(test, Outcome::Failed { finding })
    }
}

fn test(suite: Suite, id: &str) -> Test {
    Test::new(suite, id, "It holds", "a source").severity(Severity::VendorRequired)
}

fn refused(suite: Suite, id: &str, request: Request) -> TestResult {
    let response = Response {
        status: 400,
        headers: Vec::new(),
        body: String::new(),
    };
    shown(&test(suite, id), request, response)
}

fn blocked(result: TestResult) -> TestResult {
    match result.outcome {
        Outcome::Failed { finding } => TestResult {
            outcome: Outcome::Blocked { finding },
            ..result
        },
        _ => result,
    }
}

fn passed(suite: Suite, id: &str) -> TestResult {
    TestResult::new(&test(suite, id), Outcome::Passed)
}

/// The sentences that results make.
fn said(results: Vec<TestResult>) -> Vec<String> {
    let report = report(results);
    let verdicts = verdicts(&report, &groups(&report));
    verdicts.into_iter().map(|it| it.sentence).collect()
}

fn manager(id: &str) -> TestResult {
    let body = r#"{"Operations":[{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"1"}]}"#;
    refused(
        Suite::Entra,
        id,
        Request::new("PATCH", "/Users/1").text(body),
    )
}

#[test]
fn each_client_has_a_verdict_in_a_sentence() {
    let results = vec![
        passed(Suite::Rfc, "create.User.created"),
        passed(Suite::Entra, "service.create"),
        passed(Suite::Okta, "users.match"),
    ];
    assert_eq!(
        said(results.clone()),
        ["Entra: works.", "Okta: works.", "RFC 7644: no mistake."]
    );
    let mut chosen = report(results);
    chosen.chosen = true;
    let verdicts = verdicts(&chosen, &[]);
    assert_eq!(verdicts[0].sentence, "Entra: what was tested works.");
    let results = vec![
        passed(Suite::Okta, "users.match"),
        manager("failure.09.manager-as-text"),
        failed(),
    ];
    assert_eq!(
        said(results),
        [
            "Entra: will work, but managers will not arrive.",
            "Okta: works.",
            "RFC 7644: one mistake."
        ]
    );
}

#[test]
fn what_stops_a_client_is_all_that_is_said_of_it() {
    let get = || Request::get("/Users?filter=x");
    let results = vec![
        manager("failure.09.manager-as-text"),
        refused(Suite::Entra, "service.match.user-name", get()),
        refused(Suite::Entra, "validator.u3.filter-existing-user", get()),
    ];
    assert_eq!(
        said(results),
        ["Entra: will not work: people are not recognized, and are created twice."]
    );
}

#[test]
fn an_open_door_concerns_every_client() {
    let stranger = refused(
        Suite::Rfc,
        "security.User.stranger-get",
        Request::get("/Users"),
    );
    let results = vec![stranger, passed(Suite::Okta, "users.match")];
    let expected = "Okta: will work, but whoever finds the address can read and change everything.";
    assert_eq!(said(results), [expected, "RFC 7644: one mistake."]);
}

#[test]
fn a_run_that_ended_early_says_so_in_place_of_a_verdict() {
    let report = report(vec![
        passed(Suite::Okta, "users.match"),
        TestResult::new(&test(Suite::Okta, "import.pages"), Outcome::Interrupted),
    ]);
    let verdict = verdicts(&report, &[]).remove(0);
    assert_eq!(verdict.standing, Standing::Unknown);
    assert_eq!(
        verdict.sentence,
        "Okta: not known; the run ended after 1 of 2 tests."
    );
}

#[test]
fn what_is_missing_skipped_or_recommended_is_said_beside_it() {
    let reason = "the served schemas of User have no urn:x:User:manager".to_owned();
    let lacking = TestResult::new(
        &test(Suite::Entra, "service.legacy.manager"),
        Outcome::NotClaimed { reason },
    );
    let skipped = TestResult::new(
        &test(Suite::Entra, "service.load"),
        Outcome::Skipped {
            reason: "later".to_owned(),
        },
    );
    let mut advice = refused(
        Suite::Entra,
        "failure.20.shared-mail",
        Request::get("/Users"),
    );
    advice.severity = Severity::Advice;
    assert_eq!(
        said(vec![lacking, skipped, advice]),
        [
            "Entra: works; the server has no manager; one test was skipped; one recommendation is not \
          followed."
        ]
    );
}

fn causes(results: Vec<TestResult>) -> Vec<(&'static str, usize)> {
    let report = report(results);
    let told = groups(&report);
    told.iter()
        .map(|group| (group.cause.id.as_str(), group.results.len()))
        .collect()
}

#[test]
fn a_test_about_many_things_joins_the_cause_that_its_request_shows() {
    let cycle = || manager("service.legacy.cycle");
    let own = manager("failure.09.manager-as-text");
    assert_eq!(causes(vec![cycle(), own]), [("manager-as-text", 2)]);
    // Without a test that is about managers and fails, it may be anything.
    assert_eq!(causes(vec![cycle()]), [("changing-people", 1)]);
    let own = passed(Suite::Entra, "failure.09.manager-as-text");
    assert_eq!(causes(vec![cycle(), own]), [("changing-people", 1)]);
}

#[test]
fn what_is_blocked_belongs_to_what_is_in_its_way() {
    let post = || Request::new("POST", "/Users").text("{}");
    let in_the_way = refused(Suite::Entra, "service.create", post());
    let other = blocked(refused(Suite::Entra, "failure.05.no-target", post()));
    let unknown = blocked(refused(
        Suite::Entra,
        "failure.06.x",
        Request::get("/Groups/1"),
    ));
    assert_eq!(
        causes(vec![unknown, other, in_the_way]),
        [("creating-people", 2), ("blocked", 1)]
    );
}

#[test]
fn the_worst_comes_first_and_what_only_warns_last() {
    let get = || Request::get("/Users");
    let mut advice = refused(Suite::Okta, "users.disable-put", get());
    advice.severity = Severity::Advice;
    let results = vec![
        refused(Suite::Okta, "spec.status-404", get()),
        refused(Suite::Okta, "users.update-put", get()),
        advice,
        refused(Suite::Okta, "spec.list", get()),
    ];
    assert_eq!(
        causes(results),
        [
            ("okta-connection-test", 1),
            ("okta-replacing", 1),
            ("okta-errors", 1),
            ("okta-disabling", 1)
        ]
    );
}
