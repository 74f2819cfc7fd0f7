//! A whole report, word for word.

use chrono::{DateTime, Utc};

use super::text;
use crate::check::{Finding, Severity, Suite, Test};
use crate::http::{Exchange, Request, Response};
use crate::report::{Outcome, Report, TestResult};

const EXPECTED: &str = r#"FAILED  rfc.get.unknown-id
  GET of an id that nobody has is a 404.
  must, RFC 7644 §3.12
  expected: HTTP 404
  found:    HTTP 500
  fix:      Answer 404.
  sent:     GET /Users/x (request 1 of 1)
  received: HTTP 500 after 7 ms
            content-type: application/json
            {
              "detail": "oops"
            }

Not claimed:
  /ServiceProviderConfig does not claim sort
    rfc.sort

scim-check 0.0.0 on https://example.com/scim
2026-01-02 03:04:05 UTC, 1.5 s, 1 request

          passed  failed  blocked  warned  not claimed  skipped  unfinished
rfc            0       1        0       0            1        0           0

Left behind by rfc.get.unknown-id:
  /Users/x (HTTP 500)

The run was interrupted. 1 test of severity must or vendor-required did not pass.
"#;

fn failed() -> TestResult {
    let title = "GET of an id that nobody has is a 404";
    let test = Test::new(Suite::Rfc, "get.unknown-id", title, "RFC 7644 §3.12").fix("Answer 404.");
    let finding = Finding {
        expected: "HTTP 404".to_owned(),
        found: "HTTP 500".to_owned(),
        exchange: Some(0),
    };
    let exchange = Exchange {
        test: test.id.clone(),
        request: Request::get("/Users/x"),
        response: Some(Response {
            status: 500,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: r#"{"detail":"oops"}"#.to_owned(),
        }),
        error: None,
        milliseconds: 7,
    };
    TestResult {
        requests: 1,
        leftovers: vec!["/Users/x (HTTP 500)".to_owned()],
        exchanges: vec![exchange],
        ..TestResult::new(&test, Outcome::Failed { finding })
    }
}

fn not_claimed() -> TestResult {
    let test = Test::new(Suite::Rfc, "sort", "Sorting works", "RFC 7644 §3.4.2.3");
    let reason = "/ServiceProviderConfig does not claim sort".to_owned();
    TestResult::new(
        &test.severity(Severity::Should),
        Outcome::NotClaimed { reason },
    )
}

#[test]
fn a_report_says_what_failed_what_was_not_tested_and_what_is_left() {
    let started_at: DateTime<Utc> = "2026-01-02T03:04:05Z".parse().unwrap();
    let report = Report {
        server: "https://example.com/scim".to_owned(),
        version: "0.0.0".to_owned(),
        started_at,
        milliseconds: 1_540,
        interrupted: true,
        claims: Vec::new(),
        assumed: Vec::new(),
        results: vec![not_claimed(), failed()],
    };
    assert_eq!(text(&report), EXPECTED);
}
