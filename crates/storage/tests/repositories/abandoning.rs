//! A statement that nobody waits for any more ends, though the database could go on with it.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};
use storage::resources::{self, ListQuery};

use crate::support::{on_both, user};

/// Longer than it takes a machine under load to notice, shorter than anybody's patience.
const LONG: Duration = Duration::from_mins(1);

/// Waits until so many statements of the same database wait for a lock.
async fn until_waiting(conn: &DatabaseConnection, count: i64) {
    let sql = "SELECT COUNT(*) AS waiting FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let is_so = async {
        loop {
            let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
            let row = conn.query_one_raw(statement).await.unwrap().unwrap();
            if row.try_get::<i64>("", "waiting").unwrap() == count {
                return;
            }
        }
    };
    let is_so = tokio::time::timeout(LONG, is_so).await;
    assert!(is_so.is_ok(), "there were never {count} that wait");
}

#[tokio::test]
async fn abandoned_statements_that_wait_for_a_lock_end_and_free_their_connections() {
    on_both(async |store| {
        if store.is_sqlite() {
            // Its statements wait for no locks; `Readers` has a test of its own.
            return;
        }
        store.add(store.users(), &[user("u1")]).await;
        let other = sea_orm::Database::connect(&store.place.url).await.unwrap();
        let locking = other.begin().await.unwrap();
        let lock = "LOCK TABLE resources IN ACCESS EXCLUSIVE MODE";
        locking.execute_unprepared(lock).await.unwrap();
        let writing = async {
            let transaction = store.database.begin().await.unwrap();
            let locked = resources::lock(&transaction, store.tenant, store.users(), "u1").await;
            locked.map(drop)
        };
        let query = ListQuery {
            limit: 1,
            ..ListQuery::default()
        };
        let reader = store.database.reader();
        let scanning = async {
            let found = resources::list(reader, store.tenant, store.users(), &query).await;
            found.map(drop)
        };
        tokio::select! {
            written = writing => panic!("{written:?}"),
            found = scanning => panic!("{found:?}"),
            () = until_waiting(&other, 2) => {}
        }
        until_waiting(&other, 0).await;
        locking.rollback().await.unwrap();
        let found = resources::list(reader, store.tenant, store.users(), &query).await;
        assert_eq!(found.unwrap().total, 1);
    })
    .await;
}
