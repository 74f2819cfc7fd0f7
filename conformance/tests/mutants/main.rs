//! A test that cannot fail is a defect: each fault that a server can have is found by the tests that
//! are there to find it, and every test finds one.
//!
//! Which test finds which fault stands in `found.json`, by patterns of ids. With `EXPLORE_FAULTS` set,
//! every fault is tried on all tests instead, and what fails is printed.
#![cfg(test)]

mod edit;
mod exceptions;
mod fault;
mod faults;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use conformance::report::{Outcome, TestResult};
use conformance::suites::{Options, tests};
use conformance::target::discover;
use wildmatch::WildMatch;

use fault::{Fault, Mutant};

/// The patterns of the tests that find each fault, by the fault's name.
type Finders = BTreeMap<String, Vec<String>>;

fn finders() -> Finders {
    serde_json::from_str(include_str!("found.json")).unwrap()
}

/// The results of the tests that match, on a server with the fault.
async fn tried(fault: Fault, patterns: &[String]) -> Vec<TestResult> {
    let server = Arc::new(Mutant::new(fault.how));
    let only: Vec<&str> = patterns.iter().map(String::as_str).collect();
    support::check(server, support::rich(), &only).await
}

/// The ids of all tests that a server without fault passes.
async fn all_tests() -> BTreeSet<String> {
    let target = discover(support::rich().as_ref()).await.unwrap();
    let tests = tests(&target, &Options::default());
    tests.into_iter().map(|test| test.id).collect()
}

fn matches(pattern: &str, id: &str) -> bool {
    WildMatch::new_case_insensitive(pattern).matches(id)
}

fn failed(result: &TestResult) -> bool {
    matches!(result.outcome, Outcome::Failed { .. })
}

#[test]
fn each_fault_has_a_name_of_its_own_and_a_test_that_finds_it() {
    let mut finders = finders();
    for fault in faults::all() {
        let by = finders.remove(fault.name).unwrap_or_default();
        assert!(!by.is_empty(), "{}: twice, or found by nothing", fault.name);
    }
    assert!(finders.is_empty(), "no such faults: {finders:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_is_found() {
    let finders = finders();
    let mut running = tokio::task::JoinSet::new();
    for fault in faults::all() {
        let explores = std::env::var_os("EXPLORE_FAULTS").is_some();
        let by = finders.get(fault.name).cloned().unwrap_or_default();
        running.spawn(async move {
            if explores {
                return explore(fault).await;
            }
            check(fault, &by).await
        });
    }
    let wrong: Vec<String> = running.join_all().await.concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn check(fault: Fault, by: &[String]) -> Vec<String> {
    if by.is_empty() {
        return Vec::new();
    }
    let results = tried(fault, by).await;
    let is_idle = |pattern: &&String| !results.iter().any(|it| matches(pattern, &it.id));
    let idle = by.iter().filter(is_idle);
    let idle = idle.map(|pattern| format!("{}: no test is named {pattern}", fault.name));
    let blind = results.iter().filter(|it| !failed(it));
    let blind = blind.map(|it| format!("{}: {} does not find it", fault.name, it.id));
    idle.chain(blind).collect()
}

async fn explore(fault: Fault) -> Vec<String> {
    let results = tried(fault, &[]).await;
    let failed = results.iter().filter(|it| failed(it));
    let ids: Vec<&str> = failed.map(|it| it.id.as_str()).collect();
    println!("FAULT {} ({}): {}", fault.name, ids.len(), ids.join(" "));
    Vec::new()
}

#[tokio::test]
async fn each_test_finds_a_fault() {
    let finders = finders();
    let excused = exceptions::ALL.iter().map(|(pattern, _)| *pattern);
    let patterns = finders.values().flatten().map(String::as_str);
    let patterns: Vec<&str> = patterns.chain(excused).collect();
    let tests = all_tests().await;
    let is_idle = |id: &&String| !patterns.iter().any(|pattern| matches(pattern, id));
    let idle: Vec<&String> = tests.iter().filter(is_idle).collect();
    if std::env::var_os("EXPLORE_FAULTS").is_some() {
        for id in &tests {
            println!("TEST {id}");
        }
    }
    assert!(idle.is_empty(), "these find no fault:\n{idle:#?}");
}
