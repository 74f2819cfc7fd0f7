//! Databases open, begin and close as promised.

use storage::{Database, StorageError};

use crate::support::{on_both, open, tenant};

async fn refusal(url: &str) -> String {
    match Database::open(url).await {
        Err(StorageError::Internal(error)) => error.to_string(),
        other => panic!("{url}: {other:?}"),
    }
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
        let tenants = storage::tenants::page(store.database.reader(), "", 9).await;
        assert_eq!(tenants.unwrap().len(), 1);
        store.database.ping().await.unwrap();
    })
    .await;
}
