//! `--dry-run`: what would be sent, found out by running the tests against a model of the server.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::sync::{Mutex, PoisonError};

use conformance::http::{Credentials, Exchange, Request};
use conformance::report::TestResult;
use conformance::run::{LeftOut, Planned, Progress};

/// Collects what each test sends.
#[derive(Default)]
pub(crate) struct Listing(Mutex<HashMap<String, Vec<Request>>>);

impl Progress for Listing {
    fn finished(&self, _done: usize, _total: usize, _result: &TestResult) {}

    fn traffic(&self, test: &str, exchanges: &[Exchange]) {
        let requests = exchanges.iter().map(|exchange| exchange.request.clone());
        let mut tests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tests.insert(test.to_owned(), requests.collect());
    }
}

impl Listing {
    /// The list, test by test in their order.
    pub(crate) fn text(self, planned: &[Planned], url: &str) -> String {
        let tests = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut out = String::new();
        // Writing into a text cannot fail.
        let _ = write_all(&mut out, &tests, planned, url);
        out
    }
}

fn write_all(
    out: &mut String,
    tests: &HashMap<String, Vec<Request>>,
    planned: &[Planned],
    url: &str,
) -> fmt::Result {
    for Planned { test, left_out } in planned {
        writeln!(out, "{}", test.id)?;
        match left_out {
            Some(LeftOut::Skipped(reason) | LeftOut::NotClaimed(reason)) => {
                writeln!(out, "  nothing: {reason}")?;
            }
            None => tests
                .get(&test.id)
                .into_iter()
                .flatten()
                .try_for_each(|request| write_request(out, request))?,
        }
    }
    let requests: usize = tests.values().map(Vec::len).sum();
    writeln!(
        out,
        "\n{} tests would send about {requests} requests to {url}; what a test sends depends on the \
         answers.\nNothing was written: only discovery was asked for.",
        tests.len()
    )
}

fn write_request(out: &mut String, request: &Request) -> fmt::Result {
    let credentials = match &request.credentials {
        Credentials::Token => "",
        Credentials::None => " (without a token)",
        Credentials::Header(_) => " (with other credentials)",
        Credentials::Query => " (with the token in the query)",
    };
    writeln!(out, "  {} {}{credentials}", request.method, request.path)?;
    match &request.body {
        Some(body) => writeln!(out, "    {body}"),
        None => Ok(()),
    }
}
