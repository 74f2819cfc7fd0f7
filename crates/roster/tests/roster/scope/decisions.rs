//! The order of decisions.

use rollcall_roster::ExternalState::{Active, Disabled};
use rollcall_roster::contact::Field;
use rollcall_roster::scope::ExceptionKind::{Exclude, Include, Leave, State};
use rollcall_roster::scope::ScopeState::{Everyone, Rules, Undecided};
use rollcall_roster::scope::{Audience, Exception, Rule, Status};
use serde_json::to_value;

use super::{Case, case, exception, exclude, include};
use crate::support::at;

#[track_caller]
fn assert_decided(case: &Case, status: Status, kind: &str) {
    let explained = to_value(case.explained()).unwrap();
    assert_eq!(
        (
            &explained["status"],
            &explained["decision"]["because"]["kind"]
        ),
        (&to_value(status).unwrap(), &kind.into()),
        "{explained:#}"
    );
    assert_eq!(explained["decision"]["in_scope"], status.is_in_scope());
}

fn left(case: Case) -> Case {
    let mut case = case;
    case.contact.external_state = Disabled;
    case.contact.disabled_at = Some(at(50));
    case
}

fn held(case: Case) -> Case {
    Case {
        held_since: Some(at(60)),
        ..case
    }
}

fn with(mut case: Case, exceptions: &[Exception]) -> Case {
    case.exceptions.extend_from_slice(exceptions);
    case
}

fn dated(mut case: Case, field: Field, day: &str) -> Case {
    case.contact.fields.set(field, Some(day.to_owned()));
    case
}

fn everyone() -> Case {
    case(Everyone, Vec::new())
}

#[test]
fn without_rules_the_state_of_the_scope_decides() {
    assert_decided(&case(Undecided, Vec::new()), Status::Undecided, "undecided");
    assert_decided(&everyone(), Status::InScope, "everyone");
    assert_decided(&case(Rules, Vec::new()), Status::InScope, "everyone");
    // Rules count in the state of that name only.
    let kept_out = || vec![exclude("all", "active eq true")];
    assert_decided(&case(Everyone, kept_out()), Status::InScope, "everyone");
    assert_decided(&case(Undecided, kept_out()), Status::Undecided, "undecided");
}

#[test]
fn rules_exclude_before_they_include() {
    let analysts = || include("analysts", "title eq \"analyst\"");
    let bosses = || include("bosses", "title eq \"boss\"");
    let contoso = || exclude("contoso", "addresses.domain eq \"contoso.example\"");
    let nobody = || exclude("nobody", "not (email pr)");
    let off = |rule| Rule {
        enabled: false,
        ..rule
    };
    for (rules, status, kind) in [
        (vec![analysts()], Status::InScope, "rule"),
        (vec![bosses()], Status::OutOfScope, "no_rule"),
        (vec![bosses(), analysts()], Status::InScope, "rule"),
        (vec![analysts(), contoso()], Status::OutOfScope, "rule"),
        (vec![nobody()], Status::InScope, "everyone"),
        (vec![nobody(), analysts()], Status::InScope, "rule"),
        (vec![off(bosses())], Status::InScope, "everyone"),
        (vec![off(contoso()), analysts()], Status::InScope, "rule"),
    ] {
        assert_decided(&case(Rules, rules), status, kind);
    }
}

#[test]
fn the_directorys_word_stands_above_all_but_a_pin_of_the_state() {
    let pinned = |case, state| with(case, &[exception(State(state))]);
    assert_decided(&left(everyone()), Status::Left, "directory");
    assert_decided(&left(case(Undecided, vec![])), Status::Left, "directory");
    let included = with(left(everyone()), &[exception(Include)]);
    assert_decided(&included, Status::Left, "directory");
    assert_decided(&held(left(everyone())), Status::Held, "brake");
    assert_decided(
        &pinned(left(everyone()), Active),
        Status::InScope,
        "everyone",
    );
    assert_decided(
        &pinned(held(left(everyone())), Active),
        Status::InScope,
        "everyone",
    );
    let undecided = left(case(Undecided, vec![]));
    assert_decided(&pinned(undecided, Active), Status::Undecided, "undecided");
    assert_decided(&pinned(everyone(), Disabled), Status::Left, "exception");
    assert_decided(
        &pinned(left(everyone()), Disabled),
        Status::Left,
        "directory",
    );
}

#[test]
fn the_brake_holds_those_whom_rules_put_out() {
    let bosses = || case(Rules, vec![include("bosses", "title eq \"boss\"")]);
    assert_decided(&held(bosses()), Status::Held, "brake");
    assert_decided(&held(everyone()), Status::InScope, "everyone");
    // What people decided about one person is not held.
    let excluded = with(held(bosses()), &[exception(Exclude)]);
    assert_decided(&excluded, Status::OutOfScope, "exception");
}

