//! What groups are to a contact, while it is active and after it left.

use rollcall_roster::contact::Surroundings;
use rollcall_roster::lifecycle::{Outcome, regroup};
use rollcall_roster::{ContactState, Event, ExternalState, GroupRef, Who};

use crate::support::{at, contact, texts};

/// Ann's contact after she was disabled at second 5.
fn leaver() -> ContactState {
    ContactState {
        external_state: ExternalState::Disabled,
        groups_at_leave: Some(texts(&["risk"])),
        disabled_at: Some(at(5)),
        ..contact()
    }
}

fn group(id: &str, slug: &str) -> GroupRef {
    GroupRef {
        id: id.to_owned(),
        group_id: Some(format!("scim-{id}")),
        slug: slug.to_owned(),
    }
}

#[test]
fn other_groups_update_an_active_contact_and_no_leaver() {
    let before = [group("1", "risk"), group("2", "audit")];
    let after = [group("2", "audit-renamed"), group("3", "sales")];
    let expected = Outcome {
        state: ContactState {
            updated_at: at(10),
            ..contact()
        },
        events: vec![Event::GroupsChanged {
            who: Who {
                contact_id: "c-1".to_owned(),
                user_id: Some("u-1".to_owned()),
            },
            added: vec![group("3", "sales")],
            removed: vec![group("1", "risk")],
        }],
    };
    assert_eq!(regroup(&contact(), &before, &after, at(10)), Some(expected));
    assert_eq!(regroup(&leaver(), &before, &after, at(10)), None);
    let renamed = [group("2", "other"), group("1", "risk")];
    assert_eq!(regroup(&contact(), &before, &renamed, at(10)), None);
    let late = ContactState {
        updated_at: at(20),
        ..contact()
    };
    let outcome = regroup(&late, &before, &after, at(10)).unwrap();
    assert_eq!(outcome.state, late);
}

#[test]
fn a_contact_shows_its_groups_and_a_leaver_those_of_leaving() {
    let surroundings = Surroundings {
        pinned: Vec::new(),
        manager_id: Some("c-9".to_owned()),
        groups: texts(&["sales", "audit"]),
        outer_groups: texts(&["all"]),
        pending: true,
    };
    for (state, groups, effective) in [
        (
            contact(),
            vec!["audit", "sales"],
            vec!["all", "audit", "sales"],
        ),
        (leaver(), vec!["risk"], vec!["risk"]),
    ] {
        let shown = state.show(&surroundings);
        assert_eq!(shown.groups, groups);
        assert_eq!(shown.effective_groups, effective);
        assert!(shown.pending);
        assert_eq!(shown.manager_id.as_deref(), Some("c-9"));
        assert_eq!(shown.email.as_deref(), Some("ann.lee@contoso.example"));
        assert_eq!(shown.external_id.as_deref(), Some("annl"));
        assert_eq!(shown.department, None);
    }
}
