//! Events as they are written down.

use rollcall_roster::Event;
use rollcall_roster::contact::{Field, FieldChange};
use serde_json::{Value, json};

use crate::support::{group, who};

/// One of each contact event, and what it is written as beside its name and person.
fn of_contacts() -> Vec<(Event, Value)> {
    let (some, who) = (|text: &str| Some(text.to_owned()), who());
    vec![
        (
            Event::ContactJoined {
                who: who.clone(),
                address: some("a@x"),
                manager: None,
            },
            json!({"event": "contact_joined", "address": "a@x", "manager": null}),
        ),
        (
            Event::ContactAttached { who: who.clone() },
            json!({"event": "contact_attached"}),
        ),
        (
            Event::ContactReturned {
                who: who.clone(),
                manager: some("u-9"),
            },
            json!({"event": "contact_returned", "manager": "u-9"}),
        ),
        (
            Event::ContactChanged {
                who: who.clone(),
                fields: vec![
                    FieldChange {
                        field: Field::Title,
                        old: some("Analyst"),
                        new: None,
                    },
                    FieldChange {
                        field: Field::Custom("size".to_owned()),
                        old: None,
                        new: some("L"),
                    },
                ],
                new_addresses: vec!["b@x".to_owned()],
            },
            json!({"event": "contact_changed", "new_addresses": ["b@x"], "fields": [
                {"field": "title", "old": "Analyst", "new": null},
                {"field": "custom.size", "old": null, "new": "L"},
            ]}),
        ),
        (
            Event::AddressChanged {
                who: who.clone(),
                old: some("a@x"),
                new: some("b@x"),
            },
            json!({"event": "address_changed", "old": "a@x", "new": "b@x"}),
        ),
        (
            Event::ManagerChanged {
                who: who.clone(),
                old: None,
                new: some("u-9"),
            },
            json!({"event": "manager_changed", "old": null, "new": "u-9"}),
        ),
        (
            Event::ContactLeft {
                who: who.clone(),
                manager: None,
                groups: vec!["risk".to_owned()],
            },
            json!({"event": "contact_left", "manager": null, "groups": ["risk"]}),
        ),
        (
            Event::ContactDetached { who: who.clone() },
            json!({"event": "contact_detached"}),
        ),
        (
            Event::GroupsChanged {
                who,
                added: vec![group()],
                removed: Vec::new(),
            },
            json!({"event": "groups_changed", "removed": [],
                "added": [{"id": "t-1", "group_id": "g-1", "slug": "risk"}]}),
        ),
    ]
}

/// One of each group event, and what it is written as beside its name and group.
fn of_groups() -> Vec<(Event, Value)> {
    let text = str::to_owned;
    vec![
        (
            Event::GroupCreated {
                group: group(),
                display_name: text("Risk"),
            },
            json!({"event": "group_created", "display_name": "Risk"}),
        ),
        (
            Event::GroupRenamed {
                group: group(),
                old_slug: text("audit"),
                old_name: text("Audit"),
                new_name: text("Risk"),
            },
            json!({"event": "group_renamed", "old_slug": "audit", "old_name": "Audit",
                "new_name": "Risk"}),
        ),
        (
            Event::GroupRemoved {
                group: group(),
                display_name: text("Risk"),
            },
            json!({"event": "group_removed", "display_name": "Risk"}),
        ),
        (
            Event::MembersChanged {
                group: group(),
                added: vec!["u-1".into()],
                removed: vec!["g-2".into()],
            },
            json!({"event": "members_changed", "added": ["u-1"], "removed": ["g-2"]}),
        ),
    ]
}

#[test]
fn an_event_is_written_with_its_name_and_comes_back() {
    let person = of_contacts().into_iter().map(|(event, mut written)| {
        written["contact_id"] = json!("c-1");
        written["user_id"] = json!("u-1");
        (event, written)
    });
    let groups = of_groups().into_iter().map(|(event, mut written)| {
        written["group"] = json!({"id": "t-1", "group_id": "g-1", "slug": "risk"});
        (event, written)
    });
    for (event, written) in person.chain(groups) {
        assert_eq!(serde_json::to_value(&event).unwrap(), written);
        assert_eq!(event.name(), written["event"]);
        assert_eq!(serde_json::from_value::<Event>(written).unwrap(), event);
    }
}

#[test]
fn a_contacts_event_names_the_contact_and_a_groups_none() {
    for (event, _) in of_contacts() {
        assert_eq!(event.who(), Some(&who()), "{event:?}");
    }
    for (event, _) in of_groups() {
        assert_eq!(event.who(), None, "{event:?}");
    }
}

#[test]
fn every_field_has_a_word_of_its_own() {
    let custom = Field::Custom("shoe_size".to_owned());
    for field in Field::ALL.iter().chain([&custom]) {
        assert_eq!(Field::parse(&field.to_string()), Some(field.clone()));
    }
    for wrong in ["", "Email", "custom.", "custom", "shoe_size"] {
        assert_eq!(Field::parse(wrong), None, "{wrong}");
    }
    let refused = serde_json::from_value::<Field>(json!("shoe_size")).unwrap_err();
    assert_eq!(refused.to_string(), "no field is named \"shoe_size\"");
}
