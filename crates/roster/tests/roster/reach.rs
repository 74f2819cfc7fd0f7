//! Whom a change concerns beside the one it happened to.

use std::collections::BTreeSet;

use rollcall_roster::contact::{Field, FieldChange};
use rollcall_roster::{Event, Reach, Who, reach};

use crate::support::{group, who};

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn changed(field: Field) -> Event {
    Event::ContactChanged {
        who: who(),
        fields: vec![FieldChange {
            field,
            old: some("a"),
            new: some("b"),
        }],
        new_addresses: Vec::new(),
    }
}

fn reports_and(managers: &[&str]) -> Reach {
    Reach {
        reports_of: set(&["u-1"]),
        managers: set(managers),
        ..Reach::default()
    }
}

#[test]
fn a_change_of_a_person_concerns_reports_and_managers() {
    let (who, manager) = (who(), some("u-9"));
    for (event, expected) in [
        (
            Event::ContactJoined {
                who: who.clone(),
                address: None,
                manager: manager.clone(),
            },
            reports_and(&["u-9"]),
        ),
        (
            Event::ContactAttached { who: who.clone() },
            reports_and(&[]),
        ),
        (
            Event::ContactReturned {
                who: who.clone(),
                manager: None,
            },
            reports_and(&[]),
        ),
        (
            Event::ContactLeft {
                who: who.clone(),
                manager: manager.clone(),
                groups: Vec::new(),
            },
            reports_and(&["u-9"]),
        ),
        (
            Event::ContactDetached { who: who.clone() },
            reports_and(&[]),
        ),
        (
            Event::AddressChanged {
                who: who.clone(),
                old: None,
                new: some("a@x"),
            },
            reports_and(&[]),
        ),
        (changed(Field::DisplayName), reports_and(&[])),
        (changed(Field::Title), Reach::default()),
        (
            Event::ManagerChanged {
                who: who.clone(),
                old: some("u-8"),
                new: manager,
            },
            Reach {
                managers: set(&["u-8", "u-9"]),
                ..Reach::default()
            },
        ),
        (
            Event::GroupsChanged {
                who,
                added: vec![group()],
                removed: Vec::new(),
            },
            Reach::default(),
        ),
    ] {
        let events = [event];
        assert_eq!(reach::of(&events), expected, "{events:?}");
    }
}

#[test]
fn a_change_of_a_group_concerns_those_who_are_in_it() {
    let text = str::to_owned;
    for (event, expected) in [
        (
            Event::GroupCreated {
                group: group(),
                display_name: text("Risk"),
            },
            Reach::default(),
        ),
        (
            Event::GroupRenamed {
                group: group(),
                old_slug: text("audit"),
                old_name: text("Audit"),
                new_name: text("Risk"),
            },
            Reach {
                members_of: set(&["g-1"]),
                ..Reach::default()
            },
        ),
        (
            Event::MembersChanged {
                group: group(),
                added: vec!["u-1".into()],
                removed: vec!["g-2".into()],
            },
            Reach {
                members: ["u-1".into(), "g-2".into()].into(),
                ..Reach::default()
            },
        ),
        (
            Event::GroupRemoved {
                group: group(),
                display_name: text("Risk"),
            },
            Reach::default(),
        ),
    ] {
        let events = [event];
        assert_eq!(reach::of(&events), expected, "{events:?}");
    }
}

#[test]
fn several_events_concern_all_whom_one_of_them_does() {
    let joined = Event::ContactJoined {
        who: who(),
        address: None,
        manager: some("u-9"),
    };
    let moved = Event::ManagerChanged {
        who: who(),
        old: some("u-9"),
        new: None,
    };
    assert_eq!(reach::of(&[joined, moved]), reports_and(&["u-9"]));
    assert!(reach::of(&[changed(Field::Title)]).is_empty());
    assert!(!reach::of(&[changed(Field::DisplayName)]).is_empty());
}

#[test]
fn one_without_a_user_is_nobodys_manager() {
    let who = Who {
        user_id: None,
        ..who()
    };
    let event = Event::AddressChanged {
        who,
        old: None,
        new: None,
    };
    assert!(reach::of(&[event]).is_empty());
}

#[test]
fn others_show_only_whether_a_manager_is_here_and_which_groups_there_are() {
    let renamed = |old_slug: &str| Event::GroupRenamed {
        group: group(),
        old_slug: old_slug.to_owned(),
        old_name: "A".to_owned(),
        new_name: "B".to_owned(),
    };
    let gone = Event::ContactDetached { who: who() };
    let members = Event::MembersChanged {
        group: group(),
        added: vec!["u-2".into()],
        removed: Vec::new(),
    };
    let joined = Event::ContactJoined {
        who: who(),
        address: None,
        manager: some("u-9"),
    };
    for (event, is_shown) in [
        (changed(Field::DisplayName), false),
        (renamed("risk"), false),
        (renamed("audit"), true),
        (gone, true),
        (members, true),
    ] {
        let expected = if is_shown {
            reach::of(std::slice::from_ref(&event))
        } else {
            Reach::default()
        };
        let shown = reach::shown(std::slice::from_ref(&event));
        assert_eq!(shown, expected, "{event:?}");
    }
    assert_eq!(reach::shown(&[joined]), reports_and(&[]));
}
