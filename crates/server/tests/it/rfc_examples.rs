//! The examples of RFC 7643 §8 and RFC 7644 §3, played against the real server on both databases.

use std::path::Path;

use conformance::http::Network;
use conformance::replay::{Replay, Variables, play};

use crate::support::on_both;

#[tokio::test]
async fn every_example_gets_its_answer() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/replays/rfc.json");
    let replay = Replay::read(&std::fs::read_to_string(file).unwrap()).unwrap();
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let client = Network::to(&format!("{}/scim/v2", server.url), &tenant.token).unwrap();
        let report = play(&replay, &client, &mut Variables::default()).await;
        assert!(report.passed(), "{report}");
    })
    .await;
}
