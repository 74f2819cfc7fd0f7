//! The brake on mass leavers: whom it holds, and what becomes of them.

mod bursts;
mod decisions;
mod random;
mod rules;
mod servers;
mod settings;

use std::collections::BTreeMap;

use rollcall_directory::{brake, held};
use roster::brake::Adjustment;
use serde_json::{Value, json};

use crate::world::World;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn name(number: usize) -> String {
    format!("p{number:03}")
}

/// Somebody as a directory pushes them.
fn person(number: usize) -> Value {
    json!({"userName": name(number), "externalId": name(number)})
}

/// So many people, whom the directory has just pushed.
struct People<'w> {
    world: &'w World,
    /// The ids of their users, by their numbers.
    users: Vec<String>,
}

impl<'w> People<'w> {
    async fn join(world: &'w World, count: usize) -> Self {
        let mut users = Vec::with_capacity(count);
        for number in 0..count {
            let made = world.create("User", person(number)).await.unwrap();
            users.push(made.id);
        }
        world.pass(2 * HOUR);
        Self { world, users }
    }

    /// They are disabled, one after the other, one a second.
    async fn leave(&self, numbers: std::ops::Range<usize>) {
        for number in numbers {
            self.world.pass(1);
            self.set_active(number, false).await;
        }
    }

    async fn set_active(&self, number: usize, active: bool) {
        let user = &self.users[number];
        self.world.set(user, "active", json!(active)).await;
    }

    /// How many contacts have each status.
    async fn counts(&self) -> BTreeMap<String, usize> {
        counts(self.world).await
    }
}

async fn counts(world: &World) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for contact in world.contacts().await {
        let status = contact["status"].as_str().unwrap().to_owned();
        *counts.entry(status).or_default() += 1;
    }
    counts
}

/// So many of each status.
fn told<const N: usize>(counts: [(&str, usize); N]) -> BTreeMap<String, usize> {
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    counts
        .map(|(status, count)| (status.to_owned(), count))
        .collect()
}

/// Changes what the brake does.
async fn adjust(world: &World, wanted: Adjustment) {
    brake::set(&world.directory, world.slug(), wanted)
        .await
        .unwrap();
}

/// The ids of those who are held.
async fn held_ids(world: &World) -> Vec<String> {
    let mut pages = held::held(&world.directory, world.slug(), None)
        .await
        .unwrap();
    let mut ids = Vec::new();
    while let Some(page) = pages.next_page().await.unwrap() {
        ids.extend(page.into_iter().map(|contact| contact.id));
    }
    ids
}

async fn work_until_done(world: &World) {
    while world.directory.work("runner").await.unwrap() {}
}
