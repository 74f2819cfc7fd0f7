//! Exceptions: what can be made, when they hold, and when something becomes otherwise.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::{collection, option, sample};
use rollcall_roster::contact::{Field, Fields};
use rollcall_roster::exception::{
    Draft, Exception, Flaw, Kind, Making, Owner, Phase, Pin, end, holding, make, next_moment,
    pinned_fields, pinned_names, pinned_state,
};
use rollcall_roster::{Actor, ExternalState};
use serde_json::json;

use crate::support::{at, fields};

fn draft(kind: Kind) -> Draft {
    Draft {
        kind,
        reason: "agreed".to_owned(),
        approved_by: "Pat".to_owned(),
        from: None,
        until: None,
        review: None,
        owner: Owner::Client,
    }
}

fn lee() -> Actor {
    Actor::System {
        label: "command line".to_owned(),
    }
}

fn made(draft: Draft, second: i64, others: &[Exception]) -> Result<Exception, Flaw> {
    let id = format!("e-{}", others.len() + 1);
    let making = Making {
        id: &id,
        contact_id: "c-1",
        by: &lee(),
        at: at(second),
        others,
    };
    make(draft, making)
}

fn pin(field: &str, value: &str) -> Kind {
    Kind::parse("pin", Some(field), Some(value)).unwrap()
}

#[test]
fn kinds_are_read_from_their_words_and_written_as_them() {
    for (words, kind) in [
        (("include", None, None), Kind::Include),
        (("exclude", None, None), Kind::Exclude),
        (("leave", None, None), Kind::Leave),
        (
            ("pin", Some("department"), Some("Risk")),
            Kind::Pin(Pin::Field(Field::Department, "Risk".to_owned())),
        ),
        (
            ("pin", Some("custom.floor"), Some("4")),
            Kind::Pin(Pin::Field(
                Field::Custom("floor".to_owned()),
                "4".to_owned(),
            )),
        ),
        (
            ("pin", Some("external_state"), Some("active")),
            Kind::Pin(Pin::State(ExternalState::Active)),
        ),
    ] {
        let (word, field, value) = words;
        assert_eq!(
            Kind::parse(word, field, value),
            Ok(kind.clone()),
            "{words:?}"
        );
        let written = (kind.as_str(), kind.field(), kind.value());
        assert_eq!(
            written,
            (word, field.map(str::to_owned), value),
            "{words:?}"
        );
    }
}

#[test]
fn what_makes_no_sense_as_a_kind_is_refused_with_what_to_do() {
    for (words, told) in [
        (
            ("holiday", None, None),
            "\"holiday\" is no kind of exception: give include, exclude, leave or pin",
        ),
        (
            ("pin", Some("title"), None),
            "a pin needs a field and a value",
        ),
        (("pin", None, Some("x")), "a pin needs a field and a value"),
        (
            ("leave", Some("title"), Some("x")),
            "an exception of kind leave takes no field and no value; only a pin does",
        ),
        (
            ("pin", Some("shoe"), Some("43")),
            "a contact has no field \"shoe\": give a name such as department, hire_date, \
             external_state or custom.NAME",
        ),
        (
            ("pin", Some("external_id"), Some("x")),
            "external_id cannot be pinned: the person is recognised by it when they come back",
        ),
        (
            ("pin", Some("external_state"), Some("away")),
            "external_state cannot be \"away\": give active or disabled",
        ),
        (
            ("pin", Some("leave_date"), Some("31.12.2026")),
            "leave_date cannot be \"31.12.2026\": give a date such as 2026-11-30, or a time with \
             offset",
        ),
        (
            ("pin", Some("title"), Some(" ")),
            "the value cannot be blank, and takes no line breaks or other control characters",
        ),
    ] {
        let (word, field, value) = words;
        let flaw = Kind::parse(word, field, value).unwrap_err();
        assert_eq!(flaw.to_string(), told, "{words:?}");
    }
}

#[test]
fn times_that_make_no_sense_are_refused() {
    let times = |from: Option<i64>, until: Option<i64>, review: Option<i64>| Draft {
        from: from.map(at),
        until: until.map(at),
        review: review.map(at),
        ..draft(Kind::Leave)
    };
    let (from, until, review) = (at(300), at(200), at(200));
    for (draft, expected) in [
        (times(None, None, None), None),
        (times(Some(50), Some(101), None), None),
        (times(Some(200), Some(300), Some(299)), None),
        (
            times(Some(300), Some(200), None),
            Some(Flaw::EndsFirst { from, until }),
        ),
        (
            times(None, Some(100), None),
            Some(Flaw::Past {
                what: "until",
                at: at(100),
            }),
        ),
        (
            times(Some(50), Some(99), None),
            Some(Flaw::Past {
                what: "until",
                at: at(99),
            }),
        ),
        (
            times(None, None, Some(100)),
            Some(Flaw::Past {
                what: "review",
                at: at(100),
            }),
        ),
        (
            times(None, Some(200), Some(200)),
            Some(Flaw::ReviewTooLate { review, until }),
        ),
    ] {
        let flaw = made(draft.clone(), 100, &[]).err();
        let about = flaw.as_ref().map_or("nothing", Flaw::about);
        let part = serde_json::to_value(made(times(None, None, None), 100, &[]).unwrap());
        let is_part = part.unwrap().get(about).is_some();
        assert_eq!(
            is_part,
            flaw.is_some(),
            "{about} is no part of an exception"
        );
        assert_eq!(flaw, expected, "{draft:?}");
    }
    for (reason, approved_by, what) in [("", "Pat", "reason"), ("a", "P\nat", "approver")] {
        let texts = Draft {
            reason: reason.to_owned(),
            approved_by: approved_by.to_owned(),
            ..draft(Kind::Include)
        };
        assert_eq!(made(texts, 100, &[]), Err(Flaw::Unreadable { what }));
    }
}

