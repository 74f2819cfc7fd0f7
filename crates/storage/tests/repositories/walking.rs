//! Random resources are walked through in the order of a model in memory, under both paginations.

use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use scim::ResourceType;
use scim::comparable;
use scim::cursor::{Position, Toward};
use scim::schema::Kind;
use serde_json::{Map, Value, json};
use storage::resources::{self, Found, Search, Seek, Selection, Stored};

use crate::support::{Store, at, on_both, stored};

const RESOURCES: usize = 30;

/// What users and groups are sorted by; some of it only users have.
const PATHS: [&str; 10] = [
    "userName",
    "displayName",
    "title",
    "externalId",
    "name.familyName",
    "emails",
    "active",
    "department",
    "meta.lastModified",
    "id",
];

fn attributes() -> impl Strategy<Value = Map<String, Value>> {
    let text = || option::of("[aAbBßéÉżŻ🦀'\" ]{1,3}");
    let email = ("[a-cÄ]{1,2}", any::<bool>());
    (
        (text(), text(), text(), text(), text()),
        vec(email, 0..4),
        option::of(any::<bool>()),
    )
        .prop_map(|((display, title, external, family, department), emails, active)| {
            let primary = emails.iter().position(|(_, primary)| *primary);
            let emails: Vec<Value> = (0..)
                .zip(emails)
                .map(|(place, (value, _))| json!({"value": value, "primary": primary == Some(place)}))
                .collect();
            let given = [
                ("displayName", display.map(Value::from)),
                ("title", title.map(Value::from)),
                ("externalId", external.map(Value::from)),
                ("name", family.map(|family| json!({"familyName": family}))),
                ("emails", (!emails.is_empty()).then(|| emails.into())),
                ("active", active.map(Value::from)),
                (
                    scim::schema::ENTERPRISE_USER,
                    department.map(|department| json!({"department": department})),
                ),
            ];
            given
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect()
        })
}

fn population(runner: &mut TestRunner) -> (Vec<Stored>, Vec<Stored>) {
    let attributes = vec(attributes(), RESOURCES)
        .new_tree(runner)
        .unwrap()
        .current();
    let resources = (0..).zip(attributes).map(|(number, mut attributes)| {
        let name = format!("{}{number}", if number % 2 == 0 { 'Z' } else { 'y' });
        let is_group = number % 4 == 0;
        if is_group {
            attributes = Map::from_iter([("displayName".to_owned(), name.into())]);
        } else {
            attributes.insert("userName".to_owned(), name.into());
        }
        let id = format!("r{:02}", number * 7 % 30);
        let resource = Stored {
            modified_at: at(number % 5),
            ..stored(&id, Value::Object(attributes))
        };
        (is_group, resource)
    });
    let (groups, users): (Vec<_>, Vec<_>) = resources.partition(|(is_group, _)| *is_group);
    let only = |kept: Vec<(bool, Stored)>| kept.into_iter().map(|(_, it)| it).collect();
    (only(users), only(groups))
}

/// The value that a resource is sorted by, as the RFC has it.
fn model_key(resource_type: &ResourceType, path: &str, resource: &Stored) -> Option<Value> {
    let attribute = resource_type.find_path(path)?;
    match path {
        "id" => return Some(resource.id.clone().into()),
        "meta.lastModified" => return Some(resource.modified_at.timestamp_millis().into()),
        _ => {}
    }
    let document = comparable::document(&resource.resource, resource_type);
    let mut value = match attribute.extension {
        Some(extension) => document
            .get(&extension.id)?
            .get(&attribute.attribute.name)?,
        None => document.get(&attribute.attribute.name)?,
    };
    if let Value::Array(elements) = value {
        let is_primary = |element: &&Value| element["primary"] == json!(true);
        value = elements.iter().find(is_primary).or(elements.first())?;
    }
    let parts = &attribute.attribute.sub_attributes;
    let part = attribute.sub.or(parts.iter().find(|it| it.name == "value"));
    if !parts.is_empty() {
        value = value.get(&part?.name)?;
    }
    match part.unwrap_or(attribute.attribute).kind {
        Kind::Decimal => value.as_f64().map(Value::from),
        _ => Some(value.clone()),
    }
}

