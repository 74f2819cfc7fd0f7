//! What an observation makes of a contact, whole states and all events.

use rollcall_roster::contact::{Field, FieldChange, SourceProfile};
use rollcall_roster::lifecycle::{Around, Outcome, apply};
use rollcall_roster::observation::{Observation, Said};
use rollcall_roster::{ContactState, Event, ExternalState, Source, Who};

use crate::support::{ann, at, contact, disabled, observed, texts, who, with};

fn run(before: Option<&ContactState>, observation: &Observation) -> Option<Outcome> {
    let around = Around {
        new_id: "c-1",
        groups: &texts(&["risk"]),
    };
    apply(before, observation, around)
}

fn present(profile: SourceProfile, second: i64) -> Observation {
    observed("u-1", Said::Present(profile), second)
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn boss() -> Option<String> {
    some("u-boss")
}

fn left() -> Event {
    Event::ContactLeft {
        who: who(),
        manager: boss(),
        groups: texts(&["risk"]),
    }
}

fn joined() -> Event {
    Event::ContactJoined {
        who: who(),
        address: some("ann.lee@contoso.example"),
        manager: boss(),
    }
}

/// Ann's contact after she was disabled at second 10.
fn leaver() -> ContactState {
    ContactState {
        external_state: ExternalState::Disabled,
        groups_at_leave: Some(texts(&["risk"])),
        synced_at: Some(at(10)),
        updated_at: at(10),
        disabled_at: Some(at(10)),
        ..contact()
    }
}

/// The same after her user was deleted at second 20.
fn detached() -> ContactState {
    ContactState {
        user_id: None,
        synced_at: Some(at(20)),
        updated_at: at(20),
        ..leaver()
    }
}

#[track_caller]
fn check(before: Option<&ContactState>, observation: &Observation, expected: Outcome) {
    assert_eq!(run(before, observation), Some(expected));
}

#[test]
fn a_newcomer_joins() {
    let expected = Outcome {
        state: contact(),
        events: vec![joined()],
    };
    check(None, &present(ann(), 0), expected);
}

#[test]
fn a_newcomer_who_is_disabled_has_left_at_once() {
    let expected = Outcome {
        state: ContactState {
            external_state: ExternalState::Disabled,
            groups_at_leave: Some(texts(&["risk"])),
            disabled_at: Some(at(0)),
            ..contact()
        },
        events: vec![joined(), left()],
    };
    check(None, &present(disabled(ann()), 0), expected);
}

#[test]
fn one_who_never_was_here_cannot_go() {
    assert_eq!(run(None, &observed("u-1", Said::Gone, 0)), None);
}

#[test]
fn saying_the_same_again_only_counts_as_synced() {
    let expected = Outcome {
        state: ContactState {
            synced_at: Some(at(10)),
            ..contact()
        },
        events: Vec::new(),
    };
    check(Some(&contact()), &present(ann(), 10), expected);
}

#[test]
fn a_mover_keeps_the_contact_and_every_field_is_told() {
    let profile = with(with(ann(), Field::Title, "Head"), Field::Manager, "u-9");
    let change = |field, old: &str, new: &str| FieldChange {
        field,
        old: some(old),
        new: some(new),
    };
    let expected = Outcome {
        state: ContactState {
            fields: profile.fields.clone(),
            synced_at: Some(at(10)),
            updated_at: at(10),
            ..contact()
        },
        events: vec![
            Event::ContactChanged {
                who: who(),
                fields: vec![
                    change(Field::Title, "Analyst", "Head"),
                    change(Field::Manager, "u-boss", "u-9"),
                ],
                new_addresses: Vec::new(),
            },
            Event::ManagerChanged {
                who: who(),
                old: boss(),
                new: some("u-9"),
            },
        ],
    };
    check(Some(&contact()), &present(profile, 10), expected);
}

#[test]
fn a_field_that_no_contact_shows_changes_without_an_update() {
    for field in [Field::UserName, Field::Division, Field::CostCenter] {
        let outcome = run(
            Some(&contact()),
            &present(with(ann(), field.clone(), "other"), 10),
        );
        let outcome = outcome.unwrap();
        assert_eq!(outcome.state.get(&field), Some("other"));
        assert_eq!(outcome.state.synced_at, Some(at(10)));
        assert_eq!(outcome.state.updated_at, at(0), "{field}");
        assert_eq!(outcome.events.len(), 1, "{field}");
    }
}

#[test]
fn addresses_are_remembered_with_the_email_first() {
    let mut profile = with(ann(), Field::Email, "Ann@new.example");
    profile.addresses = texts(&[
        "ANN.LEE@contoso.example",
        "ann@new.example",
        "a@home.example",
    ]);
    let outcome = run(Some(&contact()), &present(profile.clone(), 10)).unwrap();
    assert_eq!(
        outcome.state.addresses,
        [
            "Ann@new.example",
            "ann.lee@contoso.example",
            "a@home.example"
        ]
    );
    let [Event::ContactChanged { new_addresses, .. }, moved] = outcome.events.as_slice() else {
        panic!("not a change and a new address: {:?}", outcome.events);
    };
    assert_eq!(new_addresses, &["Ann@new.example", "a@home.example"]);
    let expected = Event::AddressChanged {
        who: who(),
        old: some("ann.lee@contoso.example"),
        new: some("Ann@new.example"),
    };
    assert_eq!(moved, &expected);

    let back = run(Some(&outcome.state), &present(ann(), 20)).unwrap();
    assert_eq!(
        back.state.addresses,
        [
            "ann.lee@contoso.example",
            "Ann@new.example",
            "a@home.example"
        ]
    );
}

#[test]
fn one_who_is_disabled_leaves_and_keeps_the_groups_of_that_day() {
    let expected = Outcome {
        state: leaver(),
        events: vec![left()],
    };
    check(Some(&contact()), &present(disabled(ann()), 10), expected);
}

#[test]
fn a_leaver_who_is_described_anew_keeps_the_day_of_leaving() {
    let profile = disabled(with(ann(), Field::Title, "Head"));
    let outcome = run(Some(&leaver()), &present(profile.clone(), 30)).unwrap();
    let expected = ContactState {
        fields: profile.fields,
        synced_at: Some(at(30)),
        updated_at: at(30),
        ..leaver()
    };
    assert_eq!(outcome.state, expected);
}

#[test]
fn one_who_is_enabled_again_returns() {
    let expected = Outcome {
        state: ContactState {
            synced_at: Some(at(30)),
            updated_at: at(30),
            ..contact()
        },
        events: vec![Event::ContactReturned {
            who: who(),
            manager: boss(),
        }],
    };
    check(Some(&leaver()), &present(ann(), 30), expected);
}

#[test]
fn one_whose_user_is_deleted_leaves_and_is_detached() {
    let expected = Outcome {
        state: ContactState {
            user_id: None,
            ..leaver()
        },
        events: vec![left(), Event::ContactDetached { who: who() }],
    };
    check(Some(&contact()), &observed("u-1", Said::Gone, 10), expected);
}

#[test]
fn deleting_a_leavers_user_keeps_the_day_and_groups_of_leaving() {
    let before = ContactState {
        groups_at_leave: Some(texts(&["former"])),
        ..leaver()
    };
    let expected = Outcome {
        state: ContactState {
            groups_at_leave: Some(texts(&["former"])),
            ..detached()
        },
        events: vec![Event::ContactDetached { who: who() }],
    };
    check(Some(&before), &observed("u-1", Said::Gone, 20), expected);
}

#[test]
fn a_leaver_who_returns_as_a_new_user_is_attached_to_it() {
    let new = Who {
        user_id: some("u-2"),
        ..who()
    };
    let expected = Outcome {
        state: ContactState {
            user_id: some("u-2"),
            synced_at: Some(at(30)),
            updated_at: at(30),
            ..contact()
        },
        events: vec![
            Event::ContactAttached { who: new.clone() },
            Event::ContactReturned {
                who: new,
                manager: boss(),
            },
        ],
    };
    let observation = observed("u-2", Said::Present(ann()), 30);
    check(Some(&detached()), &observation, expected);
}

#[test]
fn a_leaver_who_is_made_anew_as_disabled_stays_a_leaver() {
    let expected = Outcome {
        state: ContactState {
            user_id: some("u-2"),
            synced_at: Some(at(30)),
            updated_at: at(30),
            ..leaver()
        },
        events: vec![Event::ContactAttached {
            who: Who {
                user_id: some("u-2"),
                ..who()
            },
        }],
    };
    let observation = observed("u-2", Said::Present(disabled(ann())), 30);
    check(Some(&detached()), &observation, expected);
}

#[test]
fn no_time_goes_back() {
    let before = ContactState {
        created_at: at(50),
        synced_at: Some(at(60)),
        updated_at: at(60),
        ..contact()
    };
    let earlier = run(Some(&before), &present(disabled(ann()), 10)).unwrap();
    let expected = ContactState {
        external_state: ExternalState::Disabled,
        groups_at_leave: Some(texts(&["risk"])),
        disabled_at: Some(at(50)),
        ..before.clone()
    };
    assert_eq!(earlier.state, expected);
    let deleted = run(Some(&before), &observed("u-1", Said::Gone, 10)).unwrap();
    let expected = ContactState {
        user_id: None,
        ..expected
    };
    assert_eq!(deleted.state, expected);
}

#[test]
fn another_source_that_confirms_a_contact_does_not_take_it_over() {
    let mut observation = present(ann(), 10);
    observation.source = Source::Graph;
    observation.key.user_id = None;
    let outcome = run(Some(&contact()), &observation).unwrap();
    assert_eq!(outcome.state.source, Source::Scim);
    assert_eq!(outcome.state.user_id.as_deref(), Some("u-1"));
    assert_eq!(outcome.events, []);
}
