//! What outlasts a request is done by jobs, by one runner at a time, and goes on elsewhere.

use rollcall_directory::reports;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::world::{World, at};

/// More than a write looks at in its own transaction.
const MANY: usize = 1_250;

async fn users(world: &World) -> Vec<String> {
    let mut users = Vec::with_capacity(MANY);
    for number in 0..MANY {
        users.push(world.user(&format!("user{number:04}")).await);
    }
    users
}

async fn jobs(world: &World) -> Vec<Value> {
    let jobs = reports::jobs(&world.directory, Some(world.slug())).await;
    let jobs = jobs.unwrap();
    jobs.iter()
        .map(|job| serde_json::to_value(job).unwrap())
        .collect()
}

/// How many contacts are pending, and how many changed at that second.
async fn counts(world: &World, second: i64) -> (usize, usize) {
    let contacts = world.contacts().await;
    let pending = contacts.iter().filter(|it| it["pending"] == true).count();
    let changed = contacts.iter().filter(|it| it["updated_at"] == at(second));
    (pending, changed.count())
}

async fn work_until_done(world: &World) {
    while world.directory.work("runner").await.unwrap() {}
}

#[tokio::test]
async fn a_change_of_more_than_a_thousand_is_followed_by_a_job() {
    for world in World::both().await {
        let members = users(&world).await;
        world.pass(10);
        let ids: Vec<&str> = members.iter().map(String::as_str).collect();
        let group = world.group("All", &ids).await;
        assert_eq!(counts(&world, 10).await, (MANY, 0));
        assert_eq!(world.members(&group).await.len(), MANY);
        assert_eq!(world.last_entry().await["status"], "success");

        world.pass(10);
        work_until_done(&world).await;
        assert_eq!(counts(&world, 20).await, (0, MANY));
        let job = jobs(&world).await.remove(0);
        let expected = json!({
            "id": job["id"], "tenant": "contoso", "kind": "decide_contacts", "state": "done",
            "done": MANY, "attempts": 0, "error": null, "created_at": at(10), "updated_at": at(20),
        });
        assert_eq!(job, expected);

        // The rename of a large group and its end are followed likewise.
        world.pass(10);
        let rename = json!([{"op": "replace", "path": "displayName", "value": "Staff"}]);
        world.patch("Group", &group, rename).await.unwrap();
        assert_eq!(counts(&world, 30).await, (MANY, 0));
        work_until_done(&world).await;
        assert_eq!(counts(&world, 30).await, (0, MANY));
        world.pass(10);
        world.delete("Group", &group).await.unwrap();
        assert_eq!(counts(&world, 40).await, (MANY, 0));
        work_until_done(&world).await;
        assert_eq!(counts(&world, 40).await, (0, MANY));
        assert!(jobs(&world).await.iter().all(|job| job["state"] == "done"));
    }
}

#[tokio::test]
async fn a_job_goes_on_elsewhere_when_its_runner_is_silent() {
    for world in World::both().await {
        let members = users(&world).await;
        let ids: Vec<&str> = members.iter().map(String::as_str).collect();
        world.group("All", &ids).await;
        world.pass(10);

        let (first, second) = (world.replica().await, world.replica().await);
        lease_and_vanish(&first).await;
        assert!(
            !second.directory.work("second").await.unwrap(),
            "nobody else takes it while the lease lasts"
        );
        world.pass(31);
        while second.directory.work("second").await.unwrap() {}
        assert_eq!(counts(&world, 41).await, (0, MANY));
        assert_eq!(jobs(&world).await[0]["done"], MANY);
    }
}

#[tokio::test]
async fn a_lease_does_not_outlast_a_clock_that_is_set_back() {
    for world in World::both().await {
        let members = users(&world).await;
        let ids: Vec<&str> = members.iter().map(String::as_str).collect();
        world.group("All", &ids).await;
        let (first, second) = (world.replica().await, world.replica().await);
        lease_and_vanish(&first).await;
        world.pass(-3_600);
        assert!(second.directory.work("second").await.unwrap());
    }
}

/// Takes the lease of a job and does nothing with it, as somebody who is killed then.
async fn lease_and_vanish(world: &World) {
    let now = world.directory.now();
    let until = now + chrono::TimeDelta::seconds(30);
    let unit = async |transaction: &storage::Transaction| {
        storage::jobs::lease(transaction, "first", now, until).await
    };
    let leased = world.directory.database().write(unit).await.unwrap();
    assert!(leased.is_some());
}

#[tokio::test]
async fn one_of_many_runners_has_a_job() {
    for world in World::both().await {
        let members = users(&world).await;
        let ids: Vec<&str> = members.iter().map(String::as_str).collect();
        world.group("All", &ids).await;
        let mut runners = Vec::new();
        for number in 0..4 {
            let replica = world.replica().await;
            runners.push(tokio::spawn(async move {
                let runner = format!("runner {number}");
                while replica.directory.work(&runner).await.unwrap() {}
            }));
        }
        for runner in runners {
            runner.await.unwrap();
        }
        work_until_done(&world).await;
        let job = jobs(&world).await.remove(0);
        assert_eq!(
            (&job["state"], &job["done"]),
            (&json!("done"), &json!(MANY))
        );
    }
}

#[tokio::test]
async fn a_job_that_only_a_newer_version_knows_is_left_to_it() {
    for world in World::both().await {
        let conn = sea_orm::Database::connect(world.url()).await.unwrap();
        let newer = "INSERT INTO jobs (tenant_key, id, kind, state, input, done, attempts, \
            created_at, updated_at) SELECT key, 'newer', 'of_a_newer_version', 'open', '{}', 0, 0, \
            0, 0 FROM tenants";
        conn.execute_unprepared(newer).await.unwrap();
        assert!(!world.directory.work("runner").await.unwrap());
        let waiting = "UPDATE jobs SET kind = 'decide_contacts' WHERE attempts = 0 \
            AND error IS NULL AND state = 'open' AND kind = 'of_a_newer_version'";
        let left = conn.execute_unprepared(waiting).await.unwrap();
        assert_eq!(left.rows_affected(), 1);
    }
}
