//! A search that no index serves is given up where it takes more work than one request may cause.

use std::time::Duration;

use scim::Limits;
use scim::filter::{parse, resolve};
use storage::resources::{self, ListQuery, Stored};
use storage::{Database, StorageError, TimeLimits};

use crate::support::{ids, on_both, user};

#[tokio::test]
async fn a_search_that_takes_too_much_work_is_given_up_and_harms_nothing() {
    on_both(async |store| {
        let people: Vec<Stored> = ids("u", 500).iter().map(|id| user(id)).collect();
        store.add(store.users(), &people).await;
        let limits = TimeLimits {
            request: Duration::from_mins(1),
            search: Duration::from_millis(1),
        };
        let limited = Database::open_for_requests(&store.place.url, limits).await;
        let limited = limited.unwrap();
        let terms: Vec<String> = (0..48)
            .map(|it| format!("emails.value co \"z{it}\""))
            .collect();
        let costly = parse(&terms.join(" or "), &Limits::default()).unwrap();
        let cheap = parse("userName eq \"u00007@contoso.example\"", &Limits::default()).unwrap();
        let list = async |database: &Database, filter| {
            let filter = resolve(filter, store.users()).unwrap();
            let query = ListQuery {
                filter: Some(&filter),
                limit: 10,
                ..ListQuery::default()
            };
            let page = resources::list(database.reader(), store.tenant, store.users(), &query);
            page.await.map(|page| page.total)
        };
        for _ in 0..10 {
            let refused = list(&limited, &costly).await;
            assert!(matches!(refused, Err(StorageError::TooMuch)), "{refused:?}");
        }
        assert_eq!(list(&limited, &cheap).await.unwrap(), 1);
        assert_eq!(list(&store.database, &costly).await.unwrap(), 0);
    })
    .await;
}
