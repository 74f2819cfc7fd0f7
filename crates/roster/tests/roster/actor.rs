//! Who did something, as JSON and as it is stored.

use rollcall_roster::{Actor, Identity, JournalCategory};
use serde_json::{Value, json};

fn identity(label: Option<&str>) -> Identity {
    Identity {
        id: "i-1".to_owned(),
        label: label.map(str::to_owned),
    }
}

fn actors() -> Vec<(Actor, Value)> {
    let labelled = |kind| json!({"kind": kind, "id": "i-1", "label": "Main"});
    vec![
        (Actor::Token(identity(Some("Main"))), labelled("token")),
        (Actor::ApiKey(identity(Some("Main"))), labelled("api_key")),
        (
            Actor::Operator(identity(Some("Main"))),
            labelled("operator"),
        ),
        (
            Actor::Connector(identity(Some("Main"))),
            labelled("connector"),
        ),
        (
            Actor::Token(identity(None)),
            json!({"kind": "token", "id": "i-1", "label": null}),
        ),
        (
            Actor::System {
                label: "tenant suspend".to_owned(),
            },
            json!({"kind": "system", "label": "tenant suspend"}),
        ),
    ]
}

#[test]
fn an_actor_is_told_in_json_and_comes_back() {
    for (actor, told) in actors() {
        assert_eq!(serde_json::to_value(&actor).unwrap(), told);
        assert_eq!(serde_json::from_value::<Actor>(told).unwrap(), actor);
    }
}

#[test]
fn an_actor_is_stored_by_kind_id_and_label() {
    for (actor, _) in actors() {
        let (id, label) = (actor.id(), actor.label());
        let stored = Actor::of(
            actor.kind(),
            id.map(str::to_owned),
            label.map(str::to_owned),
        );
        assert_eq!(stored, Some(actor));
    }
    assert_eq!(Actor::of("robot", Some("i-1".to_owned()), None), None);
    assert_eq!(Actor::of("token", None, Some("Main".to_owned())), None);
}

#[test]
fn a_category_is_one_word_and_a_write_unless_it_is_said() {
    let words = ["write", "login", "administration", "read"];
    for word in words {
        assert_eq!(JournalCategory::parse(word).unwrap().as_str(), word);
    }
    assert_eq!(JournalCategory::parse("other"), None);
    assert_eq!(JournalCategory::default(), JournalCategory::Write);
}
