//! The settings of brakes, and when it is to be told that one holds somebody.

use roster::brake::Settings;
use storage::{StorageError, Transaction, brakes};

use crate::support::{Store, at, on_both, tenant};

fn settings(number: u32) -> Settings {
    Settings {
        number,
        raised_until: Some(at(500)),
        ..Settings::default()
    }
}

async fn keep(store: &Store, settings: Settings) {
    let unit = async |unit: &Transaction| {
        brakes::lock(unit, store.tenant, at(1)).await?;
        brakes::keep(unit, store.tenant, &settings, at(1)).await
    };
    store.database.write(unit).await.unwrap();
}

#[tokio::test]
async fn a_tenant_has_the_usual_settings_until_others_are_kept() {
    on_both(async |store| {
        let reader = store.database.reader();
        let other = tenant(&store.database, "fabrikam").await;
        let found = async |tenant| brakes::find(reader, tenant).await.unwrap();
        assert_eq!(found(store.tenant).await, Settings::default());
        for number in [5, 7] {
            keep(store, settings(number)).await;
            assert_eq!(found(store.tenant).await, settings(number));
        }
        assert_eq!(found(other).await, Settings::default());
    })
    .await;
}

/// Whether it is the tenant's turn to be told of.
async fn is_due(store: &Store, millis: i64) -> bool {
    let due = brakes::to_tell(store.database.reader(), at(millis), 10).await;
    let due = due.unwrap();
    assert!(due.is_empty() || due == [store.tenant]);
    !due.is_empty()
}

async fn take(store: &Store, millis: i64, again: Option<i64>) -> bool {
    let unit = async |unit: &Transaction| {
        brakes::take_to_tell(unit, store.tenant, at(millis), again.map(at)).await
    };
    store.database.write(unit).await.unwrap()
}

#[tokio::test]
async fn it_is_told_once_for_each_time_that_was_set() {
    on_both(async |store| {
        assert!(!is_due(store, 100).await);
        assert!(!take(store, 100, None).await);
        for changed in [settings(3), settings(4)] {
            let set = async |unit: &Transaction| {
                brakes::set_to_tell(unit, store.tenant, at(10)).await?;
                Ok::<_, StorageError>(())
            };
            store.database.write(set).await.unwrap();
            // Other settings change nothing of it.
            keep(store, changed).await;
            assert!(!is_due(store, 9).await && is_due(store, 10).await);
            assert!(!take(store, 9, None).await);
            assert!(take(store, 10, Some(50)).await);
            assert!(
                !take(store, 10, Some(50)).await,
                "somebody else has told it"
            );
            assert!(!is_due(store, 49).await && is_due(store, 50).await);
            assert!(take(store, 60, None).await);
            assert!(!is_due(store, 1_000_000).await);
        }
    })
    .await;
}
