//! The server in memory passes every test there is, and is left empty.
#![cfg(test)]

mod support;

use conformance::report::Outcome;
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
