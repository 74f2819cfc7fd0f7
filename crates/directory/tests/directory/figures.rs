//! What is kept in place of counting is what counting would give.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rollcall_directory::health;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::world::{World, json_of, parameters};

/// One write, of somebody or something with that number.
#[derive(Clone, Copy, Debug)]
enum Write {
    Create(&'static str, u64),
    Disable(u64),
    Enable(u64),
    Delete(&'static str, u64),
    Bulk(u64),
    Fold,
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let kinds = || prop_oneof![3 => Just("User"), 1 => Just("Group")];
    let write = prop_oneof![
        6 => (kinds(), 0..6_u64).prop_map(|(kind, number)| Write::Create(kind, number)),
        2 => (0..6_u64).prop_map(Write::Disable),
        2 => (0..6_u64).prop_map(Write::Enable),
        3 => (kinds(), 0..6_u64).prop_map(|(kind, number)| Write::Delete(kind, number)),
        1 => (0..6_u64).prop_map(Write::Bulk),
        1 => Just(Write::Fold),
    ];
    prop::collection::vec(write, 1..30)
}

fn body(kind: &str, number: u64) -> Value {
    match kind {
        "User" => json!({"userName": format!("user{number}"), "active": number > 0}),
        _ => json!({"displayName": format!("group{number}")}),
    }
}

/// The id of the live resource with that number.
async fn find(world: &World, kind: &str, number: u64) -> Option<String> {
    let (name, value) = match kind {
        "User" => ("userName", format!("user{number}")),
        _ => ("displayName", format!("group{number}")),
    };
    let filter = format!("{name} eq \"{value}\"");
    let found = world.list(kind, &[("filter", &filter)]).await;
    found["Resources"][0]["id"].as_str().map(str::to_owned)
}

/// Does a write; one that is refused counts as well.
async fn carry_out(world: &World, write: Write) {
    match write {
        Write::Create(kind, number) => drop(world.create(kind, body(kind, number)).await),
        Write::Disable(number) => set_active(world, number, false).await,
        Write::Enable(number) => set_active(world, number, true).await,
        Write::Delete(kind, number) => {
            let id = find(world, kind, number).await;
            drop(world.delete(kind, &id.unwrap_or_default()).await);
        }
        Write::Bulk(number) => {
            let made = |number| {
                json!({
                    "method": "POST", "path": "/Users", "bulkId": "u", "data": body("User", number),
                })
            };
            let request = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
                "Operations": [made(number), {"method": "POST", "path": "/Groups", "data": {}}],
            });
            world
                .directory
                .bulk(&world.caller, request.into())
                .await
                .unwrap();
        }
        Write::Fold => work_until_done(world).await,
    }
}

async fn set_active(world: &World, number: u64, active: bool) {
    if let Some(id) = find(world, "User", number).await {
        world.set(&id, "active", json!(active)).await;
    }
}

async fn work_until_done(world: &World) {
    while world.directory.work("runner").await.unwrap() {}
}

/// The totals of all users, of all groups and of both, as a list without a filter tells them.
async fn totals(world: &World) -> [Value; 3] {
    told(world, &[("count", "0")]).await
}

/// The same, as the database counts them.
async fn counted(world: &World) -> [Value; 3] {
    told(world, &[("count", "0"), ("filter", "id pr")]).await
}

async fn told(world: &World, query: &[(&str, &str)]) -> [Value; 3] {
    let query_all = parameters(query);
    let all = world.directory.search_all(&world.caller, &query_all);
    [
        world.list("User", query).await["totalResults"].clone(),
        world.list("Group", query).await["totalResults"].clone(),
        json_of(all.await.unwrap())["totalResults"].clone(),
    ]
}

async fn check(world: &World, other: &World, writes: Vec<Write>) {
    for (number, write) in writes.into_iter().enumerate() {
        world.pass(20_000);
        let server = if number % 2 == 0 { world } else { other };
        carry_out(server, write).await;
    }
    assert_eq!(totals(world).await, counted(world).await);
    assert_eq!(people(world).await, counted_people(world).await);
}

/// How many contacts there are, came within seven days, and left, as the health of the tenant tells it.
async fn people(world: &World) -> [u64; 3] {
    let health = health::of_tenant(&world.directory, world.slug()).await;
    let health = health.unwrap();
    [health.contacts, health.joined_7d, health.left_7d]
}

