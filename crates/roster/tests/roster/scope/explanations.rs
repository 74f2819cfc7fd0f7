//! Explanations as people and programs read them.

use rollcall_roster::ExternalState;
use rollcall_roster::contact::{ContactGroup, Field, MembershipKind, Related};
use rollcall_roster::scope::ExceptionKind::Include;
use rollcall_roster::scope::ScopeState::{Everyone, Rules};
use rollcall_roster::scope::{Audience, Exception};
use serde_json::{Value, json, to_value};

use super::{Case, case, exception, exclude, include};
use crate::support::at;

fn because(case: &Case) -> Value {
    to_value(case.explained().decision.because).unwrap()
}

#[test]
fn a_rule_tells_what_it_compared_and_what_would_change_it() {
    let mut guest = case(Rules, vec![exclude("No guests", r#"userType eq "Guest""#)]);
    guest
        .contact
        .fields
        .set(Field::UserType, Some("guest".to_owned()));
    assert_eq!(
        to_value(guest.explained()).unwrap(),
        json!({
            "status": "out_of_scope",
            "decision": {
                "in_scope": false,
                "because": {
                    "kind": "rule", "name": "No guests", "effect": "exclude",
                    "filter": "userType eq \"Guest\"", "broken": false,
                    "compared": [{
                        "attribute": "userType", "operator": "eq", "expected": "Guest",
                        "actual": "guest", "holds": true,
                    }],
                },
                "remedies": [
                    {
                        "do": "exception",
                        "text": "Take this person in: rollcall exception add contoso c-1 --kind \
                                 include --reason R --approved-by A.",
                    },
                    {
                        "do": "rule",
                        "text": "Remove or change the rule \"No guests\": rollcall scope show \
                                 contoso names it.",
                    },
                    {"do": "directory", "text": "Change at its source what the rule compared."},
                ],
            },
            "audiences": [],
        })
    );
}

#[test]
fn every_comparison_of_a_filter_is_told_by_itself() {
    let group = |slug: &str, kind| ContactGroup {
        id: format!("t-{slug}"),
        slug: slug.to_owned(),
        display_name: slug.to_uppercase(),
        kind,
    };
    let filter = r#"not (title co "boss") and (groups[slug eq "it" and type eq "direct"] or
        manager pr or hireDate eq null or active eq true)"#;
    let mut case = case(Rules, vec![include("mixed", filter)]);
    case.related = Related {
        groups: vec![
            group("risk", MembershipKind::Direct),
            group("it", MembershipKind::Indirect),
        ],
        ..Related::default()
    };
    let told = |attribute: &str, operator: &str, expected: Value, actual: Value, holds: bool| {
        json!({
            "attribute": attribute, "operator": operator, "expected": expected,
            "actual": actual, "holds": holds,
        })
    };
    assert_eq!(
        because(&case)["compared"],
        json!([
            told("title", "co", "boss".into(), "Analyst".into(), false),
            told(
                "groups.slug",
                "eq",
                "it".into(),
                json!(["risk", "it"]),
                true
            ),
            told(
                "groups.type",
                "eq",
                "direct".into(),
                json!(["direct", "indirect"]),
                true
            ),
            told("manager", "pr", Value::Null, Value::Null, false),
            told("hireDate", "eq", Value::Null, Value::Null, true),
            told("active", "eq", true.into(), true.into(), true),
        ])
    );
}

#[test]
fn whoever_no_rule_takes_in_sees_what_all_of_them_compared() {
    let rules = vec![
        include("bosses", "title eq \"Boss\""),
        exclude("nobody", "not (email pr)"),
        include("staff", "employeeNumber pr"),
    ];
    let compared = |attribute: &str, operator: &str, expected: Value, actual: Value| {
        json!([{
            "attribute": attribute, "operator": operator, "expected": expected,
            "actual": actual, "holds": false,
        }])
    };
    assert_eq!(
        because(&case(Rules, rules)),
        json!({"kind": "no_rule", "rules": [
            {
                "name": "bosses", "effect": "include", "filter": "title eq \"Boss\"",
                "broken": false,
                "compared": compared("title", "eq", "Boss".into(), "Analyst".into()),
            },
            {
                "name": "staff", "effect": "include", "filter": "employeeNumber pr",
                "broken": false,
                "compared": compared("employeeNumber", "pr", Value::Null, Value::Null),
            },
        ]})
    );
}

#[test]
fn the_other_reasons_name_what_they_go_by() {
    let mut left = case(Everyone, vec![]);
    left.contact.external_state = ExternalState::Disabled;
    left.contact.disabled_at = Some(at(0));
    assert_eq!(
        because(&left),
        json!({"kind": "directory", "since": "2026-09-21T14:13:20.000Z"})
    );
    left.held_since = Some(at(1));
    assert_eq!(
        because(&left),
        json!({"kind": "brake", "since": "2026-09-21T14:13:21.000Z"})
    );
    let mut dated = case(Everyone, vec![]);
    dated
        .contact
        .fields
        .set(Field::HireDate, Some("2027-01-01".to_owned()));
    assert_eq!(
        because(&dated),
        json!({"kind": "date", "field": "hire_date", "value": "2027-01-01"})
    );
    let mut included = case(Everyone, vec![]);
    included.exceptions = vec![Exception {
        from: Some(at(0)),
        ..exception(Include)
    }];
    assert_eq!(
        because(&included),
        json!({
            "kind": "exception", "id": "x-include", "exception": "include",
            "reason": "asked for", "from": "2026-09-21T14:13:20.000Z", "until": null,
        })
    );
    assert_eq!(
        because(&case(Everyone, vec![])),
        json!({"kind": "everyone"})
    );
}

#[test]
fn an_audience_tells_what_selected_the_person() {
    let mut case = case(Everyone, vec![]);
    case.audiences = vec![Audience {
        name: "analysts".to_owned(),
        filter: "title sw \"ana\"".to_owned(),
    }];
    assert_eq!(
        to_value(case.explained().audiences).unwrap(),
        json!([{"name": "analysts", "because": {
            "kind": "rule", "name": "analysts", "effect": "include",
            "filter": "title sw \"ana\"", "broken": false,
            "compared": [{
                "attribute": "title", "operator": "sw", "expected": "ana",
                "actual": "Analyst", "holds": true,
            }],
        }}])
    );
}
