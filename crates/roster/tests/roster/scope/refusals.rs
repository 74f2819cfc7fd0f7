//! Rules and audiences that cannot be used, and what has to be read for those that can.

use rollcall_roster::scope::ScopeState::{Everyone, Rules};
use rollcall_roster::scope::{Audience, Engine, Needs, Rule, Scope, ScopeState};

use super::{CONTACTS, exclude, include};

fn refusal(rules: Vec<Rule>, audiences: &[&str]) -> String {
    let scope = Scope {
        state: Everyone,
        rules,
    };
    let audience = |name: &&str| Audience {
        name: (*name).to_owned(),
        filter: "active eq true".to_owned(),
    };
    let audiences: Vec<Audience> = audiences.iter().map(audience).collect();
    let refusal = Engine::new(&scope, &audiences, &CONTACTS).map(|_| ());
    refusal.unwrap_err().to_string()
}

#[test]
fn what_cannot_be_used_is_refused_by_its_name() {
    let disabled = Rule {
        enabled: false,
        ..include("typo", "departement pr")
    };
    for (rules, audiences, expected) in [
        (
            vec![disabled],
            vec![],
            "\"typo\": A contact has no attribute \"departement\"; check its spelling and its \
             schema URN.",
        ),
        (
            vec![
                include("Staff", "active eq true"),
                exclude("STAFF", "title pr"),
            ],
            vec![],
            "\"STAFF\": there is another rule of this name; give one of them another name.",
        ),
        (
            vec![include(" ", "active eq true")],
            vec![],
            "\" \": this rule has no name; give it one.",
        ),
        (
            vec![],
            vec!["it", "IT"],
            "\"IT\": there is another audience of this name; give one of them another name.",
        ),
    ] {
        assert_eq!(refusal(rules, &audiences), expected);
    }
}

fn needs(state: ScopeState, rules: Vec<Rule>, audience: &str) -> Needs {
    let scope = Scope { state, rules };
    let audiences = [Audience {
        name: "a".to_owned(),
        filter: audience.to_owned(),
    }];
    Engine::new(&scope, &audiences, &CONTACTS).unwrap().needs()
}

#[test]
fn only_what_filters_look_at_is_needed() {
    let nothing = Needs::default();
    let groups = Needs {
        groups: true,
        ..nothing
    };
    let in_it = || vec![include("it", r#"not (title pr and groups[slug eq "it"])"#)];
    assert_eq!(
        needs(Rules, vec![include("a", "title pr")], "email pr"),
        nothing
    );
    assert_eq!(needs(Rules, in_it(), "email pr"), groups);
    assert_eq!(needs(Everyone, in_it(), "email pr"), nothing);
    let all = Needs {
        groups: true,
        manager: true,
        is_manager: true,
    };
    assert_eq!(
        needs(Rules, in_it(), "isManager eq true or manager pr"),
        all
    );
}