#[test]
fn only_one_of_a_kind_holds_at_a_time_unless_one_was_ended() {
    let second_half = Draft {
        from: Some(at(200)),
        ..draft(Kind::Leave)
    };
    let all = [made(second_half, 100, &[]).unwrap()];
    let until = |second, kind| Draft {
        until: Some(at(second)),
        ..draft(kind)
    };
    assert!(made(until(200, Kind::Leave), 100, &all).is_ok());
    assert!(made(draft(Kind::Exclude), 100, &all).is_ok());
    let flaw = made(until(201, Kind::Leave), 100, &all).unwrap_err();
    assert_eq!(
        flaw.to_string(),
        "the person has an exception of kind leave for a part of that time already: end e-1 first, \
         or give another time"
    );
    let ended = [end(&all[0], &lee(), at(150)).unwrap()];
    assert!(made(draft(Kind::Leave), 150, &ended).is_ok());
    let pinned = [made(draft(pin("title", "Head")), 100, &[]).unwrap()];
    assert!(made(draft(pin("department", "Risk")), 100, &pinned).is_ok());
    let kind = "pin of title".to_owned();
    let id = "e-1".to_owned();
    let again = made(draft(pin("title", "Hand")), 100, &pinned);
    assert_eq!(again, Err(Flaw::Overlaps { id, kind }));
}

#[test]
fn one_is_ended_once_and_not_when_it_is_over() {
    let short = Draft {
        until: Some(at(200)),
        ..draft(Kind::Include)
    };
    let exception = made(short, 100, &[]).unwrap();
    let over = |second| Err(Flaw::Over { since: at(second) });
    assert_eq!(end(&exception, &lee(), at(200)), over(200));
    let ended = end(&exception, &lee(), at(150)).unwrap();
    assert_eq!(ended.phase_at(at(149)), Phase::Holding);
    assert_eq!(ended.phase_at(at(150)), Phase::Over);
    assert_eq!(end(&ended, &lee(), at(160)), over(150));
}

#[test]
fn pins_keep_values_while_they_hold() {
    let early = Draft {
        until: Some(at(200)),
        ..draft(pin("title", "Head"))
    };
    let title = made(early, 100, &[]).unwrap();
    let state = made(draft(pin("external_state", "active")), 100, &[]).unwrap();
    let all = [title, state];
    assert_eq!(
        pinned_fields(&all, at(199)),
        fields(&[(Field::Title, "Head")])
    );
    assert_eq!(pinned_names(&all, at(199)), ["external_state", "title"]);
    assert_eq!(pinned_fields(&all, at(200)), Fields::default());
    assert_eq!(pinned_names(&all, at(200)), ["external_state"]);
    assert_eq!(pinned_state(&all, at(200)), Some(ExternalState::Active));
    assert_eq!(pinned_state(&all, at(99)), None);
}

#[test]
fn json_has_every_fact_by_its_name() {
    let dated = Draft {
        from: Some(at(200)),
        until: Some(at(300)),
        review: Some(at(250)),
        ..draft(pin("title", "Head"))
    };
    let actor = json!({"kind": "system", "label": "command line"});
    let time = |second| json!(scim::instant::format(at(second)));
    let expected = json!({
        "id": "e-1", "contact_id": "c-1", "kind": "pin", "field": "title", "value": "Head",
        "reason": "agreed", "approved_by": "Pat", "from": time(200), "until": time(300),
        "review": time(250), "owner": "client", "made_by": actor, "made_at": time(100),
        "ended_by": null, "ended_at": null,
    });
    let exception = made(dated, 100, &[]).unwrap();
    assert_eq!(serde_json::to_value(exception).unwrap(), expected);
}

fn drafts() -> impl Strategy<Value = Vec<(Draft, i64, Option<i64>)>> {
    let kinds = vec![
        Kind::Include,
        Kind::Leave,
        pin("title", "Head"),
        pin("external_state", "active"),
    ];
    let second = || option::of(0_i64..20);
    let one = (
        sample::select(kinds),
        second(),
        second(),
        second(),
        0_i64..20,
        second(),
    );
    let one = one.prop_map(|(kind, from, until, review, made_at, ended_at)| {
        let draft = Draft {
            from: from.map(at),
            until: until.map(at),
            review: review.map(at),
            ..draft(kind)
        };
        (draft, made_at, ended_at)
    });
    collection::vec(one, 0..6)
}

/// What is to be seen of exceptions at a time.
fn seen(all: &[Exception], at: DateTime<Utc>) -> Vec<(Phase, bool)> {
    all.iter()
        .map(|it| (it.phase_at(at), it.is_due_at(at)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn what_was_made_never_rivals_and_changes_at_the_next_moment_only(drafts in drafts()) {
        let mut all = Vec::new();
        for (draft, made_at, ended_at) in drafts {
            let Ok(mut new) = made(draft, made_at, &all) else { continue };
            if let Some(ended_at) = ended_at.filter(|it| *it >= made_at) {
                new = end(&new, &lee(), at(ended_at)).unwrap_or(new);
            }
            all.push(new);
        }
        for second in -1..25 {
            let held: Vec<_> = holding(&all, at(second)).collect();
            let kinds = held.iter().map(|it| (it.kind.as_str(), it.kind.field()));
            prop_assert_eq!(kinds.collect::<BTreeSet<_>>().len(), held.len());
            let changes = seen(&all, at(second)) != seen(&all, at(second + 1));
            let is_moment = next_moment(&all, at(second)) == Some(at(second + 1));
            prop_assert!(!changes || is_moment, "{} {:?}", second, all);
        }
    }
}
