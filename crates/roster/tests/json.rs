//! What the command line prints: the exact JSON, names and their order included.

use chrono::{DateTime, TimeDelta, Utc};
use rollcall_roster::scope;
use rollcall_roster::{
    Action, Actor, Contact, ExternalState, GroupCounts, Identity, JournalCategory, JournalEntry,
    JournalError, SessionStatus, Source, Status, SyncSession, Target, TrainingGroup, UserCounts,
};
use scim::diff::Change;
use serde_json::json;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_790_000_000 + second)
}

fn contact() -> Contact {
    Contact {
        id: "c-1".into(),
        email: Some("ann.lee@contoso.example".into()),
        first_name: Some("Ann".into()),
        last_name: Some("Lee".into()),
        display_name: Some("Ann Lee".into()),
        title: None,
        department: Some("Risk".into()),
        location: None,
        telephone: None,
        language: None,
        employee_number: None,
        manager_id: None,
        external_id: Some("annl".into()),
        external_state: ExternalState::Active,
        source: Source::Scim,
        in_scope: true,
        status: scope::Status::InScope,
        audiences: vec!["finance".into()],
        team: None,
        supervises: None,
        groups: vec!["finance".into()],
        effective_groups: vec!["finance".into(), "staff".into()],
        synced_at: Some(at(1)),
        created_at: at(0),
        updated_at: at(1),
        disabled_at: None,
        addresses: vec!["ann.lee@contoso.example".into()],
        user_type: None,
        hire_date: None,
        leave_date: None,
        custom: [("cost_centre".to_owned(), "4711".to_owned())].into(),
        sources: vec![Source::Scim],
        pinned: Vec::new(),
        held_since: None,
        pending: false,
    }
}

fn entry() -> JournalEntry {
    JournalEntry {
        id: "j-1".into(),
        at: at(0),
        action: Action::Update,
        target: Target::User,
        resource_type: None,
        target_id: Some("u-1".into()),
        target_name: Some("ann.lee@contoso.example".into()),
        status: Status::Failure,
        changes: vec![Change {
            attribute: "title".into(),
            old: json!("Analyst"),
            new: json!(null),
        }],
        error: Some(JournalError {
            status: 409,
            scim_type: Some("uniqueness".into()),
            detail: "taken".into(),
        }),
        token_id: Some("t-1".into()),
        request_id: None,
        ignored: vec!["foo".into()],
        membership_changes: 0,
        category: JournalCategory::Write,
        actor: None,
        times: None,
    }
}

#[test]
fn a_contact_prints_every_field_in_order_and_nulls_too() {
    assert_eq!(
        serde_json::to_string(&contact()).unwrap(),
        concat!(
            r#"{"id":"c-1","email":"ann.lee@contoso.example","first_name":"Ann","last_name":"Lee","#,
            r#""display_name":"Ann Lee","title":null,"department":"Risk","location":null,"#,
            r#""telephone":null,"language":null,"employee_number":null,"manager_id":null,"#,
            r#""external_id":"annl","external_state":"active","source":"scim","in_scope":true,"#,
            r#""status":"in_scope","audiences":["finance"],"team":null,"supervises":null,"#,
            r#""groups":["finance"],"effective_groups":["finance","staff"],"#,
            r#""synced_at":"2026-09-21T14:13:21.000Z","#,
            r#""created_at":"2026-09-21T14:13:20.000Z","updated_at":"2026-09-21T14:13:21.000Z","#,
            r#""disabled_at":null,"addresses":["ann.lee@contoso.example"],"user_type":null,"#,
            r#""hire_date":null,"leave_date":null,"custom":{"cost_centre":"4711"},"#,
            r#""sources":["scim"],"pinned":[],"held_since":null,"pending":false}"#,
        )
    );
}

