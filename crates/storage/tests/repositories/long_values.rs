//! Values that are too long for an index are as distinct, as findable and as ordered as others.

use scim::filter::compile;
use serde_json::json;
use storage::resources::{self, Stored};
use storage::{StorageError, UniqueKey};

use crate::filters::Population;
use crate::support::{Store, answered, on_both, stored};
use crate::walking;

/// Texts around the length at which an index holds no more than the beginning, and far beyond it.
fn texts() -> Vec<String> {
    let long = "n".repeat(1_500);
    let mut texts = vec![
        format!("{long}a"),
        format!("{long}B"),
        format!("{long}aB"),
        "é".repeat(700),
        format!("{}x", "é".repeat(700)),
        format!("a{}", "€".repeat(700)),
        format!("a{}ß", "€".repeat(700)),
    ];
    texts.extend((897..904).map(|length| "n".repeat(length)));
    texts
}

fn people() -> Vec<Stored> {
    let person = |(number, text): (usize, String)| {
        let attributes = json!({"userName": text, "externalId": text, "displayName": text,
            "title": text, "emails": [{"value": text}]});
        stored(&format!("u{number:02}"), attributes)
    };
    texts().into_iter().enumerate().map(person).collect()
}

async fn insert(store: &Store, new: &Stored) -> Result<(), StorageError> {
    let transaction = store.database.begin().await?;
    resources::insert(&transaction, store.tenant, store.users(), new).await?;
    transaction.commit().await
}

#[tokio::test]
async fn only_equal_names_are_taken() {
    on_both(async |store| {
        store.add(store.users(), &people()).await;
        for (number, name) in texts().into_iter().enumerate() {
            for (id, spelled, accepted) in [
                ("same", name.clone(), false),
                ("capitals", name.to_uppercase(), false),
                ("longer", format!("{name}!"), true),
                ("other", format!("!{name}"), true),
            ] {
                let id = format!("{id} {number}");
                match insert(store, &stored(&id, json!({"userName": spelled}))).await {
                    Ok(()) => assert!(accepted, "{spelled}"),
                    Err(StorageError::Unique(UniqueKey::ResourceName)) => {
                        assert!(!accepted, "{spelled}");
                    }
                    Err(error) => panic!("{spelled}: {error}"),
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn filters_tell_them_apart() {
    on_both(async |store| {
        let people = people();
        store.add(store.users(), &people).await;
        let answer = |it: Stored| {
            let answer = answered(store.users(), &it, None);
            (it, answer)
        };
        let population = Population {
            resource_type: store.users(),
            resources: people.into_iter().map(answer).collect(),
        };
        let limits = scim::Limits {
            filter_length: 1 << 16,
            ..scim::Limits::default()
        };
        for path in ["userName", "externalId", "displayName", "emails.value"] {
            for text in texts() {
                let equal = format!("{path} eq \"{text}\"");
                let other = format!("not ({equal}) and {path} sw \"{text}\"");
                let mut found = Vec::new();
                for filter in [equal, other] {
                    let compiled = compile(&filter, store.users(), &limits).unwrap();
                    found.push(population.check(store, &compiled, &filter).await.len());
                }
                assert_eq!(found[0], 1, "{path} {text}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn they_sort_by_how_they_begin() {
    on_both(async |store| {
        let mut people = people();
        people.retain(|it| {
            let name = it.resource.text("userName").unwrap();
            let alike = (901..).contains(&name.len()) && name.starts_with('n');
            !alike && !name.ends_with(['x', 'ß'])
        });
        assert_eq!(people.len(), 6);
        store.add(store.users(), &people).await;
        for path in ["userName", "externalId", "displayName"] {
            for descending in [false, true] {
                walking::check(store, &[(store.users(), &people)], Some(path), descending).await;
            }
        }
    })
    .await;
}
