//! Two servers on one database: together they hold exactly the burst.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{People, counts, name, told};
use crate::world::World;

/// So many of 45 people leave at once, by two servers in turn; so many others are changed meanwhile.
async fn leave_at_once(world: World, count: usize) -> Arc<World> {
    let users = People::join(&world, 45).await.users;
    let servers = [Arc::new(world.replica().await), Arc::new(world)];
    let mut tasks = JoinSet::new();
    let active = json!([{"op": "replace", "path": "active", "value": false}]);
    let title = json!([{"op": "replace", "path": "title", "value": "Lead"}]);
    for (number, user) in users.into_iter().enumerate() {
        let others = [&servers[number % 2], &servers[(number + 1) % 2]];
        let leave = (number < count).then(|| active.clone());
        let acts = [leave, Some(title.clone())].into_iter().flatten();
        for (server, operations) in others.into_iter().zip(acts) {
            tasks.spawn(patch(Arc::clone(server), user.clone(), operations));
        }
    }
    tasks.join_all().await;
    let [_, world] = servers;
    world
}

async fn patch(world: Arc<World>, user: String, operations: Value) {
    world.patch("User", &user, operations).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_leavers_who_meet_all_are_held_or_none() {
    for (count, expected) in [
        (20, told([("held", 20), ("in_scope", 25)])),
        (40, told([("held", 40), ("in_scope", 5)])),
        (19, told([("left", 19), ("in_scope", 26)])),
    ] {
        for world in World::both().await {
            let world = leave_at_once(world, count).await;
            assert_eq!(counts(&world).await, expected);
            let titles = world.contacts().await;
            assert!(titles.iter().all(|contact| contact["title"] == "Lead"));
            let last = world.contact_named(&name(count - 1)).await;
            assert_eq!(last["external_state"], "disabled");
        }
    }
}
