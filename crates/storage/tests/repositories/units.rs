//! Units of work: whole or not at all, many at a time, none at the mercy of another.

use std::sync::Arc;

use futures_util::future::join_all;
use storage::tenants::{self, NewTenant};
use storage::{Database, StorageError, Transaction};

use crate::support::{at, on_both};

async fn make(unit: &Transaction, slug: &str) -> Result<(), StorageError> {
    let new = NewTenant {
        id: format!("tenant-{slug}"),
        slug: slug.to_owned(),
        name: slug.to_owned(),
        created_at: at(0),
    };
    tenants::insert(unit, &new).await.map(drop)
}

async fn slugs(database: &Database) -> Vec<String> {
    let tenants = tenants::page(database.reader(), "", 999).await.unwrap();
    tenants.into_iter().map(|tenant| tenant.slug).collect()
}

/// How the units of these tests end.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Done,
    Refused,
    Collides,
    Dropped,
    Panics,
}

const ENDS: [End; 5] = [
    End::Done,
    End::Refused,
    End::Collides,
    End::Dropped,
    End::Panics,
];

async fn run(database: Database, number: usize, end: End) -> Result<(), StorageError> {
    let slug = format!("{number:03}");
    let waits = tokio::sync::Notify::new();
    let rows = [0, 500, 20_000][number / ENDS.len() % 3];
    let says_so_late = number.is_multiple_of(2);
    let unit = async |unit: &Transaction| {
        if !says_so_late {
            unit.expect_rows(rows)?;
        }
        make(unit, &slug).await?;
        unit.expect_rows(rows)?;
        match end {
            End::Done => Ok(()),
            End::Refused => Err(StorageError::Stale),
            End::Collides => make(unit, &slug).await,
            End::Dropped => {
                waits.notify_one();
                std::future::pending().await
            }
            End::Panics => panic!("as it shall"),
        }
    };
    tokio::select! {
        ended = database.write(unit) => ended,
        () = waits.notified() => Err(StorageError::Stale),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_fails_takes_no_other_with_it() {
    on_both(async |store| {
        let units = (0..100).map(|number| {
            let end = ENDS[number % ENDS.len()];
            let unit = tokio::spawn(run(store.database.clone(), number, end));
            async move { (number, end, unit.await) }
        });
        for (number, end, outcome) in join_all(units).await {
            let is_right = match (end, &outcome) {
                (End::Panics, outcome) => outcome.is_err(),
                (End::Done, Ok(outcome)) => outcome.is_ok(),
                (End::Collides, Ok(Err(error))) => matches!(error, StorageError::Unique(_)),
                (End::Refused | End::Dropped, Ok(Err(error))) => {
                    matches!(error, StorageError::Stale)
                }
                _ => false,
            };
            assert!(is_right, "{number} {end:?}: {outcome:?}");
        }
        let expected = (0..100)
            .filter(|number| ENDS[number % ENDS.len()] == End::Done)
            .map(|number| format!("{number:03}"))
            .chain(["contoso".to_owned()]);
        assert_eq!(slugs(&store.database).await, expected.collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_seen_by_the_next_read() {
    on_both(async |store| {
        let database = Arc::new(store.database.clone());
        let writers = (0..50).map(|number| {
            let database = Arc::clone(&database);
            tokio::spawn(async move {
                let slug = format!("{number:03}");
                let unit = async |unit: &Transaction| make(unit, &slug).await;
                database.write(unit).await.unwrap();
                let found = tenants::by_slug(database.reader(), &slug).await.unwrap();
                assert!(found.is_some(), "{slug}");
            })
        });
        for writer in join_all(writers).await {
            writer.unwrap();
        }
    })
    .await;
}
