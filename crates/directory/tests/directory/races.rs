//! Writers that meet. Two servers share the database in each of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;
use tokio::task::JoinSet;

use crate::world::{World, replacement, version};

/// Runs `task` once for each number below `count`, all at once, on two servers in turn.
async fn at_once<T, F>(world: World, count: usize, task: impl Fn(Arc<World>, usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let servers = [Arc::new(world.replica().await), Arc::new(world)];
    let mut tasks = JoinSet::new();
    for number in 0..count {
        tasks.spawn(task(Arc::clone(&servers[number % 2]), number));
    }
    tasks.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_patches_of_distinct_attributes_are_all_kept() {
    const ATTRIBUTES: [&str; 8] = [
        "title",
        "nickName",
        "userType",
        "locale",
        "timezone",
        "displayName",
        "name.givenName",
        "name.familyName",
    ];
    for world in World::both().await {
        let user = world.user("ann").await;
        let last = world.replica().await;
        let id = user.clone();
        let versions = at_once(world, ATTRIBUTES.len(), move |world, number| {
            let id = id.clone();
            async move {
                let path = ATTRIBUTES[number];
                let operations = json!([{"op": "add", "path": path, "value": path}]);
                let patched = world.patch("User", &id, operations).await.unwrap();
                crate::world::body(patched)["meta"]["version"].to_string()
            }
        })
        .await;
        let distinct: BTreeSet<String> = versions.into_iter().collect();
        assert_eq!(
            distinct.len(),
            ATTRIBUTES.len(),
            "each write is one version"
        );
        let user = last.get("User", &user).await.unwrap();
        assert_eq!(user["meta"]["version"], "W/\"9\"");
        for path in ATTRIBUTES {
            let pointer = format!("/{}", path.replace('.', "/"));
            assert_eq!(user.pointer(&pointer), Some(&json!(path)));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_concurrent_writes_that_name_one_version_one_succeeds() {
    for world in World::both().await {
        let user = world.user("ann").await;
        let statuses = at_once(world, 8, move |world, number| {
            let user = user.clone();
            async move {
                let body = json!({"userName": "ann", "title": format!("title {number}")});
                let act = replacement(version(&user, "W/\"1\""), Ok(body.into()));
                let outcome = world.write("User", act).await;
                outcome.map_or_else(|error| error.status(), |_| 200)
            }
        })
        .await;
        assert_eq!(statuses.iter().filter(|&&status| status == 200).count(), 1);
        assert_eq!(statuses.iter().filter(|&&status| status == 412).count(), 7);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_member_adds_and_removes_give_the_exact_set() {
    for world in World::both().await {
        let (mut staying, mut leaving) = (Vec::new(), Vec::new());
        for number in 0..100 {
            staying.push(world.user(&format!("staying-{number}")).await);
        }
        for number in 0..20 {
            leaving.push(world.user(&format!("leaving-{number}")).await);
        }
        let first: Vec<&str> = leaving.iter().map(String::as_str).collect();
        let group = world.group("Everyone", &first).await;
        let last = world.replica().await;
        let edits: Vec<(&str, String)> = staying
            .iter()
            .map(|id| ("Add", id.clone()))
            .chain(leaving.iter().map(|id| ("Remove", id.clone())))
            .collect();
        let id = group.clone();
        at_once(world, edits.len(), move |world, number| {
            let ((op, member), id) = (edits[number].clone(), id.clone());
            async move {
                let value = json!([{"value": member}]);
                let operations = json!([{"op": op, "path": "members", "value": value}]);
                world.patch("Group", &id, operations).await.unwrap();
            }
        })
        .await;
        assert_eq!(last.members(&group).await, staying);
        let group = last.get("Group", &group).await.unwrap();
        assert_eq!(group["meta"]["version"], "W/\"121\"");
        assert_eq!(last.training_groups().await[0]["member_count"], 100);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_creates_of_one_user_name_one_succeeds() {
    for world in World::both().await {
        let last = world.replica().await;
        let statuses = at_once(world, 64, |world, number| async move {
            let spelling = ["ann@x.example", "Ann@X.example", "ANN@X.EXAMPLE"][number % 3];
            let outcome = world.create("User", json!({"userName": spelling})).await;
            outcome.map_or_else(|error| error.status(), |_| 201)
        })
        .await;
        assert_eq!(statuses.iter().filter(|&&status| status == 201).count(), 1);
        assert_eq!(statuses.iter().filter(|&&status| status == 409).count(), 63);
        assert_eq!(last.list("User", &[]).await["totalResults"], 1);
        assert_eq!(last.contacts().await.len(), 1);
        assert_eq!(last.journal().await.len(), 64);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn deleting_users_while_they_join_a_group_leaves_nothing_behind() {
    for world in World::both().await {
        let mut users = Vec::new();
        for number in 0..20 {
            users.push(world.user(&format!("user-{number}")).await);
        }
        let group = world.group("Everyone", &[]).await;
        let last = world.replica().await;
        let id = group.clone();
        let statuses = at_once(world, 40, move |world, number| {
            let (user, id) = (users[number / 2].clone(), id.clone());
            async move {
                if number % 2 == 0 {
                    let outcome = world.delete("User", &user).await;
                    return outcome.map_or_else(|error| error.status(), |()| 204);
                }
                let value = json!([{"value": user}]);
                let operations = json!([{"op": "add", "path": "members", "value": value}]);
                let outcome = world.patch("Group", &id, operations).await;
                outcome.map_or_else(|error| error.status(), |_| 200)
            }
        })
        .await;
        let expected: BTreeSet<u16> = [200, 204, 400].into();
        assert!(
            statuses.iter().all(|status| expected.contains(status)),
            "{statuses:?}"
        );
        assert_eq!(last.members(&group).await, Vec::<String>::new());
    }
}
