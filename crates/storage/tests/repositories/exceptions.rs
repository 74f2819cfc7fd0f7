//! Exceptions as they are stored.

use roster::exception::{Exception, Kind, Owner, Pin, end};
use roster::{Actor, ExternalState};
use storage::{StorageError, exceptions, tenants};

use crate::plans::plans;
use crate::support::{Store, at, on_both, tenant};

fn actor(label: &str) -> Actor {
    Actor::System {
        label: label.to_owned(),
    }
}

fn exception(id: &str, contact_id: &str, kind: Kind) -> Exception {
    Exception {
        id: id.to_owned(),
        contact_id: contact_id.to_owned(),
        kind,
        reason: "agreed".to_owned(),
        approved_by: "Pat".to_owned(),
        from: None,
        until: None,
        review: None,
        owner: Owner::Us,
        made_by: actor("exception add"),
        made_at: at(1),
        ended_by: None,
        ended_at: None,
    }
}

async fn add(store: &Store, all: &[Exception]) {
    let transaction = store.database.begin().await.unwrap();
    for exception in all {
        let inserted = exceptions::insert(&transaction, store.tenant, exception).await;
        inserted.unwrap();
    }
    transaction.commit().await.unwrap();
}

/// One of each kind, with all times and with none.
fn some() -> Vec<Exception> {
    let title = Kind::parse("pin", Some("title"), Some("Head")).unwrap();
    let timed = Exception {
        from: Some(at(10)),
        until: Some(at(90)),
        review: Some(at(50)),
        owner: Owner::Client,
        ..exception("e2", "c1", Kind::Leave)
    };
    let reviewed_early = Exception {
        review: Some(at(40)),
        ..exception("e5", "c3", title)
    };
    let state = Kind::Pin(Pin::State(ExternalState::Active));
    vec![
        exception("e1", "c1", Kind::Include),
        timed,
        exception("e3", "c2", Kind::Exclude),
        exception("e4", "c2", state),
        reviewed_early,
    ]
}

#[tokio::test]
async fn what_was_stored_comes_back_whole_and_to_its_tenant_only() {
    on_both(async |store| {
        let all = some();
        add(store, &all).await;
        let (reader, own) = (store.database.reader(), store.tenant);
        let other = tenant(&store.database, "adatum").await;
        let page = exceptions::page(reader, own, "", 9).await.unwrap();
        assert_eq!(page, all);
        let page = exceptions::page(reader, own, "e1", 2).await.unwrap();
        assert_eq!(page, all[1..3]);
        let of_contact = exceptions::of_contact(reader, own, "c2").await.unwrap();
        assert_eq!(of_contact, all[2..4]);
        let found = exceptions::find(reader, own, "e5").await.unwrap();
        assert_eq!(found.as_ref(), all.last());
        assert_eq!(exceptions::find(reader, other, "e5").await.unwrap(), None);
        let of_other = exceptions::page(reader, other, "", 9).await.unwrap();
        assert_eq!(of_other, Vec::new());
    })
    .await;
}

#[tokio::test]
async fn the_pins_of_some_contacts_are_found_at_once() {
    on_both(async |store| {
        let all = some();
        add(store, &all).await;
        let (reader, own) = (store.database.reader(), store.tenant);
        let other = tenant(&store.database, "adatum").await;
        let pins = async |tenant, ids: &[&str]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            exceptions::pins_of(reader, tenant, &ids).await.unwrap()
        };
        assert_eq!(pins(own, &["c1", "c2", "c3", "c4"]).await, all[3..]);
        assert_eq!(pins(own, &["c3"]).await, all[4..]);
        assert_eq!(pins(own, &[]).await, Vec::new());
        assert_eq!(pins(other, &["c2", "c3"]).await, Vec::new());
    })
    .await;
}

#[tokio::test]
async fn what_is_due_is_told_until_it_is_over_or_ended() {
    on_both(async |store| {
        let all = some();
        add(store, &all).await;
        let (reader, own) = (store.database.reader(), store.tenant);
        let due = async |millis| {
            let due = exceptions::due(reader, own, at(millis)).await.unwrap();
            let count = exceptions::count_due(reader, own, at(millis)).await;
            assert_eq!(count.unwrap(), due.len() as u64);
            let ids = due.into_iter().map(|exception| exception.id);
            ids.collect::<Vec<String>>()
        };
        assert_eq!(due(39).await, Vec::<String>::new());
        assert_eq!(due(40).await, ["e5"]);
        assert_eq!(due(89).await, ["e5", "e2"]);
        assert_eq!(due(90).await, ["e5"]);
        let ended = end(&all[4], &actor("exception end"), at(95)).unwrap();
        let transaction = store.database.begin().await.unwrap();
        exceptions::end(&transaction, own, &ended).await.unwrap();
        let again = exceptions::end(&transaction, own, &ended).await;
        assert!(matches!(again, Err(StorageError::Stale)));
        transaction.commit().await.unwrap();
        let found = exceptions::find(reader, own, "e5").await.unwrap();
        assert_eq!(found, Some(ended));
        assert_eq!(due(95).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn they_go_with_their_tenant() {
    on_both(async |store| {
        add(store, &some()).await;
        let transaction = store.database.begin().await.unwrap();
        tenants::delete(&transaction, store.tenant).await.unwrap();
        transaction.commit().await.unwrap();
        let left = exceptions::page(store.database.reader(), store.tenant, "", 9).await;
        assert_eq!(left.unwrap(), Vec::new());
    })
    .await;
}

#[tokio::test]
async fn indexes_serve_what_is_asked_of_them() {
    on_both(async |store| {
        let numbers = 0..3_000;
        let many = numbers.map(|number| Exception {
            review: Some(at(number)),
            ..exception(
                &format!("e{number:05}"),
                &format!("c{number}"),
                Kind::Include,
            )
        });
        add(store, &many.collect::<Vec<_>>()).await;
        store.analyze().await;
        let (reader, own) = (store.database.reader(), store.tenant);
        let of_contact = plans(store, exceptions::of_contact(reader, own, "c7")).await;
        let some = ["c7".to_owned(), "c8".to_owned()];
        let pins = plans(store, exceptions::pins_of(reader, own, &some)).await;
        let due = plans(store, exceptions::due(reader, own, at(7))).await;
        for (plans, index) in [
            (of_contact, "exceptions_contact"),
            (pins, "exceptions_contact"),
            (due, "exceptions_review"),
        ] {
            assert!(plans.len() == 1 && plans[0].contains(index), "{plans:?}");
        }
        for one in [
            plans(store, exceptions::find(reader, own, "e00007")).await,
            plans(store, exceptions::page(reader, own, "e00007", 9)).await,
        ] {
            let is_by_key = |plan: &str| plan.contains("sqlite_autoindex") || plan.contains("pkey");
            assert!(one.len() == 1 && is_by_key(&one[0]), "{one:?}");
        }
    })
    .await;
}
