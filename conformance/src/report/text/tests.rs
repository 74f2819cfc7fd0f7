//! A whole report, word for word.

use super::text;
use crate::check::Traces;
use crate::report::tests::{failed, not_claimed, report};

const EXPECTED: &str = r#"scim-check 0.0.0 on https://example.com/scim
2026-01-02 03:04:05 UTC, 1.5 s, 1 request

RFC 7644: one mistake.

What to change, the worst first:

 1. Something else that was demanded does not hold.
    fix:   Answer 404.
    see:   https://www.rfc-editor.org/rfc/rfc7644#section-3.12
    tests: GET of an id that nobody has is a 404. [rfc.get.unknown-id]
    again: scim-check https://example.com/scim --only rfc.get.unknown-id

FAILED  rfc.get.unknown-id
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

          passed  failed  blocked  warned  not claimed  skipped  unfinished
rfc            0       1        0       0            1        0           0

Left behind by rfc.get.unknown-id:
  /Users/x (HTTP 500)

This run made three resources (2 at /Groups, 1 at /Users) and deleted what it had made, but for 1
that could not be deleted. Where a server keeps something of what is deleted, such as a person's
record or a log, it still has that: the names which the run made up hold 5ca1ab1e, by which it can
be found and erased.

The run was interrupted. 1 test of severity must or vendor-required did not pass.
"#;

#[test]
fn a_report_says_what_it_means_what_failed_what_was_not_tested_and_what_is_left() {
    let mut report = report(vec![not_claimed(), failed()]);
    report.interrupted = true;
    report.traces = Traces {
        tag: "5ca1ab1e".to_owned(),
        made: [("/Users".to_owned(), 1), ("/Groups".to_owned(), 2)].into(),
        left: 1,
    };
    assert_eq!(text(&report), EXPECTED);
}
