//! The server in memory passes every test there is, and is left empty.
#![cfg(test)]

mod support;

use std::collections::BTreeSet;

use conformance::report::Outcome;
use conformance::suites::{Options, tests};
use conformance::target::discover;
use support::{check, rich, standard};

#[tokio::test]
async fn every_test_passes_on_it_and_cleans_up() {
    for server in [standard(), rich()] {
        let results = check(server.clone(), server.clone(), &[]).await;
        let wrong: Vec<String> = results
            .iter()
            .filter(|result| result.outcome != Outcome::Passed)
            .map(support::described)
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(server.len(), 0, "something is left");
    }
}

#[tokio::test]
async fn each_test_has_an_id_of_its_own_and_says_what_it_is_for() {
    let target = discover(rich().as_ref()).await.unwrap();
    let mut ids = BTreeSet::new();
    for test in tests(&target, &Options::default()) {
        let id = test.id.as_str();
        let start = format!("{}.", test.suite.as_str());
        assert!(id.starts_with(&start), "{id}");
        let is_plain = |it: char| it.is_ascii_alphanumeric() || ".-$".contains(it);
        assert!(id.chars().all(is_plain), "{id}");
        assert!(id.split('.').all(|part| !part.is_empty()), "{id}");
        for text in [&test.title, &test.source, &test.why, &test.fix] {
            assert!(!text.trim().is_empty(), "{id}");
        }
        assert!(ids.insert(test.id.clone()), "{id} is there twice");
    }
}
