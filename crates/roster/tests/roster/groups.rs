//! What changes of a SCIM group make of its training group.

use rollcall_roster::group::{self, GroupOutcome, GroupState, MemberDelta};
use rollcall_roster::{Event, GroupRef, Source};
use scim::Id;

use crate::support::{at, texts};

fn risk() -> GroupState {
    GroupState {
        id: "t-1".to_owned(),
        group_id: Some("g-1".to_owned()),
        slug: "risk-2".to_owned(),
        display_name: "Risk".to_owned(),
        external_id: None,
        source: Source::Scim,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn reference(slug: &str) -> GroupRef {
    GroupRef {
        slug: slug.to_owned(),
        ..risk().reference()
    }
}

#[test]
fn a_new_group_is_told() {
    let expected = GroupOutcome {
        state: risk(),
        events: vec![Event::GroupCreated {
            group: reference("risk-2"),
            display_name: "Risk".to_owned(),
        }],
    };
    assert_eq!(group::create(risk()), expected);
}

#[test]
fn the_slug_stays_unless_the_new_name_makes_another_one() {
    for (name, expected) in [
        ("Risk", None),
        ("RISK!", None),
        ("Audit", Some("audit")),
        ("Risk 2", Some("risk-2")),
    ] {
        assert_eq!(
            group::wanted_slug(&risk(), name).as_deref(),
            expected,
            "{name}"
        );
    }
}

#[test]
fn another_name_is_told_with_the_slug_it_makes() {
    let renamed = |slug: &str, name: &str| {
        vec![Event::GroupRenamed {
            group: reference(slug),
            old_slug: "risk-2".to_owned(),
            old_name: "Risk".to_owned(),
            new_name: name.to_owned(),
        }]
    };
    for (name, new_slug, slug, events) in [
        ("Risk", None, "risk-2", Vec::new()),
        ("RISK", None, "risk-2", renamed("risk-2", "RISK")),
        ("Audit", Some("audit"), "audit", renamed("audit", "Audit")),
    ] {
        let outcome = group::describe(
            &risk(),
            name,
            Some("e-1"),
            new_slug.map(str::to_owned),
            at(10),
        );
        let state = GroupState {
            slug: slug.to_owned(),
            display_name: name.to_owned(),
            external_id: Some("e-1".to_owned()),
            updated_at: at(10),
            ..risk()
        };
        assert_eq!(outcome, GroupOutcome { state, events });
    }
}

fn ids(texts: &[&str]) -> Vec<Id> {
    texts.iter().map(|&text| text.into()).collect()
}

#[test]
fn members_who_come_and_go_update_the_group() {
    let mut delta = MemberDelta::default();
    assert_eq!(group::change_members(&risk(), &delta, at(10)), None);
    delta.add(texts(&["u-2", "u-1"]));
    delta.remove(texts(&["u-3"]));
    let expected = GroupOutcome {
        state: GroupState {
            updated_at: at(10),
            ..risk()
        },
        events: vec![Event::MembersChanged {
            group: reference("risk-2"),
            added: ids(&["u-1", "u-2"]),
            removed: ids(&["u-3"]),
        }],
    };
    assert_eq!(
        group::change_members(&risk(), &delta, at(10)),
        Some(expected)
    );
}

#[test]
fn no_time_of_a_group_goes_back() {
    let before = GroupState {
        updated_at: at(20),
        ..risk()
    };
    let mut delta = MemberDelta::default();
    delta.add(texts(&["u-1"]));
    let changed = group::change_members(&before, &delta, at(10)).unwrap();
    assert_eq!(changed.state, before);
    let described = group::describe(&before, "Risk", None, None, at(10));
    assert_eq!(described.state, before);
}

#[test]
fn a_group_that_is_removed_lets_its_members_go_first() {
    let removed = Event::GroupRemoved {
        group: reference("risk-2"),
        display_name: "Risk".to_owned(),
    };
    let dissolved = Event::MembersChanged {
        group: reference("risk-2"),
        added: Vec::new(),
        removed: ids(&["u-1"]),
    };
    assert_eq!(
        group::remove(&risk(), Vec::new()),
        std::slice::from_ref(&removed)
    );
    assert_eq!(group::remove(&risk(), ids(&["u-1"])), [dissolved, removed]);
}

#[test]
fn whoever_comes_and_goes_in_one_request_did_neither() {
    let mut delta = MemberDelta::default();
    delta.add(texts(&["a", "b"]));
    delta.remove(texts(&["a", "c"]));
    delta.add(texts(&["d"]));
    assert_eq!(delta.removed(), ids(&["c"]));
    assert_eq!(delta.added(), ids(&["b", "d"]));
    assert_eq!(delta.len(), 3);
    delta.add(texts(&["c"]));
    assert!(delta.removed().is_empty());
    delta.remove(texts(&["b", "d"]));
    assert!(delta.is_empty());
}

#[test]
fn a_group_is_shown_with_its_members_counted() {
    let shown = risk().show(7, 9);
    assert_eq!((shown.slug.as_str(), shown.member_count), ("risk-2", 7));
    assert_eq!(shown.effective_member_count, 9);
    assert_eq!((shown.created_at, shown.updated_at), (at(0), at(0)));
}
