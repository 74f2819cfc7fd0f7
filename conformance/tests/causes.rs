//! Every test has a cause, and every pattern of a cause a test.
#![cfg(test)]

mod support;

use std::collections::BTreeSet;

use conformance::causes;
use conformance::run::matches;
use conformance::suites::{Options, tests};
use conformance::target::discover;
use support::{rich, standard};

async fn ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for server in [standard(), rich()] {
        let target = discover(server.as_ref()).await.unwrap();
        let tests = tests(&target, &Options::default());
        ids.extend(tests.into_iter().map(|test| test.id));
    }
    ids
}

#[tokio::test]
async fn every_test_is_about_a_cause_that_is_told() {
    let ids = ids().await;
    let has_none = |id: &&String| !causes::all().iter().any(|cause| cause.is_about(id));
    let without: Vec<&String> = ids.iter().filter(has_none).collect();
    assert!(without.is_empty(), "these have no cause:\n{without:#?}");
}

#[tokio::test]
async fn every_pattern_of_a_cause_names_a_test_that_no_earlier_cause_has() {
    let mut free = ids().await;
    let ids = free.clone();
    for cause in causes::all() {
        for pattern in &cause.tests {
            let before = free.len();
            free.retain(|id| !matches(pattern, id));
            assert!(free.len() < before, "{}: {pattern} is idle", cause.id);
        }
        for pattern in &cause.among {
            let any = ids.iter().any(|id| matches(pattern, id));
            assert!(any, "{}: {pattern} names no test", cause.id);
        }
    }
}

#[tokio::test]
async fn every_test_of_a_client_says_what_its_failure_means_for_it() {
    let target = discover(rich().as_ref()).await.unwrap();
    for test in tests(&target, &Options::default()) {
        let mut causes = causes::all().iter();
        let cause = causes.find(|cause| cause.is_about(&test.id));
        let told = cause.and_then(|cause| cause.consequence(test.suite));
        let is_client = test.suite != conformance::check::Suite::Rfc;
        assert!(told.is_some() || !is_client, "{}", test.id);
    }
}