/// The same, by looking at every contact.
async fn counted_people(world: &World) -> [u64; 3] {
    let contacts = world.contacts().await;
    let first = (world.directory.now() - TimeDelta::days(6)).date_naive();
    let count = |of: &str| {
        let days = contacts.iter().filter_map(|contact| {
            let at = contact[of].as_str()?.parse::<DateTime<Utc>>().unwrap();
            Some(at.date_naive())
        });
        days.filter(|&day| day >= first).count() as u64
    };
    let all = contacts.len() as u64;
    [all, count("created_at"), count("disabled_at")]
}

#[test]
fn figures_are_what_counting_gives_whatever_is_written() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let worlds = runtime.block_on(async {
        let mut pairs = Vec::new();
        for world in World::both().await {
            let other = world.replica().await;
            pairs.push((world, other));
        }
        pairs
    });
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(12)
    });
    let outcome = runner.run(&writes(), |writes| {
        runtime.block_on(async {
            for (world, other) in &worlds {
                check(world, other, writes.clone()).await;
            }
        });
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_and_folders_at_once_lose_nothing() {
    for world in World::both().await {
        let mut tasks = Vec::new();
        for writer in 0..4_u64 {
            let replica = world.replica().await;
            tasks.push(tokio::spawn(async move {
                for number in 0..15 {
                    let id = replica.user(&format!("user{writer}-{number}")).await;
                    if number % 3 == 0 {
                        replica.delete("User", &id).await.unwrap();
                    }
                    replica.directory.work("runner").await.unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        for _ in 0..2 {
            assert_eq!(totals(&world).await, [json!(40), json!(0), json!(40)]);
            work_until_done(&world).await;
        }
    }
}

/// Takes the figures away, as a database of an earlier build has none, and makes the job that the
/// migration makes.
async fn forget_figures(world: &World) {
    let conn = sea_orm::Database::connect(world.url()).await.unwrap();
    for statement in [
        "DELETE FROM figure_deltas",
        "DELETE FROM kept_figures",
        "INSERT INTO jobs (tenant_key, id, kind, state, input, done, attempts, created_at, \
            updated_at) \
         SELECT key, 'figures', 'fill_figures', 'open', '{}', 0, 0, 0, 0 FROM tenants",
    ] {
        conn.execute_unprepared(statement).await.unwrap();
    }
    conn.close().await.unwrap();
}

#[tokio::test]
async fn totals_are_exact_before_a_database_of_before_has_its_figures_and_after() {
    for world in World::both().await {
        for number in 1..6 {
            carry_out(&world, Write::Create("User", number)).await;
        }
        carry_out(&world, Write::Create("Group", 1)).await;
        forget_figures(&world).await;
        assert_eq!(totals(&world).await, [json!(5), json!(1), json!(6)]);
        carry_out(&world, Write::Delete("User", 1)).await;
        carry_out(&world, Write::Create("Group", 2)).await;
        world.directory.work("runner").await.unwrap();
        carry_out(&world, Write::Delete("Group", 1)).await;
        carry_out(&world, Write::Create("User", 6)).await;
        for _ in 0..2 {
            assert_eq!(totals(&world).await, [json!(5), json!(1), json!(6)]);
            work_until_done(&world).await;
        }
        assert_eq!(totals(&world).await, counted(&world).await);
    }
}

#[tokio::test]
async fn a_total_without_a_filter_reads_no_resource() {
    for world in World::both().await {
        for number in 1..4 {
            carry_out(&world, Write::Create("User", number)).await;
        }
        let database = world.directory.database();
        for query in [
            &[("count", "0")][..],
            &[("count", "2"), ("startIndex", "2")],
            &[("count", "2"), ("sortBy", "userName")],
            &[("count", "2"), ("cursor", "")],
        ] {
            database.record_statements();
            let total = world.list("User", query).await["totalResults"].clone();
            assert_eq!(total, 3, "{query:?}");
            let sent = database.recorded_statements();
            let counting = sent.iter().find(|sent| sent.sql().contains("COUNT("));
            assert!(counting.is_none(), "{query:?}: {counting:?}");
        }
    }
}
