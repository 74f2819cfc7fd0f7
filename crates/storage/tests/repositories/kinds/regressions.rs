//! What random values brought to light, each by name.

use proptest::collection::vec;
use proptest::test_runner::{Config, TestRunner};
use scim::schema::Kind;
use scim::{Attribute, ResourceType, Schema};
use serde_json::{Value, json};
use storage::resources::{self, ListQuery, Sort, Stored};

use super::values::resource;
use super::{gadget, population, random};
use crate::support::{Store, on_both};

/// How many random decimals are looked for.
const DECIMALS: usize = 250;

/// Resources with one attribute.
fn with(
    resource_type: &ResourceType,
    name: &str,
    values: impl IntoIterator<Item = Value>,
) -> Vec<Stored> {
    let body = |(number, value)| resource(resource_type, number, &json!({name: value}));
    (0..).zip(values).map(body).collect()
}

async fn sorted(store: &Store, resource_type: &ResourceType, path: &str) -> Vec<String> {
    let query = ListQuery {
        sort: Some(Sort {
            attribute: resource_type.find_path(path).unwrap(),
            descending: false,
        }),
        limit: 100,
        ..ListQuery::default()
    };
    let reader = store.database.reader();
    let page = resources::list(reader, store.tenant, resource_type, &query).await;
    let found = page.unwrap().resources.into_iter();
    found.map(|it| it.id).collect()
}

/// SQLite compares a whole number with a decimal exactly, where both should be decimals.
#[tokio::test]
async fn whole_numbers_beyond_the_exact_ones_are_compared_as_decimals() {
    let gadget = gadget::gadget();
    let gadgets = with(
        &gadget,
        "weight",
        [json!((1_i64 << 53) + 1), json!(u64::MAX)],
    );
    on_both(async |store| {
        store.add(&gadget, &gadgets).await;
        let population = population(&gadget, &gadgets);
        for (filter, count) in [
            ("weight eq 9007199254740992", 1),
            ("weight gt 9007199254740992", 1),
            ("weight eq 18446744073709551616", 1),
            ("weight le 1.8446744073709552e19", 2),
        ] {
            let selected = population.check_all(store, &[filter.to_owned()]).await;
            assert_eq!(selected, count, "{filter}");
        }
    })
    .await;
}

/// PostgreSQL writes a number with all its digits, from which another or none was read.
#[tokio::test]
async fn every_decimal_is_read_as_it_was_written_and_found_by_its_own_value() {
    let gadget = gadget::gadget();
    let decimals = vec(proptest::num::f64::NORMAL, DECIMALS);
    let mut decimals = random(&mut TestRunner::new(Config::default()), &decimals);
    decimals.extend([
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        1e15,
        0.1 + 0.2,
    ]);
    let filters: Vec<String> = decimals
        .iter()
        .map(|it| format!("weight eq {it:e}"))
        .collect();
    let gadgets = with(&gadget, "weight", decimals.into_iter().map(Value::from));
    on_both(async |store| {
        store.add(&gadget, &gadgets).await;
        let population = population(&gadget, &gadgets);
        assert_eq!(population.check_all(store, &filters).await, filters.len());
        for written in &gadgets {
            let reader = store.database.reader();
            let read = resources::get(reader, store.tenant, &gadget, &written.id).await;
            assert_eq!(read.unwrap().as_ref(), Some(written));
        }
    })
    .await;
}

/// SQLite took a number other than 0 for true.
#[tokio::test]
async fn a_primary_that_is_no_boolean_makes_no_element_the_primary_one() {
    let gadget = gadget::gadget();
    let marks = |first: &str, second: &str| {
        json!([
            {"value": first, "primary": 0},
            {"value": second, "primary": 1},
        ])
    };
    let (early, late) = ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
    let gadgets = with(&gadget, "marks", [marks(late, early), marks(early, late)]);
    on_both(async |store| {
        store.add(&gadget, &gadgets).await;
        assert_eq!(sorted(store, &gadget, "marks").await, ["x001", "x000"]);
    })
    .await;
}

/// The key of `displayName` holds text, so resources had none to be sorted by.
#[tokio::test]
async fn a_display_name_that_is_no_text_is_sorted_by_its_value() {
    for (kind, values) in [
        (Kind::Integer, [json!(10), json!(9)]),
        (Kind::Boolean, [json!(true), json!(false)]),
        (
            Kind::DateTime,
            [
                json!("2026-01-01T00:00:00-01:00"),
                json!("2026-01-01T00:00:00Z"),
            ],
        ),
    ] {
        let name = Attribute {
            kind,
            ..Attribute::string("displayName", "")
        };
        let schema = Schema::new("urn:example:Plate", "Plate", "", vec![name]);
        let plate = ResourceType::new("Plate", "/Plates", "", schema, Vec::new());
        on_both(async |store| {
            store
                .add(&plate, &with(&plate, "displayName", values.clone()))
                .await;
            assert_eq!(sorted(store, &plate, "displayName").await, ["x001", "x000"]);
        })
        .await;
    }
}
