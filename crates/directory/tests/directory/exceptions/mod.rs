//! Exceptions, and what becomes of the people whom they are about.

mod effects;
mod lists;
mod times;

use chrono::{DateTime, TimeDelta, Utc};
use rollcall_directory::AdminError;
use rollcall_directory::exceptions::{self, Excepted, ExceptionPages, Mode};
use roster::exception::{Draft, Kind, Owner};
use roster::scope::{Effect, Rule, Scope, ScopeState};
use roster::{Actor, RosterSettings};
use serde_json::{Value, json};
use storage::roster_settings::{self, StoredSettings};

use crate::world::World;

/// What is wanted of a kind, from now on and with no end.
fn draft(kind: Kind) -> Draft {
    Draft {
        kind,
        reason: "agreed".to_owned(),
        approved_by: "Pat".to_owned(),
        from: None,
        until: None,
        review: None,
        owner: Owner::Us,
    }
}

fn pin(field: &str, value: &str) -> Kind {
    Kind::parse("pin", Some(field), Some(value)).unwrap()
}

/// So many days after the present.
#[expect(
    clippy::unnecessary_wraps,
    reason = "drafts take times that may be missing"
)]
fn day(world: &World, days: i64) -> Option<DateTime<Utc>> {
    Some(world.directory.now() + TimeDelta::days(days))
}

async fn try_add(world: &World, who: &str, draft: Draft) -> Result<Excepted, AdminError> {
    exceptions::add(&world.directory, world.slug(), who, draft, Mode::Do).await
}

async fn add(world: &World, who: &str, kind: Kind) -> Excepted {
    try_add(world, who, draft(kind)).await.unwrap()
}

async fn end(world: &World, excepted: &Excepted) {
    let id = &excepted.exception.id;
    exceptions::end(&world.directory, world.slug(), id, Mode::Do)
        .await
        .unwrap();
}

/// The exceptions as lists show them.
async fn listed(world: &World, due_only: bool) -> Vec<Value> {
    let pages = ExceptionPages::of(&world.directory, world.slug(), due_only).await;
    let (mut pages, mut all) = (pages.unwrap(), Vec::new());
    while let Some(page) = pages.next_page().await.unwrap() {
        all.extend(page.iter().map(|it| json!(it)));
    }
    all
}

async fn status(world: &World, name: &str) -> String {
    let contact = world.contact_named(name).await;
    contact["status"].as_str().unwrap().to_owned()
}

/// Has rules decide who trains from now on. Contacts that are there do not follow.
async fn choose(world: &World, rules: &[(Effect, &str)]) {
    let rule = |(effect, filter): &(Effect, &str)| Rule {
        id: format!("rule {filter}"),
        name: (*filter).to_owned(),
        effect: *effect,
        filter: (*filter).to_owned(),
        enabled: true,
        bound: Vec::new(),
        broken: false,
    };
    let scope = Scope {
        state: ScopeState::Rules,
        rules: rules.iter().map(rule).collect(),
    };
    let transaction = world.directory.database().begin().await.unwrap();
    let tenant = world.caller.tenant;
    let revision = roster_settings::revision(&transaction, tenant).await;
    let chosen = StoredSettings {
        revision: revision.unwrap() + 1,
        settings: RosterSettings {
            scope,
            ..RosterSettings::default()
        },
        decided_at: world.directory.now(),
        decided_by: Actor::System {
            label: "test".to_owned(),
        },
    };
    let inserted = roster_settings::insert(&transaction, tenant, &chosen).await;
    inserted.unwrap();
    transaction.commit().await.unwrap();
}
