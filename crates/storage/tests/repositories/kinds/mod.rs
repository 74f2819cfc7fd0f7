//! What storage does with attributes of every kind, over random resources of a customer's type:
//! filters select and orders go as in memory, and what is read is what was written.

pub(crate) mod filters;
mod gadget;
mod regressions;
mod values;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};
use scim::ResourceType;
use storage::resources::{self, Stored};

use crate::agreement::batches;
use crate::filters::Population;
use crate::support::{answered, on_both};
use crate::walking;

/// How many filters at most are held against one population.
const FILTERS: u32 = 250;
/// How many resources a population has.
const GADGETS: usize = 30;
/// By how many paths one population is sorted.
const ORDERS: usize = 6;

fn random<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).unwrap().current()
}

#[tokio::test]
async fn random_filters_on_every_kind_select_the_same_in_sql_and_in_memory() {
    let mut runner = TestRunner::new(Config::default());
    let gadget = gadget::gadget();
    let filter = filters::filter(&gadget);
    for count in batches(FILTERS) {
        let gadgets = random(&mut runner, &values::resources(&gadget, GADGETS));
        let filters: Vec<String> = (0..count).map(|_| random(&mut runner, &filter)).collect();
        on_both(async |store| {
            store.add(&gadget, &gadgets).await;
            let population = population(&gadget, &gadgets);
            let selected = population.check_all(store, &filters).await;
            assert!(selected > 0, "the filters are too narrow to show anything");
        })
        .await;
    }
}

fn population<'g>(gadget: &'g ResourceType, gadgets: &[Stored]) -> Population<'g> {
    let seen = |it: &Stored| (it.clone(), answered(gadget, it, None));
    Population {
        resource_type: gadget,
        resources: gadgets.iter().map(seen).collect(),
    }
}

#[tokio::test]
async fn resources_of_every_kind_are_walked_through_in_the_order_of_the_model() {
    let mut runner = TestRunner::new(Config::default());
    let gadget = gadget::gadget();
    let paths: Vec<String> = filters::attributes(&gadget)
        .filter(|it| it.attribute.name != "displayName" && it.attribute.name != "serial")
        .flat_map(filters::with_parts)
        .map(|it| it.path())
        .collect();
    for _ in batches(FILTERS) {
        let gadgets = random(&mut runner, &values::resources(&gadget, GADGETS));
        let paths = proptest::sample::subsequence(paths.clone(), ORDERS);
        let paths = random(&mut runner, &paths);
        on_both(async |store| {
            store.add(&gadget, &gadgets).await;
            for path in &paths {
                for descending in [false, true] {
                    walking::check(store, &[(&gadget, &gadgets)], Some(path), descending).await;
                }
            }
        })
        .await;
    }
}

#[tokio::test]
async fn resources_of_every_kind_are_read_as_they_were_written() {
    let mut runner = TestRunner::new(Config::default());
    let gadget = gadget::gadget();
    let count = Config::default().cases as usize;
    let gadgets = random(&mut runner, &values::resources(&gadget, count));
    on_both(async |store| {
        store.add(&gadget, &gadgets).await;
        for written in &gadgets {
            let reader = store.database.reader();
            let read = resources::get(reader, store.tenant, &gadget, &written.id).await;
            let read = read.unwrap().unwrap();
            for (name, value) in written.resource.attributes() {
                assert_eq!(read.resource.attributes().get(name), Some(value), "{name}");
            }
            assert_eq!(&read, written);
        }
    })
    .await;
}