#[test]
fn dates_count_from_the_first_day_to_the_end_of_the_last() {
    // The decision is made on 2026-09-21 at 14:15:00 UTC.
    for (field, day, status, kind) in [
        (Field::HireDate, "2026-09-22", Status::NotStarted, "date"),
        (Field::HireDate, "2026-09-21", Status::InScope, "everyone"),
        (
            Field::HireDate,
            "2026-09-21T14:15:01Z",
            Status::NotStarted,
            "date",
        ),
        (
            Field::HireDate,
            "2026-09-21T14:15:00Z",
            Status::InScope,
            "everyone",
        ),
        (Field::HireDate, "soon", Status::InScope, "everyone"),
        (Field::LeaveDate, "2026-09-20", Status::Left, "date"),
        (Field::LeaveDate, "2026-09-21", Status::InScope, "everyone"),
        (
            Field::LeaveDate,
            "2026-09-21T16:15:00+02:00",
            Status::Left,
            "date",
        ),
        (
            Field::LeaveDate,
            "2026-09-21T16:15:01+02:00",
            Status::InScope,
            "everyone",
        ),
    ] {
        assert_decided(&dated(everyone(), field, day), status, kind);
    }
    let waiting = dated(everyone(), Field::HireDate, "2027-01-01");
    assert_decided(
        &with(waiting, &[exception(Include)]),
        Status::NotStarted,
        "date",
    );
    let over = dated(everyone(), Field::LeaveDate, "2026-01-01");
    assert_decided(
        &with(over, &[exception(State(Active))]),
        Status::InScope,
        "everyone",
    );
}

#[test]
fn exceptions_stand_above_rules_while_they_hold() {
    let bosses = || case(Rules, vec![include("bosses", "title eq \"boss\"")]);
    let from = |second, kind| Exception {
        from: Some(at(second)),
        ..exception(kind)
    };
    let until = |second, kind| Exception {
        until: Some(at(second)),
        ..exception(kind)
    };
    for (case, exceptions, status, kind) in [
        (
            bosses(),
            vec![exception(Include)],
            Status::InScope,
            "exception",
        ),
        (
            everyone(),
            vec![exception(Exclude)],
            Status::OutOfScope,
            "exception",
        ),
        (
            everyone(),
            vec![exception(Include), exception(Exclude)],
            Status::OutOfScope,
            "exception",
        ),
        (
            everyone(),
            vec![exception(Exclude), exception(Leave)],
            Status::OnLeave,
            "exception",
        ),
        (
            bosses(),
            vec![from(100, Include)],
            Status::InScope,
            "exception",
        ),
        (
            bosses(),
            vec![from(101, Include)],
            Status::NotStarted,
            "exception",
        ),
        (
            everyone(),
            vec![from(101, Include)],
            Status::InScope,
            "everyone",
        ),
        (
            everyone(),
            vec![from(101, Exclude)],
            Status::InScope,
            "everyone",
        ),
        (
            everyone(),
            vec![from(101, Leave)],
            Status::InScope,
            "everyone",
        ),
        (
            bosses(),
            vec![until(101, Include)],
            Status::InScope,
            "exception",
        ),
        (
            bosses(),
            vec![until(100, Include)],
            Status::OutOfScope,
            "no_rule",
        ),
    ] {
        assert_decided(&with(case, &exceptions), status, kind);
    }
}

#[test]
fn a_broken_rule_keeps_those_whom_it_decided_last() {
    let broken = |rule| Rule {
        broken: true,
        ..rule
    };
    let by = |decided_by: &str, rules| Case {
        decided_by: Some(decided_by.to_owned()),
        ..case(Rules, rules)
    };
    let in_finance = || broken(include("finance", "groups.slug eq \"finance\""));
    let outsiders = || broken(exclude("outsiders", "title eq \"analyst\""));
    assert_decided(
        &by("r-finance", vec![in_finance()]),
        Status::InScope,
        "rule",
    );
    assert_decided(
        &by("r-other", vec![in_finance()]),
        Status::OutOfScope,
        "no_rule",
    );
    assert_decided(
        &by("r-outsiders", vec![outsiders()]),
        Status::OutOfScope,
        "rule",
    );
    assert_decided(
        &by("r-other", vec![outsiders()]),
        Status::InScope,
        "everyone",
    );
}

#[test]
fn audiences_select_among_those_who_train() {
    let audience = |name: &str, filter: &str| Audience {
        name: name.to_owned(),
        filter: filter.to_owned(),
    };
    let audiences = vec![
        audience("managers", "isManager eq true"),
        audience("baseline", "active eq true or active eq false"),
        audience("analysts", "title sw \"ana\""),
    ];
    let names = |case: Case| {
        let case = Case {
            audiences: audiences.clone(),
            ..case
        };
        let all = case.explained().audiences;
        all.into_iter().map(|it| it.name).collect::<Vec<_>>()
    };
    assert_eq!(names(everyone()), ["baseline", "analysts"]);
    assert_eq!(names(held(left(everyone()))), ["baseline", "analysts"]);
    assert_eq!(names(left(everyone())), [""; 0]);
    assert_eq!(names(case(Undecided, vec![])), [""; 0]);
}
