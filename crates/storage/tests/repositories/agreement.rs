//! Filters in SQL select what the evaluator in memory selects, over random resources and filters.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use roster::group::Nesting;
use serde_json::{Map, Value, json};
use storage::resources::Stored;

use crate::filters::Population;
use crate::nesting::{groups_of, nest};
use crate::support::{Store, answered, at, on_both, stored, users};

/// How many filters at most are held against one population.
const FILTERS: u32 = 1000;
const USERS: usize = 40;

/// Text of few letters, so that values meet; with capitals, folds, wildcards and quotes.
pub(crate) fn text() -> impl Strategy<Value = String> {
    vec(
        prop::sample::select(vec![
            "a", "A", "b", "ß", "ż", "%", "_", "'", "\"", "\\", "🎌",
        ]),
        1..4,
    )
    .prop_map(|letters| letters.concat())
}

/// A value, or none.
pub(crate) fn maybe<T: std::fmt::Debug + Clone + 'static>(
    strategy: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.6, strategy)
}

/// An object of those fields that have a value; `None` if none has.
fn object(fields: Vec<(&str, Option<Value>)>) -> Option<Value> {
    let fields: Map<String, Value> = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    (!fields.is_empty()).then_some(Value::Object(fields))
}

fn email() -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(vec!["work", "Home"]);
    (maybe(text()), maybe(kind), maybe(any::<bool>())).prop_filter_map(
        "an element has a value",
        |(value, kind, primary)| {
            object(vec![
                ("value", value.map(Value::from)),
                ("type", kind.map(Value::from)),
                ("primary", primary.map(Value::from)),
            ])
        },
    )
}

/// The attributes of a user but for its name.
fn attributes() -> impl Strategy<Value = Map<String, Value>> {
    (
        maybe(text()),
        maybe(text()),
        maybe(any::<bool>()),
        (maybe(text()), maybe(text())),
        vec(email(), 0..3),
        (
            maybe(text()),
            maybe(prop::sample::select(vec!["u000", "u001"])),
        ),
    )
        .prop_map(
            |(display, external, active, (given, family), emails, (department, manager))| {
                let name = vec![
                    ("givenName", given.map(Value::from)),
                    ("familyName", family.map(Value::from)),
                ];
                let enterprise = vec![
                    ("department", department.map(Value::from)),
                    ("manager", manager.map(|value| json!({"value": value}))),
                ];
                let fields = vec![
                    ("displayName", display.map(Value::from)),
                    ("externalId", external.map(Value::from)),
                    ("active", active.map(Value::from)),
                    ("name", object(name)),
                    ("emails", (!emails.is_empty()).then(|| emails.into())),
                    (scim::schema::ENTERPRISE_USER, object(enterprise)),
                ];
                match object(fields) {
                    Some(Value::Object(fields)) => fields,
                    _ => Map::new(),
                }
            },
        )
}

/// A test of an attribute, prefixed so that it works inside brackets too.
pub(crate) fn tests(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    let operator = prop::sample::select(vec!["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"]);
    let quoted = |text: String| Value::from(text).to_string();
    (prop::sample::select(names), operator, text(), 0..8_u8).prop_map(
        move |(name, operator, text, choice)| match choice {
            0 => format!("{name} pr"),
            1 => format!("{name} {} null", if text.len() > 1 { "eq" } else { "NE" }),
            2 => format!("{} {operator} {}", name.to_uppercase(), quoted(text)),
            _ => format!("{name} {operator} {}", quoted(text)),
        },
    )
}

fn leaf() -> impl Strategy<Value = String> {
    const TEXTS: &[&str] = &[
        "userName",
        "displayName",
        "externalId",
        "name.givenName",
        "name.familyName",
        "emails.value",
        "emails.type",
        "department",
        "manager.value",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "groups.display",
        "groups.value",
        "groups.type",
    ];
    let others = prop::sample::select(vec![
        "active eq true",
        "active ne false",
        "emails.primary eq true",
        "emails pr",
        "name pr",
        "manager pr",
        "manager.value eq \"u001\"",
        "groups.value eq \"g0\"",
        "groups[value eq \"g0\" and display co \"g\"]",
        "groups.value eq \"g2\"",
        "groups.value eq \"g4\"",
        "groups.type eq \"indirect\"",
        "groups pr",
        "meta.lastModified gt \"2026-02-02T02:40:00.010Z\"",
        "meta.version eq \"W/\\\"2\\\"\"",
        "id ge \"u020\"",
    ]);
    let group = prop::sample::select(vec![
        "value eq \"g2\"",
        "value gt \"g1\"",
        "type eq \"direct\"",
        "type eq \"indirect\"",
    ]);
    let group = prop_oneof![
        group.prop_map(str::to_owned),
        tests(&["value", "type", "display"])
    ];
    let element = |inner: BoxedStrategy<String>| inner.prop_map(|inner| format!("emails[{inner}]"));
    let membership =
        |inner: BoxedStrategy<String>| inner.prop_map(|inner| format!("groups[{inner}]"));
    prop_oneof![
        4 => tests(TEXTS),
        2 => others.prop_map(str::to_owned),
        2 => element(combined(tests(&["value", "type", "display"]).boxed())),
        1 => membership(combined(group.boxed())),
    ]
}