fn compare(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.as_bytes().cmp(other.as_bytes()),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ if one.is_f64() => one.as_f64().partial_cmp(&other.as_f64()).unwrap(),
        _ => one.as_i64().cmp(&other.as_i64()),
    }
}

/// The ids in the order of the model: missing values last, first when descending; ties by id.
fn model_order(keyed: &[(Option<Value>, String)], descending: bool) -> Vec<String> {
    let mut keyed = keyed.to_vec();
    keyed.sort_by(|(one, one_id), (other, other_id)| {
        let rising = match (one, other) {
            (Some(one), Some(other)) => compare(one, other),
            (one, other) => one.is_none().cmp(&other.is_none()),
        };
        let by_key = if descending { rising.reverse() } else { rising };
        by_key.then_with(|| one_id.cmp(other_id))
    });
    keyed.into_iter().map(|(_, id)| id).collect()
}

fn ids(found: &[Found]) -> Vec<String> {
    found.iter().map(|it| it.unread.id.clone()).collect()
}

fn position(found: &Found) -> Position {
    Position {
        key: found.key.clone(),
        id: found.unread.id.clone(),
    }
}

async fn by_index(store: &Store, search: &Search<'_>, limit: usize) -> Vec<String> {
    let reader = store.database.reader();
    let mut walked = Vec::new();
    loop {
        let offset = walked.len() as u64;
        let page = resources::page(reader, store.tenant, search, offset, limit as u64);
        let (_, found) = page.await.unwrap();
        if found.is_empty() {
            return walked;
        }
        walked.extend(ids(&found));
    }
}

async fn by_position(
    store: &Store,
    search: &Search<'_>,
    limit: usize,
    toward: Toward,
) -> Vec<String> {
    let reader = store.database.reader();
    let (mut pages, mut from) = (Vec::new(), None);
    loop {
        let seek = Seek {
            from: from.as_ref(),
            toward,
            limit: limit as u64,
        };
        let found = resources::seek(reader, store.tenant, search, &seek)
            .await
            .unwrap();
        let reached = match toward {
            Toward::End => found.last(),
            Toward::Beginning => found.first(),
        };
        let Some(reached) = reached else {
            break;
        };
        from = Some(position(reached));
        pages.push(ids(&found));
    }
    if toward == Toward::Beginning {
        pages.reverse();
    }
    pages.concat()
}

/// Walks through resources sorted by a path, under both paginations and in both directions.
pub(crate) async fn check(
    store: &Store,
    among: &[(&ResourceType, &[Stored])],
    path: Option<&str>,
    descending: bool,
) {
    let selections: Vec<Selection<'_>> = among
        .iter()
        .map(|&(resource_type, _)| Selection {
            resource_type,
            filter: None,
            sort: resource_type.find_path(path.unwrap_or_default()),
        })
        .collect();
    let search = Search {
        among: &selections,
        descending: descending && path.is_some(),
    };
    let keyed: Vec<_> = among
        .iter()
        .flat_map(|(resource_type, members)| {
            members.iter().map(move |it| {
                let key = path.and_then(|path| model_key(resource_type, path, it));
                (key, it.id.clone())
            })
        })
        .collect();
    let expected = model_order(&keyed, search.descending);
    for limit in [2, 50] {
        let place = format!(
            "{path:?} descending {descending} by {limit} of {}",
            among.len()
        );
        assert_eq!(by_index(store, &search, limit).await, expected, "{place}");
        for toward in [Toward::End, Toward::Beginning] {
            let walked = by_position(store, &search, limit, toward).await;
            assert_eq!(walked, expected, "{place} {toward:?}");
        }
    }
}

#[tokio::test]
async fn random_resources_are_walked_through_in_the_order_of_the_model() {
    let mut runner = TestRunner::new(Config::default());
    let (people, groups) = population(&mut runner);
    on_both(async |store| {
        store.add(store.users(), &people).await;
        store.add(store.groups(), &groups).await;
        let (people, groups) = ((store.users(), &*people), (store.groups(), &*groups));
        for path in PATHS.map(Some).into_iter().chain([None]) {
            for descending in [false, true] {
                check(store, &[people], path, descending).await;
                check(store, &[people, groups], path, descending).await;
            }
        }
    })
    .await;
}
