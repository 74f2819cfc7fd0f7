//! Whatever comes together about a person has an explanation, and doing what it advises changes
//! the outcome.

use chrono::TimeDelta;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rollcall_roster::ExternalState::{self, Active, Disabled};
use rollcall_roster::contact::Field;
use rollcall_roster::scope::ExceptionKind::{Exclude, Include, Leave, State};
use rollcall_roster::scope::{Because, Effect, Exception, RemedyKind, Rule, ScopeState, Status};

use super::{Case, case, exception, exclude, include};
use crate::support::at;

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let all = vec![
        include("analysts", "title eq \"analyst\""),
        include("risk", "department eq \"risk\""),
        exclude("guests", "userType eq \"guest\""),
        exclude("not risk", "not (department eq \"risk\")"),
    ];
    let switched = (
        subsequence(all, 0..=4),
        any::<[bool; 4]>(),
        any::<[bool; 4]>(),
    );
    switched.prop_map(|(rules, enabled, broken)| {
        let rules = rules.into_iter().zip(enabled.into_iter().zip(broken));
        rules
            .map(|(rule, (enabled, broken))| Rule {
                enabled,
                broken,
                ..rule
            })
            .collect()
    })
}

/// One of each kind at most: those of one kind may not overlap.
fn exceptions() -> impl Strategy<Value = Vec<Exception>> {
    let state = select(vec![Active, Disabled]);
    let kinds = state.prop_map(|state| vec![Include, Exclude, Leave, State(state)]);
    let some = kinds.prop_flat_map(|kinds| subsequence(kinds, 0..=4));
    let second = || option::of(select(vec![50, 100, 150]));
    some.prop_flat_map(move |kinds| {
        let each = kinds.into_iter().map(move |kind| {
            (second(), second()).prop_map(move |(from, until)| Exception {
                from: from.map(at),
                until: until.map(at),
                ..exception(kind)
            })
        });
        each.collect::<Vec<_>>()
    })
}

fn cases() -> impl Strategy<Value = Case> {
    let scope = (
        select(vec![
            ScopeState::Undecided,
            ScopeState::Everyone,
            ScopeState::Rules,
        ]),
        rules(),
    );
    let day = || option::of(select(vec!["2026-01-01", "2026-09-21", "2027-01-01"]));
    let person = (
        any::<bool>(),
        option::of(select(vec!["Analyst", "Boss"])),
        option::of(select(vec!["Guest", "Member"])),
        option::of(select(vec!["Risk", "Money"])),
        (day(), day()),
    );
    let decided_by = option::of(select(vec!["r-analysts", "r-guests"]));
    (scope, person, exceptions(), any::<bool>(), decided_by).prop_map(
        |((state, rules), person, exceptions, is_held, decided_by)| {
            let mut case = case(state, rules);
            let (is_active, title, user_type, department, (hire, leave)) = person;
            for (field, value) in [
                (Field::Title, title),
                (Field::UserType, user_type),
                (Field::Department, department),
                (Field::HireDate, hire),
                (Field::LeaveDate, leave),
            ] {
                case.contact.fields.set(field, value.map(str::to_owned));
            }
            set_state(&mut case, if is_active { Active } else { Disabled });
            case.exceptions = exceptions;
            case.held_since = is_held.then(|| at(60));
            case.decided_by = decided_by.map(str::to_owned);
            case
        },
    )
}

fn set_state(case: &mut Case, state: ExternalState) {
    case.contact.external_state = state;
    case.contact.disabled_at = (state == Disabled).then(|| at(0));
}

/// Does what a remedy says. `None` for what needs more than its kind to be told: which rule shall
/// be which.
fn done(case: &Case, because: &Because, kind: RemedyKind) -> Option<Case> {
    let mut case = case.clone();
    match (kind, because) {
        (RemedyKind::Scope, _) => case.scope.state = ScopeState::Everyone,
        (RemedyKind::Release, _) => case.held_since = None,
        (RemedyKind::Directory, Because::Directory { .. } | Because::Brake { .. })
            if !case.contact.is_active() =>
        {
            set_state(&mut case, Active);
        }
        (RemedyKind::Directory, Because::Date { field, .. }) => {
            case.contact.fields.set(Field::parse(field)?, None);
        }
        (RemedyKind::Exception, because) => except(&mut case, because)?,
        (RemedyKind::Rule | RemedyKind::Directory, _) => return None,
    }
    Some(case)
}

fn except(case: &mut Case, because: &Because) -> Option<()> {
    let kind = match because {
        Because::Everyone => Exclude,
        Because::Rule(rule) if rule.effect == Effect::Include => Exclude,
        Because::NoRule { .. } | Because::Rule(_) => Include,
        Because::Directory { .. } => State(Active),
        Because::Date { field, .. } if field == "leave_date" => State(Active),
        Because::Date { field, .. } => {
            case.contact.fields.set(Field::parse(field)?, None);
            return Some(());
        }
        Because::Exception {
            id,
            exception,
            from,
            ..
        } => {
            let is_ahead = from.is_some_and(|from| from > at(100));
            case.exceptions
                .retain(|it| it.id != *id || *exception == "include");
            match *exception {
                "include" if is_ahead => Include,
                "include" => Exclude,
                "exclude" => Include,
                "pin" => State(Active),
                _ => return Some(()),
            }
        }
        Because::Undecided | Because::Brake { .. } => return None,
    };
    // It stands in the place of one of its kind that has ended or not begun.
    case.exceptions
        .retain(|it| it.kind.as_str() != kind.as_str());
    case.exceptions.push(Exception {
        until: Some(at(100) + TimeDelta::days(1)),
        ..exception(kind)
    });
    Some(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn everybody_has_an_explanation_with_a_remedy_that_helps(case in cases()) {
        let explained = case.explained();
        let because = &explained.decision.because;
        let remedies = &explained.decision.remedies;
        prop_assert!(!remedies.is_empty());
        let tried = remedies.iter().filter_map(|it| done(&case, because, it.kind));
        let outcomes: Vec<Status> = tried.map(|case| case.explained().status).collect();
        // Whoever waits for the first day may then wait for an exception.
        let waits = explained.status == Status::NotStarted && !outcomes.is_empty();
        prop_assert!(
            waits || outcomes.iter().any(|status| *status != explained.status),
            "{explained:#?} became {outcomes:?}"
        );
    }
}
