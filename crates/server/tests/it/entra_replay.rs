//! What Entra sends, played against the real server on both databases, and all that it leaves
//! behind, as the command line shows it.

use std::path::Path;

use chrono::TimeDelta;
use conformance::http::Network;
use conformance::replay::{Replay, Variables, compare, play};
use serde_json::{Value, json};

use crate::support::{Program, Tenant, TestServer, on_both};

#[tokio::test]
async fn a_tenants_life_in_the_legacy_dialect() {
    check("legacy").await;
}

#[tokio::test]
async fn a_tenants_life_in_the_compliant_dialect() {
    check("compliant").await;
}

#[tokio::test]
async fn people_and_a_group_provisioned_on_demand() {
    check("on-demand").await;
}

async fn check(name: &str) {
    let replay = Replay::read(&read(&format!("{name}.json"))).unwrap();
    let outcome: Value = serde_json::from_str(&read(&format!("{name}.outcome.json"))).unwrap();
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let mut variables = Variables::default();
        play_in_stages(&replay, &server, &tenant, &mut variables).await;
        let shown = shown(server.database_url(), &tenant);
        let differences = compare("outcome", &outcome, &shown, &mut variables);
        let differences: Vec<_> = differences.iter().map(ToString::to_string).collect();
        assert!(
            differences.is_empty(),
            "{name}:\n{}",
            differences.join("\n")
        );
    })
    .await;
}

/// Plays the steps, and lets five minutes pass whenever a new stage of the replay begins, so that
/// the times that are left behind tell when something happened.
async fn play_in_stages(
    replay: &Replay,
    server: &TestServer,
    tenant: &Tenant,
    variables: &mut Variables,
) {
    let client = Network::to(&format!("{}/scim/v2", server.url), &tenant.token).unwrap();
    let stage = |name: &str| name.split_once('.').map(|(number, _)| number.to_owned());
    for steps in replay
        .steps
        .chunk_by(|a, b| stage(&a.name) == stage(&b.name))
    {
        server.clock.advance(TimeDelta::minutes(5));
        let part = Replay {
            steps: steps.to_vec(),
            ..replay.clone()
        };
        let report = play(&part, &client, variables).await;
        assert!(report.passed(), "{report}");
    }
}

/// Everything an administrator can see of the tenant.
fn shown(database_url: &str, tenant: &Tenant) -> Value {
    let program = Program::new().with("ROLLCALL_DATABASE_URL", database_url);
    let slug = tenant.slug.as_str();
    json!({
        "contacts": program.json(&["contact", "list", slug]),
        "groups": program.json(&["group", "list", slug]),
        "journal": program.json(&["journal", "list", slug, "--limit", "1000"]),
        "sessions": program.json(&["activity", "list", slug]),
    })
}

fn read(file: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/replays");
    std::fs::read_to_string(folder.join(file)).unwrap()
}
