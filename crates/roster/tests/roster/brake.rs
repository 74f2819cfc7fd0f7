//! The brake on mass leavers.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use rollcall_roster::ExternalState;
use rollcall_roster::brake::{Adjustment, Change, Departures, Flaw, Settings, WINDOW, rejection};
use rollcall_roster::exception::{Draft, Kind, Owner, Pin};

use crate::support::at;

fn name(number: usize) -> String {
    format!("c-{number}")
}

fn held(numbers: std::ops::Range<usize>) -> Vec<Change> {
    numbers.map(|number| Change::Held(name(number))).collect()
}

/// So many leave, one a second from this second on.
fn leave(departures: &mut Departures, numbers: std::ops::Range<usize>, second: i64) -> Vec<Change> {
    let mut changes = Vec::new();
    for (number, second) in numbers.zip(second..) {
        let settings = Settings::default();
        changes = departures.leave(&name(number), &settings, 1_000, at(second));
    }
    changes
}

#[test]
fn the_whole_burst_is_held_with_those_who_had_left_already() {
    let mut departures = Departures::default();
    assert_eq!(
        leave(&mut departures, 0..19, 0),
        vec![Change::Left(name(18))]
    );
    assert_eq!(leave(&mut departures, 19..20, 19), held(0..20));
    assert_eq!(leave(&mut departures, 20..21, 20), held(20..21));
    // Once is enough.
    assert_eq!(leave(&mut departures, 20..21, 30), Vec::new());
}

#[test]
fn what_left_before_the_window_is_neither_counted_nor_held() {
    let mut departures = Departures::default();
    leave(&mut departures, 0..10, 0);
    let later = WINDOW.num_seconds();
    assert_eq!(
        leave(&mut departures, 10..29, later),
        vec![Change::Left(name(28))]
    );
    assert_eq!(leave(&mut departures, 29..30, later + 19), held(10..30));
}

#[test]
fn a_percentage_counts_where_enough_people_train() {
    let settings = Settings::default();
    for (leavers, people, expected) in [
        (0, 50, false),
        (4, 49, false),
        (4, 50, false),
        (5, 50, true),
        (5, 51, false),
        (6, 51, true),
        (19, 49, false),
        (19, 1_000, false),
        (20, 1_000, true),
        (20, 30, true),
    ] {
        assert_eq!(
            settings.are_too_many(leavers, people),
            expected,
            "{leavers} of {people}"
        );
    }
    let all_off = Settings {
        on: false,
        ..settings
    };
    let raised = Settings {
        raised_until: Some(at(10)),
        ..settings
    };
    assert!(settings.works_at(at(0)) && !all_off.works_at(at(0)));
    assert!(!raised.works_at(at(9)) && raised.works_at(at(10)));
}

#[test]
fn those_who_left_within_the_window_count_among_the_people() {
    let mut departures = Departures::default();
    let settings = Settings::default();
    // Fifty trained before the first left, so the fifth makes a tenth.
    for number in 0..4 {
        let people = 50 - u64::try_from(number).unwrap();
        let left = departures.leave(&name(number), &settings, people, at(0));
        assert_eq!(left, vec![Change::Left(name(number))]);
    }
    assert_eq!(departures.leave(&name(4), &settings, 46, at(0)), held(0..5));
}

#[test]
fn who_leaves_while_the_brake_is_raised_or_off_is_not_counted_when_it_works_again() {
    let settings = Settings::default();
    let raised = Settings {
        raised_until: Some(at(100)),
        ..settings
    };
    let off = Settings {
        on: false,
        ..settings
    };
    let mut departures = Departures::default();
    for (number, settings) in (0..60).map(|it| (it, if it % 2 == 0 { raised } else { off })) {
        let left = departures.leave(&name(number), &settings, 1_000, at(50));
        assert_eq!(left, vec![Change::Left(name(number))]);
    }
    assert_eq!(
        leave(&mut departures, 60..79, 100),
        vec![Change::Left(name(78))]
    );
    assert_eq!(leave(&mut departures, 79..80, 119), held(60..80));
}

