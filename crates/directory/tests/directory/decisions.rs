//! What is kept of every contact is what somebody would decide who saw everything anew: after random
//! pushes, rules, audiences, exceptions and moves of the clock, whatever concerns whom.

use chrono::TimeDelta;
use rollcall_directory::exceptions::{self, ExceptionPages, Mode};
use rollcall_directory::rosters::{self, AudienceDraft, Change, RuleDraft};
use rollcall_directory::{AdminError, explain};
use roster::exception::{Draft, Kind, Owner};
use roster::scope::Effect;
use serde_json::{Value, json};

use crate::scope::work;
use crate::world::{ENTERPRISE, World};

/// Sequences on each database.
const SEQUENCES: u64 = 50;
/// Acts of one sequence.
const ACTS: usize = 25;

const DEPARTMENTS: [&str; 3] = ["Risk", "Sales", "IT"];

const FILTERS: [&str; 9] = [
    "department eq \"Risk\"",
    "department ne \"Sales\"",
    "not (department eq \"IT\")",
    "groups.display sw \"Group\"",
    "groups[type eq \"direct\" and display co \"1\"]",
    "groups.type eq \"indirect\"",
    "isManager eq true",
    "manager.displayName co \"1\"",
    "manager pr or title pr",
];

/// What exceptions do: kind, field and value.
const KINDS: [(&str, Option<&str>, Option<&str>); 8] = [
    ("include", None, None),
    ("exclude", None, None),
    ("leave", None, None),
    ("pin", Some("department"), Some("Risk")),
    ("pin", Some("display_name"), Some("User 1")),
    ("pin", Some("external_state"), Some("active")),
    ("pin", Some("external_state"), Some("disabled")),
    ("pin", Some("hire_date"), Some("2026-09-25")),
];

const DAY: i64 = 86_400;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> Option<&'t T> {
        let limit = all.len().max(1);
        let place = self.below(limit);
        all.get(place)
    }
}

/// The users and groups that are there.
#[derive(Default)]
struct There {
    users: Vec<String>,
    groups: Vec<String>,
    rules: usize,
    audiences: usize,
}

async fn act(world: &World, numbers: &mut Numbers, there: &mut There) {
    let (users, groups) = (&mut there.users, &mut there.groups);
    match numbers.below(19) {
        0..=2 => {
            let name = format!("user{}", world.contacts().await.len());
            let department = DEPARTMENTS[numbers.below(3)];
            let body = json!({"userName": name, ENTERPRISE: {"department": department}});
            users.push(world.create("User", body).await.unwrap().id);
        }
        3 => {
            let display = format!("Group {}", world.training_groups().await.len());
            let member = numbers.pick(users).cloned();
            let members: Vec<&str> = member.iter().map(String::as_str).collect();
            let made = world.create(
                "Group",
                json!({
                    "displayName": display,
                    "members": members.iter().map(|id| json!({"value": id})).collect::<Vec<_>>(),
                }),
            );
            if let Ok(made) = made.await {
                groups.push(made.id);
            }
        }
        4 | 5 => {
            let (Some(group), all) = (numbers.pick(groups).cloned(), [&users[..], groups].concat())
            else {
                return;
            };
            let member = numbers.pick(&all).cloned().unwrap_or_default();
            let op = ["add", "remove"][numbers.below(2)];
            let operations = match op {
                "add" => json!([{"op": op, "path": "members", "value": [{"value": member}]}]),
                _ => json!([{"op": op, "path": format!("members[value eq \"{member}\"]")}]),
            };
            // A group that is its own member is refused, and nothing happens then.
            let _ = world.patch("Group", &group, operations).await;
        }
        6 => {
            if let Some(user) = numbers.pick(users).cloned() {
                let department = json!(DEPARTMENTS[numbers.below(3)]);
                world
                    .set(&user, &format!("{ENTERPRISE}:department"), department)
                    .await;
            }
        }
        7 => {
            if let (Some(user), Some(manager)) = (numbers.pick(users), numbers.pick(users)) {
                let path = format!("{ENTERPRISE}:manager");
                world.set(user, &path, json!({"value": manager})).await;
            }
        }
        8 | 9 => {
            if let Some(user) = numbers.pick(users).cloned() {
                world
                    .set(&user, "active", json!(numbers.below(2) == 0))
                    .await;
            }
        }
        10 => {
            if !users.is_empty() {
                let user = users.remove(numbers.below(users.len()));
                world.delete("User", &user).await.unwrap();
            }
        }
        11 => {
            if !groups.is_empty() {
                let group = groups.remove(numbers.below(groups.len()));
                world.delete("Group", &group).await.unwrap();
            }
        }
        12 => choose(world, numbers, &mut there.rules).await,
        13..=15 => except(world, numbers).await,
        16 => end_an_exception(world, numbers).await,
        17 => world.pass(DAY),
        _ => {
            there.audiences += 1;
            let audience = AudienceDraft {
                name: format!("audience {}", there.audiences),
                filter: FILTERS[numbers.below(FILTERS.len())].to_owned(),
            };
            let change = Change::AddAudience(audience);
            rosters::change(&world.directory, world.slug(), change)
                .await
                .unwrap();
        }
    }
    world.pass(1);
}