/// Random conjunctions, disjunctions and negations of such tests.
pub(crate) fn combined(leaf: BoxedStrategy<String>) -> BoxedStrategy<String> {
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("not ({inner})")),
            vec(inner.clone(), 2..4).prop_map(|all| format!("({})", all.join(" and "))),
            vec(inner, 2..4).prop_map(|any| format!("({})", any.join(" or "))),
        ]
    })
    .boxed()
}

/// Groups, their names, and every how many users one is a member.
const GROUPS: [(&str, &str, usize); 5] = [
    ("g0", "g0", 3),
    ("g1", "g1", 5),
    ("g2", "aB", 7),
    ("g3", "Ażß", USERS),
    ("g4", "'b", USERS),
];

/// Groups within groups: a circle of three, and a group around another.
const NESTED: [(&str, &str); 4] = [("g2", "g0"), ("g3", "g2"), ("g0", "g3"), ("g4", "g1")];

/// Random users, of whom every third is in the group `g0`, and so on.
async fn populate<'s>(store: &'s Store, runner: &mut TestRunner) -> Population<'s> {
    let attributes = vec(attributes(), USERS).new_tree(runner).unwrap().current();
    let resources: Vec<Stored> = (0..)
        .zip(attributes)
        .map(|(number, mut attributes)| {
            attributes.insert("userName".to_owned(), format!("{number}ßA").into());
            Stored {
                version: number % 3 + 1,
                modified_at: at(number),
                ..stored(&format!("u{number:03}"), Value::Object(attributes))
            }
        })
        .collect();
    store.add(store.users(), &resources).await;
    let nesting = populate_groups(store, &resources).await;
    let name = |id: &str| {
        let mut groups = GROUPS.iter();
        groups
            .find(|it| it.0 == id)
            .map_or("", |it| it.1)
            .to_owned()
    };
    let resources = resources
        .into_iter()
        .map(|resource| {
            let groups = groups_of(&nesting, &resource.id, name);
            let answer = answered(store.users(), &resource, Some(("groups", groups)));
            (resource, answer)
        })
        .collect();
    Population {
        resource_type: store.users(),
        resources,
    }
}

/// Adds [`GROUPS`] with their members, and groups among these.
async fn populate_groups(store: &Store, people: &[Stored]) -> Nesting {
    let groups = GROUPS.map(|(id, name, _)| stored(id, json!({"displayName": name})));
    store.add(store.groups(), &groups).await;
    let mut pairs = Vec::new();
    for (group, _, step) in GROUPS {
        let members: Vec<String> = people
            .iter()
            .step_by(step)
            .map(|it| it.id.clone())
            .collect();
        store.join(group, &users(&members)).await;
        pairs.extend(members.into_iter().map(|member| (member, group)));
    }
    for (outer, inner) in NESTED {
        nest(store, outer, inner).await;
        pairs.push((inner.to_owned(), outer));
    }
    Nesting::of(pairs)
}

/// The number of filters is that of proptest's cases: `PROPTEST_CASES` sets it.
#[tokio::test]
async fn random_filters_select_the_same_in_sql_and_in_memory() {
    let mut runner = TestRunner::new(Config::default());
    for count in batches(FILTERS) {
        hold_against_each_other(&mut runner, count).await;
    }
}

/// Cuts proptest's number of cases into batches of at most `size`.
pub(crate) fn batches(size: u32) -> impl Iterator<Item = u32> {
    let cases = Config::default().cases;
    let starts = (0..cases).step_by(size as usize);
    starts.map(move |start| size.min(cases - start))
}

/// Holds so many filters against one population.
async fn hold_against_each_other(runner: &mut TestRunner, count: u32) {
    let filters: Vec<String> = (0..count)
        .map(|_| combined(leaf().boxed()).new_tree(runner).unwrap().current())
        .collect();
    let seed = runner.clone();
    on_both(async |store| {
        let population = populate(store, &mut seed.clone()).await;
        let selected = population.check_all(store, &filters).await;
        assert!(selected > 0, "the filters are too narrow to show anything");
    })
    .await;
}
