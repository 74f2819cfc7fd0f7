//! The brake beside a model of it: whatever happens in whatever order, both come to the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::{collection, option};
use rollcall_roster::brake::{Change, Departure, Departures, Settings, WINDOW};

use crate::support::at;

const MINUTE: i64 = 60;

fn name(number: usize) -> String {
    format!("c-{number}")
}

#[derive(Clone, Debug)]
enum Step {
    Leave(usize),
    ComeBack(usize),
    Release(Option<usize>),
    Reject(Option<usize>),
    Forget,
}

const PEOPLE: usize = 12;

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let who = || 0..PEOPLE;
    let step = prop_oneof![
        8 => who().prop_map(Step::Leave),
        2 => who().prop_map(Step::ComeBack),
        1 => option::of(who()).prop_map(Step::Release),
        1 => option::of(who()).prop_map(Step::Reject),
        1 => Just(Step::Forget),
    ];
    collection::vec((0_i64..25, step), 0..40)
}

/// What somebody outside sees of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Left {
        at: DateTime<Utc>,
        is_confirmed: bool,
    },
    Held {
        at: DateTime<Utc>,
    },
}

/// A person for each departure, and the rules told once more in other words.
#[derive(Default)]
struct Model(BTreeMap<usize, Seen>);

impl Model {
    fn leave(&mut self, number: usize, limit: usize, now: DateTime<Utc>) {
        if self.0.contains_key(&number) {
            return;
        }
        self.0.insert(
            number,
            Seen::Left {
                at: now,
                is_confirmed: false,
            },
        );
        let burst: Vec<usize> = self
            .0
            .iter()
            .filter(|(_, seen)| match seen {
                Seen::Left { at, is_confirmed } => !is_confirmed && *at + WINDOW > now,
                Seen::Held { at } => *at + WINDOW > now,
            })
            .map(|(number, _)| *number)
            .collect();
        if burst.len() >= limit {
            for number in burst {
                let (Seen::Left { at, .. } | Seen::Held { at }) = self.0[&number];
                self.0.insert(number, Seen::Held { at });
            }
        }
    }

    fn held(&self, only: Option<usize>) -> Vec<(usize, DateTime<Utc>)> {
        let all = self.0.iter().filter_map(|(number, seen)| match seen {
            Seen::Held { at } => Some((*number, *at)),
            Seen::Left { .. } => None,
        });
        all.filter(|(number, _)| only.is_none_or(|only| only == *number))
            .collect()
    }

    fn take(&mut self, step: &Step, limit: usize, now: DateTime<Utc>) {
        match step {
            Step::Leave(number) => self.leave(*number, limit, now),
            Step::ComeBack(number) => {
                self.0.remove(number);
            }
            Step::Release(only) => {
                for (number, at) in self.held(*only) {
                    self.0.insert(
                        number,
                        Seen::Left {
                            at,
                            is_confirmed: true,
                        },
                    );
                }
            }
            Step::Reject(only) => {
                for (number, _) in self.held(*only) {
                    self.0.remove(&number);
                }
            }
            Step::Forget => self.0.retain(|_, seen| match seen {
                Seen::Left { at, .. } => *at + WINDOW > now,
                Seen::Held { .. } => true,
            }),
        }
    }
}

fn take(
    departures: &mut Departures,
    step: &Step,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Vec<Change> {
    let only = |only: &Option<usize>| only.map(|it| BTreeSet::from([name(it)]));
    match step {
        Step::Leave(number) => departures.leave(&name(*number), settings, 12, now),
        Step::ComeBack(number) => departures.come_back(&name(*number)).into_iter().collect(),
        Step::Release(of) => departures.release(only(of).as_ref()),
        Step::Reject(of) => departures.reject(only(of).as_ref()),
        Step::Forget => {
            departures.forget(now);
            Vec::new()
        }
    }
}

fn seen(departure: &Departure) -> (String, Seen) {
    let at = departure.left_at;
    let seen = match departure.held_since {
        Some(_) => Seen::Held { at },
        None => Seen::Left {
            at,
            is_confirmed: departure.is_confirmed,
        },
    };
    (departure.contact_id.clone(), seen)
}

/// Whether the changes that were told are the difference between two states.
fn is_told(
    before: &BTreeMap<String, Seen>,
    after: &BTreeMap<String, Seen>,
    changes: &[Change],
) -> bool {
    changes.iter().all(|change| match change {
        Change::Left(who) => matches!(after.get(who), Some(Seen::Left { .. })),
        Change::Held(who) => {
            matches!(after.get(who), Some(Seen::Held { .. }))
                && !matches!(before.get(who), Some(Seen::Held { .. }))
        }
        Change::Returned(who) => {
            matches!(before.get(who), Some(Seen::Left { .. })) && !after.contains_key(who)
        }
        Change::Stayed(who) => {
            matches!(before.get(who), Some(Seen::Held { .. })) && !after.contains_key(who)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn any_sequence_does_what_a_model_does(steps in steps(), limit in 1_usize..6) {
        let settings = Settings {
            number: u32::try_from(limit).unwrap(),
            ..Settings::default()
        };
        let (mut departures, mut model) = (Departures::default(), Model::default());
        let mut minute = 0;
        for (pause, step) in steps {
            minute += pause;
            let now = at(minute * MINUTE);
            let before: BTreeMap<_, _> = departures.all().iter().map(seen).collect();
            let changes = take(&mut departures, &step, &settings, now);
            model.take(&step, limit, now);
            let after: BTreeMap<_, _> = departures.all().iter().map(seen).collect();
            let expected = model.0.iter().map(|(it, seen)| (name(*it), *seen));
            prop_assert_eq!(&after, &expected.collect());
            prop_assert_eq!(after.len(), departures.all().len());
            prop_assert!(is_told(&before, &after, &changes), "{:?} {:?}", step, changes);
            let unheld = after.values().filter(|seen| match seen {
                Seen::Left { at, is_confirmed } => !is_confirmed && now - *at < WINDOW,
                Seen::Held { .. } => false,
            });
            prop_assert!(unheld.count() < limit);
        }
    }
}
