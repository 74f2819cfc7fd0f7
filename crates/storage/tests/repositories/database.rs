//! Databases open, begin and close as promised.

use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use storage::{Database, StorageError};

use crate::support::{on_both, open, tenant};

async fn setting(conn: &DatabaseConnection, sql: &str) -> String {
    let query = Statement::from_string(conn.get_database_backend(), sql);
    let row = conn.query_one_raw(query).await.unwrap().unwrap();
    row.try_get_by_index::<String>(0)
        .or_else(|_| {
            row.try_get_by_index::<i64>(0)
                .map(|number| number.to_string())
        })
        .unwrap()
}

async fn refusal(url: &str) -> String {
    match Database::open(url).await {
        Err(StorageError::Internal(error)) => error.to_string(),
        other => panic!("{url}: {other:?}"),
    }
}

#[tokio::test]
async fn sqlite_is_set_up_for_a_server() {
    let place = testkit::sqlite();
    let database = Database::open(&place.url).await.unwrap();
    let writer = database.migration_connection();
    for (pragma, expected) in [
        ("PRAGMA journal_mode", "wal"),
        ("PRAGMA synchronous", "2"),
        ("PRAGMA foreign_keys", "1"),
        ("PRAGMA busy_timeout", "10000"),
    ] {
        assert_eq!(setting(writer, pragma).await, expected, "{pragma}");
    }
}

#[tokio::test]
async fn postgres_reads_what_is_committed_and_gives_up_on_endless_statements() {
    let place = testkit::postgres();
    let database = Database::open(&place.url).await.unwrap();
    let reader = database.migration_connection();
    assert_eq!(
        setting(reader, "SHOW transaction_isolation").await,
        "read committed"
    );
    assert_eq!(setting(reader, "SHOW statement_timeout").await, "30s");
}

#[tokio::test]
async fn what_cannot_be_opened_is_said_clearly() {
    let place = testkit::sqlite();
    let missing = place.url.replace("test.db", "missing/test.db");
    let refused = refusal(&missing).await;
    assert!(
        refused.contains("directory") && refused.contains("missing"),
        "{refused}"
    );
    let refused = refusal("mysql://localhost/x").await;
    assert!(refused.contains("sqlite://"), "{refused}");
}

#[tokio::test]
async fn a_closed_database_is_unavailable() {
    on_both(async |store| {
        store.database.clone().close().await.unwrap();
        let began = store.database.begin().await;
        assert!(
            matches!(began, Err(StorageError::Unavailable(_))),
            "{began:?}"
        );
        let pinged = store.database.ping().await;
        assert!(
            matches!(pinged, Err(StorageError::Unavailable(_))),
            "{pinged:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_closed_sqlite_database_is_one_file() {
    let place = testkit::sqlite();
    let database = open(&place).await;
    tenant(&database, "contoso").await;
    database.close().await.unwrap();
    let file = place.url.strip_prefix("sqlite://").unwrap();
    let directory = std::path::Path::new(file).parent().unwrap();
    let files: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(files, ["test.db"]);
}

#[tokio::test]
async fn a_transaction_that_is_dropped_leaves_nothing() {
    on_both(async |store| {
        let transaction = store.database.begin().await.unwrap();
        storage::tenants::delete(&transaction, store.tenant)
            .await
            .unwrap();
        drop(transaction);
        let tenants = storage::tenants::list(store.database.reader()).await;
        assert_eq!(tenants.unwrap().len(), 1);
        store.database.ping().await.unwrap();
    })
    .await;
}
