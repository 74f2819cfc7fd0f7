//! The brake beside a model of it: whatever happens in whatever order, both come to the same.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use rollcall_directory::held::{self, Verdict};
use rollcall_directory::{AdminError, LeaverRefusal, Refusal};
use roster::brake::Adjustment;
use serde_json::json;

use super::{HOUR, adjust, name, person};
use crate::world::World;

/// So many sequences are tried on each database.
const SEQUENCES: usize = 50;
const PEOPLE: usize = 9;

#[derive(Clone, Copy, Debug)]
enum Step {
    Disable(usize),
    Delete(usize),
    ComeBack(usize),
    Decide(bool, Option<usize>),
}

/// A limit, and steps with the minutes before each.
fn sequences() -> impl Strategy<Value = (u32, Vec<(i64, Step)>)> {
    let who = || 0..PEOPLE;
    let step = prop_oneof![
        6 => who().prop_map(Step::Disable),
        3 => who().prop_map(Step::Delete),
        3 => who().prop_map(Step::ComeBack),
        2 => (any::<bool>(), option::of(who())).prop_map(|(it, who)| Step::Decide(it, who)),
    ];
    (1_u32..6, vec((0_i64..20, step), 1..30))
}

/// What somebody outside sees of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Trains,
    Left {
        minute: i64,
        is_confirmed: bool,
    },
    Held {
        minute: i64,
    },
    /// By an exception.
    Stays,
}

impl Seen {
    fn word(self) -> &'static str {
        match self {
            Self::Trains | Self::Stays => "in_scope",
            Self::Left { .. } => "left",
            Self::Held { .. } => "held",
        }
    }

    /// When the person left, if that is counted at a minute.
    fn counted(self, now: i64) -> Option<i64> {
        match self {
            Self::Left {
                minute,
                is_confirmed: false,
            }
            | Self::Held { minute } => Some(minute).filter(|minute| minute + 60 > now),
            _ => None,
        }
    }
}

/// The rules told once more in other words.
struct Model {
    people: Vec<Seen>,
    limit: usize,
}

impl Model {
    fn leave(&mut self, number: usize, now: i64) {
        if self.people[number] != Seen::Trains {
            return;
        }
        self.people[number] = Seen::Left {
            minute: now,
            is_confirmed: false,
        };
        let burst = self.people.iter().filter(|it| it.counted(now).is_some());
        if burst.count() < self.limit {
            return;
        }
        for seen in &mut self.people {
            if let Some(minute) = seen.counted(now) {
                *seen = Seen::Held { minute };
            }
        }
    }

    fn come_back(&mut self, number: usize) {
        if self.people[number] != Seen::Stays {
            self.people[number] = Seen::Trains;
        }
    }

    /// Returns whether that can be done.
    fn decide(&mut self, releases: bool, only: Option<usize>) -> bool {
        let is_held = |seen: &Seen| matches!(seen, Seen::Held { .. });
        if only.is_some_and(|only| !is_held(&self.people[only])) {
            return false;
        }
        for (number, seen) in self.people.iter_mut().enumerate() {
            let is_meant = only.is_none_or(|only| only == number);
            if let (Seen::Held { minute }, true) = (*seen, is_meant) {
                *seen = if releases {
                    Seen::Left {
                        minute,
                        is_confirmed: true,
                    }
                } else {
                    Seen::Stays
                };
            }
        }
        true
    }

    fn words(&self) -> BTreeMap<String, &'static str> {
        let people = self.people.iter().enumerate();
        people
            .map(|(number, seen)| (name(number), seen.word()))
            .collect()
    }
}

/// A tenant that does what the steps say.
struct Tenant {
    world: World,
    users: Vec<Option<String>>,
}

impl Tenant {
    async fn new(world: World, limit: u32) -> Self {
        let wanted = Adjustment {
            number: Some(limit),
            ..Adjustment::default()
        };
        adjust(&world, wanted).await;
        let mut users = Vec::new();
        for number in 0..PEOPLE {
            users.push(Some(world.create("User", person(number)).await.unwrap().id));
        }
        world.pass(2 * HOUR);
        Self { world, users }
    }

    /// Returns whether it can be done.
    async fn take(&mut self, step: Step) -> bool {
        match step {
            Step::Disable(number) => self.set_active(number, false).await,
            Step::Delete(number) => {
                if let Some(user) = self.users[number].take() {
                    self.world.delete("User", &user).await.unwrap();
                }
            }
            Step::ComeBack(number) if self.users[number].is_none() => {
                let made = self.world.create("User", person(number)).await.unwrap();
                self.users[number] = Some(made.id);
            }
            Step::ComeBack(number) => self.set_active(number, true).await,
            Step::Decide(releases, only) => return self.decide(releases, only).await,
        }
        true
    }

    async fn set_active(&self, number: usize, active: bool) {
        if let Some(user) = &self.users[number] {
            self.world.set(user, "active", json!(active)).await;
        }
    }

    async fn decide(&self, releases: bool, only: Option<usize>) -> bool {
        let only = only.map(|number| vec![name(number)]);
        let verdict = if releases {
            Verdict::Release
        } else {
            Verdict::Reject
        };
        let (directory, slug) = (&self.world.directory, self.world.slug());
        match held::decide(directory, slug, only.as_deref(), verdict).await {
            Ok(_) => true,
            Err(AdminError::Refused(Refusal::Leavers(LeaverRefusal::NotHeld { .. }))) => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// The status of everybody by name.
    async fn words(&self) -> BTreeMap<String, String> {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let contacts = self.world.contacts().await;
        let people = contacts.iter();
        people
            .map(|it| (text(&it["external_id"]), text(&it["status"])))
            .collect()
    }
}

async fn check(world: World, limit: u32, steps: Vec<(i64, Step)>) {
    let mut model = Model {
        people: vec![Seen::Trains; PEOPLE],
        limit: limit as usize,
    };
    let mut tenant = Tenant::new(world, limit).await;
    let mut now = 0;
    for (pause, step) in steps {
        now += pause;
        tenant.world.pass(60 * pause);
        let expected = match step {
            // Nobody disables whom the directory has deleted.
            Step::Disable(number) if tenant.users[number].is_none() => true,
            Step::Disable(number) | Step::Delete(number) => {
                model.leave(number, now);
                true
            }
            Step::ComeBack(number) => {
                model.come_back(number);
                true
            }
            Step::Decide(releases, only) => model.decide(releases, only),
        };
        assert_eq!(tenant.take(step).await, expected, "{step:?}");
        let words = model.words();
        let words: BTreeMap<_, _> = words
            .into_iter()
            .map(|(who, it)| (who, it.to_owned()))
            .collect();
        assert_eq!(tenant.words().await, words, "limit {limit}, {step:?}");
    }
}

#[tokio::test]
async fn any_sequence_does_what_a_model_does() {
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::default()
    });
    for world in World::both().await {
        for number in 0..SEQUENCES {
            let (limit, steps) = sequences().new_tree(&mut runner).unwrap().current();
            println!("limit {limit}: {steps:?}");
            let tenant = world.neighbour(&format!("tenant-{number}")).await;
            check(tenant, limit, steps).await;
        }
    }
}