async fn choose(world: &World, numbers: &mut Numbers, rules: &mut usize) {
    *rules += 1;
    let rule = RuleDraft {
        name: format!("rule {rules}"),
        effect: [Effect::Include, Effect::Exclude][numbers.below(2)],
        filter: FILTERS[numbers.below(FILTERS.len())].to_owned(),
        enabled: true,
    };
    let change = match numbers.below(3) {
        0 => Change::Rules(vec![rule]),
        _ => Change::AddRule(rule),
    };
    rosters::change(&world.directory, world.slug(), change)
        .await
        .unwrap();
}

/// Makes an exception for somebody, from now on or from tomorrow, for ever or until the day after.
async fn except(world: &World, numbers: &mut Numbers) {
    let contacts = world.contacts().await;
    let Some(contact) = numbers.pick(&contacts) else {
        return;
    };
    let (kind, field, value) = KINDS[numbers.below(KINDS.len())];
    let now = world.directory.now();
    let mut perhaps = |days| (numbers.below(2) == 0).then(|| now + TimeDelta::days(days));
    let draft = Draft {
        kind: Kind::parse(kind, field, value).unwrap(),
        reason: "agreed".to_owned(),
        approved_by: "Pat".to_owned(),
        from: perhaps(1),
        until: perhaps(2),
        review: None,
        owner: Owner::Us,
    };
    let (directory, slug) = (&world.directory, world.slug());
    let who = contact["id"].as_str().unwrap();
    match exceptions::add(directory, slug, who, draft, Mode::Do).await {
        // One of that kind may be there.
        Ok(_) | Err(AdminError::Refused(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

async fn end_an_exception(world: &World, numbers: &mut Numbers) {
    let (directory, slug) = (&world.directory, world.slug());
    let mut pages = ExceptionPages::of(directory, slug, false).await.unwrap();
    let all = pages.next_page().await.unwrap().unwrap_or_default();
    let Some(listed) = numbers.pick(&all) else {
        return;
    };
    match exceptions::end(directory, slug, &listed.exception.id, Mode::Do).await {
        // It may be over.
        Ok(_) | Err(AdminError::Refused(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

/// Holds every contact against its explanation.
async fn check(world: &World, sequence: u64) {
    for contact in world.contacts().await {
        let id = contact["id"].as_str().unwrap();
        let told = explain::person(&world.directory, world.slug(), id)
            .await
            .unwrap();
        let told = serde_json::to_value(told).unwrap();
        let kept = (&contact["status"], audiences(&contact["audiences"]));
        let names = told["audiences"].as_array().unwrap().iter();
        let names: Vec<&str> = names.map(|it| it["name"].as_str().unwrap()).collect();
        assert_eq!(
            kept,
            (&told["status"], names),
            "sequence {sequence}: {told}"
        );
        let remedies = told["decision"]["remedies"].as_array().unwrap();
        assert!(!remedies.is_empty(), "sequence {sequence}: {told}");
    }
}

fn audiences(value: &Value) -> Vec<&str> {
    let names = value.as_array().unwrap().iter();
    names.map(|name| name.as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_is_kept_of_a_contact_is_what_would_be_decided_anew() {
    for world in World::both().await {
        for sequence in 0..SEQUENCES {
            let slug = format!("tenant{sequence}");
            let world = world.neighbour(&slug).await;
            let (mut numbers, mut there) = (Numbers(sequence), There::default());
            for _ in 0..ACTS {
                act(&world, &mut numbers, &mut there).await;
                work(&world).await;
            }
            check(&world, sequence).await;
        }
    }
}
