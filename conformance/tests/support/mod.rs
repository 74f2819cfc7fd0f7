//! What tests of the tool share: servers in memory, and running the tests on them.
#![allow(dead_code, reason = "no test uses all of it")]

use std::sync::Arc;

use conformance::check::{Interrupt, Profile, Shared, Tracer};
use conformance::http::{Request, Secrets, Throttle, Transport};
use conformance::rehearsal::Rehearsal;
use conformance::report::TestResult;
use conformance::run::{Progress, Selection, plan, run};
use conformance::suites::{Options, tests};
use conformance::target::{Target, discover};
use scim::Registry;
use scim::schema::Document;

/// The base URL of servers in memory.
pub(crate) const BASE: &str = "https://rehearsal.example/scim/v2";

/// Part of every name that tests make up.
pub(crate) const TAG: &str = "5ca1ab1e";

/// A server of users and groups.
pub(crate) fn standard() -> Arc<Rehearsal> {
    Arc::new(Rehearsal::serving(Registry::standard(), BASE))
}

/// A server of users, groups and a type of its own with attributes of every kind.
pub(crate) fn rich() -> Arc<Rehearsal> {
    let documents = serde_json::from_str(include_str!("types.json")).unwrap();
    let documents = Document::read_all("types.json", &documents).unwrap();
    let registry = Registry::standard().extended(&documents).unwrap();
    Arc::new(Rehearsal::serving(registry, BASE))
}

/// The same with other data in it already, so that its ids are others.
pub(crate) async fn used() -> Arc<Rehearsal> {
    let server = rich();
    let body = serde_json::json!({"userName": "somebody.else@example.com"});
    let request = Request::with_body("POST", "/Users", &body);
    server.send(request).await.unwrap();
    server
}

/// Runs the tests whose ids match one of the patterns, all of them if there are none. Where `server`
/// cannot be discovered, `twin` says what it serves.
pub(crate) async fn check(
    server: Arc<dyn Transport>,
    twin: Arc<dyn Transport>,
    only: &[&str],
) -> Vec<TestResult> {
    let target = match discover(server.as_ref()).await {
        Ok(target) => target,
        Err(_) => discover(twin.as_ref()).await.unwrap(),
    };
    let options = Options {
        load_seconds: 1,
        ..Options::default()
    };
    let selection = Selection {
        only: only.iter().map(|&pattern| pattern.to_owned()).collect(),
        skip: Vec::new(),
    };
    let planned = plan(tests(&target, &options), &selection, &target);
    run(&planned, &Arc::new(shared(server, target)), 4, &Silence).await
}

/// What tests share that run on that server.
pub(crate) fn shared(server: Arc<dyn Transport>, target: Target) -> Shared {
    Shared {
        transport: server,
        target,
        profile: Profile::default(),
        secrets: Secrets::default(),
        throttle: Throttle::new(None),
        interrupt: Interrupt::default(),
        tag: TAG.to_owned(),
        tracer: Tracer::default(),
    }
}

/// A result in a few lines.
pub(crate) fn described(result: &TestResult) -> String {
    let exchanges: Vec<String> = result
        .exchanges
        .iter()
        .map(|exchange| serde_json::to_string(exchange).unwrap())
        .collect();
    let (id, outcome) = (&result.id, &result.outcome);
    format!("{id}: {outcome:?}\n  {}", exchanges.join("\n  "))
}

struct Silence;

impl Progress for Silence {
    fn finished(&self, _: usize, _: usize, _: &TestResult) {}
}