#[test]
fn what_is_released_leaves_and_is_counted_no_longer() {
    let mut departures = Departures::default();
    leave(&mut departures, 0..20, 0);
    let one = BTreeSet::from([name(3), name(99)]);
    assert_eq!(departures.release(Some(&one)), vec![Change::Left(name(3))]);
    assert_eq!(departures.release(None).len(), 19);
    assert_eq!(departures.release(None), Vec::new());
    assert_eq!(
        leave(&mut departures, 20..21, 21),
        vec![Change::Left(name(20))]
    );
}

#[test]
fn who_comes_back_while_held_just_stays() {
    let mut departures = Departures::default();
    leave(&mut departures, 0..1, 0);
    assert_eq!(
        departures.come_back(&name(0)),
        Some(Change::Returned(name(0)))
    );
    assert_eq!(departures.come_back(&name(0)), None);
    leave(&mut departures, 0..20, 0);
    assert_eq!(
        departures.come_back(&name(0)),
        Some(Change::Stayed(name(0)))
    );
}

#[test]
fn what_is_rejected_stays_by_a_pin_with_a_review() {
    let mut departures = Departures::default();
    leave(&mut departures, 0..20, 0);
    let one = BTreeSet::from([name(0)]);
    assert_eq!(departures.reject(Some(&one)), vec![Change::Stayed(name(0))]);
    assert_eq!(departures.reject(None).len(), 19);
    assert_eq!(departures, Departures::default());
    let draft = Draft {
        kind: Kind::Pin(Pin::State(ExternalState::Active)),
        reason: "the brake held the leave, and it was rejected".to_owned(),
        approved_by: "Pat".to_owned(),
        from: None,
        until: None,
        review: Some(at(0) + TimeDelta::days(30)),
        owner: Owner::Us,
    };
    assert_eq!(rejection("Pat", at(0)), draft);
}

#[test]
fn settings_change_as_wanted_or_not_at_all() {
    let settings = Settings::default();
    let none = Adjustment::default();
    let wanted = Adjustment {
        on: Some(false),
        number: Some(5),
        percent: Some(100),
        minimum: Some(0),
        grace: Some(TimeDelta::days(1)),
        raise_for: Some(TimeDelta::hours(1)),
    };
    let changed = Settings {
        on: false,
        number: 5,
        percent: 100,
        minimum: 0,
        grace_seconds: 86_400,
        raised_until: Some(at(3_600)),
    };
    assert_eq!(settings.adjust(wanted, at(0)), Ok(changed));
    let lower = Adjustment {
        raise_for: Some(TimeDelta::zero()),
        ..none
    };
    let lowered = Settings {
        raised_until: None,
        ..changed
    };
    assert_eq!(changed.adjust(lower, at(1)), Ok(lowered));
    let minute = TimeDelta::minutes;
    for (wanted, flaw) in [
        (none, Flaw::Nothing),
        (
            Adjustment {
                number: Some(0),
                ..none
            },
            Flaw::Number,
        ),
        (
            Adjustment {
                percent: Some(0),
                ..none
            },
            Flaw::Percent,
        ),
        (
            Adjustment {
                percent: Some(101),
                ..none
            },
            Flaw::Percent,
        ),
        (
            Adjustment {
                grace: Some(minute(-1)),
                ..none
            },
            Flaw::Grace,
        ),
        (
            Adjustment {
                grace: Some(TimeDelta::days(366)),
                ..none
            },
            Flaw::Grace,
        ),
        (
            Adjustment {
                raise_for: Some(minute(-1)),
                ..none
            },
            Flaw::Raise,
        ),
        (
            Adjustment {
                raise_for: Some(TimeDelta::days(31)),
                ..none
            },
            Flaw::Raise,
        ),
    ] {
        assert_eq!(settings.adjust(wanted, at(0)), Err(flaw), "{wanted:?}");
    }
}
