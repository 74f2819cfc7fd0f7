//! The schema is brought up to date once, whoever is first, and never by a version that is too old.

use ::migrations::{MigrationError, apply, pending};
use sea_orm::ConnectionTrait;
use storage::Database;

#[tokio::test]
async fn pending_migrations_are_applied_once() {
    for place in testkit::both() {
        let database = Database::open(&place.url).await.unwrap();
        let conn = &sea_orm::Database::connect(&place.url).await.unwrap();
        assert_eq!(database.applied_migrations().await.ok(), None);
        let names = pending(conn).await.unwrap();
        assert!(!names.is_empty());
        assert_eq!(apply(conn).await.unwrap(), names);
        assert_eq!(database.applied_migrations().await.unwrap(), names);
        assert_eq!(pending(conn).await.unwrap(), Vec::<String>::new());
        assert_eq!(apply(conn).await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_file_may_be_opened_by_many_at_once() {
    for _ in 0..30 {
        let place = testkit::sqlite();
        let opening = (0..8).map(|_| {
            let url = place.url.clone();
            tokio::spawn(async move { Database::open(&url).await.map(drop) })
        });
        for opened in opening.collect::<Vec<_>>() {
            opened.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn of_two_servers_that_start_at_once_one_migrates() {
    for place in testkit::both() {
        let start = async || {
            let database = Database::open(&place.url).await.unwrap();
            let applied = database.migrate(async |conn| apply(conn).await).await;
            applied.unwrap().unwrap().len()
        };
        let (first, second, third) = tokio::join!(start(), start(), start());
        let mut counts = [first, second, third];
        counts.sort_unstable();
        assert!(counts[..2] == [0, 0] && counts[2] > 0, "{counts:?}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    for place in testkit::both() {
        Database::open(&place.url).await.unwrap();
        let conn = &sea_orm::Database::connect(&place.url).await.unwrap();
        apply(conn).await.unwrap();
        conn.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m29991231_000001_x', 0)")
            .await
            .unwrap();
        for result in [pending(conn).await, apply(conn).await] {
            let Err(MigrationError::Newer(unknown)) = result else {
                panic!("{result:?}");
            };
            assert_eq!(unknown, ["m29991231_000001_x"]);
        }
    }
}