#[test]
fn a_training_group_prints_every_field_in_order() {
    let group = TrainingGroup {
        id: "g-1".into(),
        slug: "dzial-it".into(),
        display_name: "Dział IT".into(),
        external_id: None,
        source: Source::Scim,
        member_count: 2,
        effective_member_count: 5,
        created_at: at(0),
        updated_at: at(0),
    };
    assert_eq!(
        serde_json::to_string(&group).unwrap(),
        concat!(
            r#"{"id":"g-1","slug":"dzial-it","display_name":"Dział IT","external_id":null,"#,
            r#""source":"scim","member_count":2,"effective_member_count":5,"#,
            r#""created_at":"2026-09-21T14:13:20.000Z","#,
            r#""updated_at":"2026-09-21T14:13:20.000Z"}"#,
        )
    );
}

#[test]
fn a_journal_entry_prints_every_field_in_order() {
    assert_eq!(
        serde_json::to_string(&entry()).unwrap(),
        concat!(
            r#"{"id":"j-1","at":"2026-09-21T14:13:20.000Z","action":"update","target":"user","#,
            r#""target_id":"u-1","target_name":"ann.lee@contoso.example","status":"failure","#,
            r#""changes":[{"attribute":"title","old":"Analyst","new":null}],"#,
            r#""error":{"status":409,"scim_type":"uniqueness","detail":"taken"},"#,
            r#""token_id":"t-1","request_id":null,"ignored":["foo"],"category":"write"}"#,
        )
    );
}

#[test]
fn a_journal_entry_comes_back_as_it_went() {
    let text = serde_json::to_string(&entry()).unwrap();
    let back: JournalEntry = serde_json::from_str(&text).unwrap();
    assert_eq!(back, entry());
}

#[test]
fn a_journal_entry_tells_who_did_it_where_that_is_known() {
    let entry = JournalEntry {
        category: JournalCategory::Administration,
        actor: Some(Actor::Operator(Identity {
            id: "o-1".into(),
            label: Some("ann@contoso.example".into()),
        })),
        ..entry()
    };
    let told = serde_json::to_value(&entry).unwrap();
    assert_eq!(told["category"], "administration");
    let actor = json!({"kind": "operator", "id": "o-1", "label": "ann@contoso.example"});
    assert_eq!(told["actor"], actor);
    assert_eq!(serde_json::from_value::<JournalEntry>(told).unwrap(), entry);
}

#[test]
fn a_journal_entry_without_a_category_is_of_a_write() {
    let mut told = serde_json::to_value(entry()).unwrap();
    told.as_object_mut().unwrap().remove("category");
    assert_eq!(
        serde_json::from_value::<JournalEntry>(told).unwrap(),
        entry()
    );
}

#[test]
fn a_session_prints_every_count() {
    let session = SyncSession {
        started_at: at(0),
        ended_at: at(2),
        status: SessionStatus::Partial,
        users: UserCounts {
            created: 3,
            updated: 7,
            disabled: 1,
            enabled: 0,
            deleted: 0,
        },
        groups: GroupCounts {
            created: 1,
            updated: 0,
            deleted: 0,
        },
        memberships_changed: 12,
        failures: 1,
    };
    assert_eq!(
        serde_json::to_string(&session).unwrap(),
        concat!(
            r#"{"started_at":"2026-09-21T14:13:20.000Z","ended_at":"2026-09-21T14:13:22.000Z","#,
            r#""status":"partial","#,
            r#""users":{"created":3,"updated":7,"disabled":1,"enabled":0,"deleted":0},"#,
            r#""groups":{"created":1,"updated":0,"deleted":0},"memberships_changed":12,"#,
            r#""failures":1}"#,
        )
    );
}

#[test]
fn words_and_values_go_both_ways() {
    for word in [
        "create",
        "update",
        "disable",
        "enable",
        "delete",
        "replace_members",
        "add_members",
        "remove_members",
    ] {
        assert_eq!(Action::parse(word).unwrap().as_str(), word);
    }
    for word in ["scim", "csv", "manual", "graph"] {
        assert_eq!(Source::parse(word).unwrap().as_str(), word);
    }
    for word in ["success", "failure", "skipped"] {
        assert_eq!(Status::parse(word).unwrap().as_str(), word);
    }
    assert_eq!(Action::parse("Create"), None);
    assert!(serde_json::from_str::<Status>("\"done\"").is_err());
}
