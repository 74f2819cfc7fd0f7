//! Work ends when its request's time is over: nothing is left half-done, and it is told what was.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rollcall_directory::{Directory, IdSource};
use serde_json::{Value, json};

use crate::world::{TestClock, World, id};

/// Far from the ids that worlds give by themselves.
static NEXT: AtomicU64 = AtomicU64::new(1_000_000);

/// Gives ids, one of them only when a deadline has come: so long the write that asks takes.
struct SlowIds {
    given: AtomicU64,
    slow: u64,
    until: Instant,
}

impl IdSource for SlowIds {
    fn next(&self) -> String {
        let number = self.given.fetch_add(1, Ordering::SeqCst) + 1;
        while number == self.slow && Instant::now() <= self.until {
            std::thread::yield_now();
        }
        id(NEXT.fetch_add(1, Ordering::SeqCst))
    }
}

/// Has requests end after this time, which is over when the `slow`th id is given.
fn end_at(world: &mut World, after: Duration, slow: u64) {
    let until = Instant::now() + after;
    let ids = SlowIds {
        given: AtomicU64::new(0),
        slow,
        until,
    };
    let (database, settings) = (world.directory.database(), world.directory.settings());
    let clock = Arc::<TestClock>::default();
    let (database, settings) = (database.clone(), settings.clone());
    world.directory = Directory::new(database, settings, clock, Arc::new(ids));
    world.caller.deadline = Some(until);
}

fn post(path: &str, bulk_id: &str, data: Value) -> Value {
    json!({"method": "POST", "path": path, "bulkId": bulk_id, "data": data})
}

/// What is answered for each operation: its status and, of errors, the detail.
async fn bulk(world: &World, operations: Value) -> Vec<(String, String)> {
    let body = json!({"Operations": operations});
    let answer = world
        .directory
        .bulk(&world.caller, body.into())
        .await
        .unwrap();
    let operations = answer["Operations"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let told = |operation: &Value| {
        (
            text(&operation["status"]),
            text(&operation["response"]["detail"]),
        )
    };
    operations.iter().map(told).collect()
}

#[tokio::test]
async fn a_bulk_request_ends_in_time_and_tells_what_was_done() {
    for mut world in World::both().await {
        // A user takes three ids: its own, its contact's and the journal entry's.
        end_at(&mut world, Duration::from_secs(4), 4);
        let user = |name: &str| post("/Users", name, json!({"userName": name}));
        let nothing = json!({"method": "GET", "path": "/Users/x"});
        let told = bulk(
            &world,
            json!([user("ann"), user("ben"), user("cas"), nothing]),
        );
        let told = told.await;
        let statuses: Vec<&str> = told.iter().map(|(status, _)| status.as_str()).collect();
        assert_eq!(statuses, ["201", "503", "503", "400"], "{told:?}");
        assert!(told[1].1.contains("took too long"), "{told:?}");
        assert!(
            told[2].1.contains("before this operation was begun"),
            "{told:?}"
        );
        let found = world.list("User", &[]).await;
        assert_eq!(found["totalResults"], 1, "{found}");
        let journal = world.journal().await;
        let ends: Vec<_> = journal.iter().map(|entry| &entry["status"]).collect();
        assert_eq!(ends, ["failure", "success"], "{journal:?}");
    }
}

#[tokio::test]
async fn a_circle_that_takes_too_long_is_undone_all_the_same() {
    for mut world in World::both().await {
        // Two groups take six ids; the seventh is that of the change that closes the circle.
        end_at(&mut world, Duration::from_secs(4), 7);
        let group = |name: &str, other: &str| {
            let members = json!([{"value": format!("bulkId:{other}")}]);
            post(
                "/Groups",
                name,
                json!({"displayName": name, "members": members}),
            )
        };
        let told = bulk(&world, json!([group("a", "b"), group("b", "a")])).await;
        assert_eq!(told[0].0, "503", "{told:?}");
        assert_eq!(told[1].0, "409", "{told:?}");
        let found = world.list("Group", &[]).await;
        assert_eq!(found["totalResults"], 0, "{found}");
    }
}

#[tokio::test]
async fn a_write_that_takes_too_long_is_undone_and_journaled() {
    for mut world in World::both().await {
        let bob = world.user("bob").await;
        let before = world.get("User", &bob).await.unwrap();
        let entries = world.journal().await.len();
        let rename = json!([{"op": "replace", "path": "userName", "value": "late"}]);
        for kind in 0..4 {
            end_at(&mut world, Duration::from_millis(200), 1);
            let late = json!({"userName": "late"});
            let refused = match kind {
                0 => world.create("User", late).await.err(),
                1 => world.replace("User", &bob, late).await.err(),
                2 => world.patch("User", &bob, rename.clone()).await.err(),
                _ => world.delete("User", &bob).await.err(),
            };
            let refused = refused.unwrap();
            assert_eq!(refused.status(), 503, "{kind}: {refused}");
            assert!(refused.detail().contains("took too long"), "{refused}");
            assert_eq!(world.get("User", &bob).await.unwrap(), before, "{kind}");
            let journal = world.journal().await;
            assert_eq!(journal.len(), entries + kind + 1, "{journal:?}");
            let failed = journal.iter().filter(|entry| entry["status"] == "failure");
            assert_eq!(failed.count(), kind + 1, "{journal:?}");
        }
        assert_eq!(world.list("User", &[]).await["totalResults"], 1);
    }
}
