//! Filters over contacts select the same people in SQL as in memory, over random people in groups
//! within groups, with managers, leavers and fields of the tenant's own.

mod filters;
mod people;
mod plans;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use roster::contact;
use scim::filter::{Expr, compile};
use scim::{Limits, ResourceType};
use storage::contacts::{self, MatchPage};

use self::people::People;
use crate::agreement::batches;
use crate::support::{Store, on_both};

/// How many filters at most are held against one population.
const FILTERS: u32 = 500;

/// How many contacts a page of the walk through all matches has.
const PAGE: u64 = 7;

/// The type of contacts of a tenant with fields of its own.
pub(crate) fn contact_type() -> ResourceType {
    contact::resource_type(&["cost_type", "shoeSize"])
}

fn random<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// The number of filters is that of proptest's cases: `PROPTEST_CASES` sets it.
#[tokio::test]
async fn random_filters_select_the_same_contacts_in_sql_and_in_memory() {
    let mut runner = TestRunner::new(Config::default());
    let contacts = contact_type();
    let filter = filters::filter(&contacts);
    for count in batches(FILTERS) {
        let people = random(&mut runner, &people::people());
        let filters: Vec<String> = (0..count).map(|_| random(&mut runner, &filter)).collect();
        on_both(async |store| {
            people.add_to(store).await;
            let mut selected = 0;
            for filter in &filters {
                selected += check(store, &people, &contacts, filter).await;
            }
            assert!(selected > 0, "the filters are too narrow to show anything");
        })
        .await;
    }
}

/// Filters of which each selects some people and not all, for the people are always the same.
const TELLING: [&str; 18] = [
    "active eq true",
    "isManager eq true",
    "isManager ne true",
    "manager pr",
    "manager.email pr",
    "manager.value eq \"c002\"",
    "not (manager.value eq \"c002\")",
    "groups pr",
    "groups.value eq \"t2\"",
    "groups.slug eq \"a-b\"",
    "groups.display eq \"AŻSS\"",
    "groups.type eq \"indirect\"",
    "groups[slug eq \"a-b\" and type eq \"direct\"]",
    "groups[slug eq \"a-b\" and type eq \"indirect\"]",
    "custom.cost_type pr",
    "addresses.domain pr",
    "hireDate gt \"2026-02-01T00:00:00Z\"",
    "source eq \"scim\"",
];

#[tokio::test]
async fn filters_tell_contacts_apart_by_what_others_make_true_of_them() {
    let mut runner = TestRunner::deterministic();
    let contacts = contact_type();
    let people = random(&mut runner, &people::people());
    on_both(async |store| {
        people.add_to(store).await;
        for filter in TELLING {
            let selected = check(store, &people, &contacts, filter).await;
            assert!(
                (1..people::COUNT).contains(&selected),
                "{filter}: {selected}"
            );
        }
    })
    .await;
}

/// Holds both interpreters against each other; returns how many contacts the filter selects.
async fn check(store: &Store, people: &People, contacts: &ResourceType, text: &str) -> usize {
    let filter = compile(text, contacts, &Limits::default());
    let filter = filter.unwrap_or_else(|error| panic!("{text}: {}", error.detail()));
    let expected = people.matching(&filter);
    let selected = walk(store, &filter, text).await;
    assert_eq!(selected, expected, "{text}");
    let reader = store.database.reader();
    let total = contacts::count_matching(reader, store.tenant, &filter).await;
    assert_eq!(total.unwrap(), expected.len() as u64, "{text}");
    expected.len()
}

/// All ids, page by page.
async fn walk(store: &Store, filter: &Expr<'_>, text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    loop {
        let page = MatchPage {
            after: all.last().map(String::as_str),
            limit: PAGE,
        };
        let reader = store.database.reader();
        let ids = contacts::matching(reader, store.tenant, filter, page).await;
        let ids = ids.unwrap_or_else(|error| panic!("{text}: {error}"));
        let is_last = (ids.len() as u64) < PAGE;
        all.extend(ids);
        if is_last {
            return all;
        }
    }
}
