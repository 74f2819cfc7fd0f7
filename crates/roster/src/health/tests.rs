//! Which tenants are well, and which are not.

use super::*;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::hours(hours)
}

const NOW: i64 = 10_000;

/// One that is well: it was pushed to an hour ago, and has a token without end.
fn well() -> Facts {
    Facts {
        has_tokens: true,
        token_ends: vec![None],
        writes: vec![(at(NOW - 1), false), (at(NOW - 2), false)],
        ..Facts::default()
    }
}

fn assessed(change: impl FnOnce(&mut Facts)) -> (Health, Vec<Reason>) {
    let mut facts = well();
    change(&mut facts);
    assess(&facts, at(NOW))
}

#[test]
fn who_is_well_waits_or_is_suspended_needs_nobody() {
    assert_eq!(assessed(|_| ()), (Health::Well, vec![]));
    let waiting = assessed(|facts| facts.writes.clear());
    assert_eq!(waiting, (Health::Waiting, vec![]));
    let new = assess(&Facts::default(), at(NOW));
    assert_eq!(new, (Health::Waiting, vec![]));
    let suspended = assessed(|facts| {
        facts.is_suspended = true;
        facts.failures = 9;
    });
    assert_eq!(suspended, (Health::Suspended, vec![]));
    for &health in Health::ALL {
        let needs = [Health::Ill, Health::Attention].contains(&health);
        assert_eq!(health.needs_somebody(), needs);
    }
}

#[test]
fn a_tenant_is_ill_when_nothing_arrives() {
    let ill = |reason| (Health::Ill, vec![reason]);
    assert_eq!(
        assessed(|facts| facts.token_ends.clear()),
        ill(Reason::NoToken)
    );
    let refused = |hours: i64| {
        assessed(|facts| {
            facts.refused_logins = 7;
            facts.last_refused_at = Some(at(hours));
        })
    };
    assert_eq!(refused(NOW), ill(Reason::LoginsRefused(7)));
    assert_eq!(refused(NOW - 1).0, Health::Well);
    let long_ago = assessed(|facts| {
        facts.writes.clear();
        facts.last_refused_at = Some(at(NOW - 24));
    });
    assert_eq!(long_ago.0, Health::Waiting);
    let writes = |refused: usize| {
        assessed(|facts| {
            let count = i64::try_from(refused).unwrap();
            let newest = (0..count).map(|_| (at(NOW), true));
            facts.writes = newest.chain([(at(NOW), false)]).collect();
        })
    };
    assert_eq!(writes(10), ill(Reason::AllRefused(10)));
    assert_eq!(writes(9).0, Health::Well);
}

#[test]
fn what_may_go_wrong_needs_attention() {
    let attention = |reason| (Health::Attention, vec![reason]);
    let failures = assessed(|facts| facts.failures = 3);
    assert_eq!(failures, attention(Reason::SomeRefused(3)));
    let job = assessed(|facts| facts.has_failed_job = true);
    assert_eq!(job, attention(Reason::JobFailed));
    let held = assessed(|facts| facts.held = 21);
    assert_eq!(held, attention(Reason::Held(21)));
    let reviews = assessed(|facts| facts.reviews = 2);
    assert_eq!(reviews, attention(Reason::Reviews(2)));
    let told = "leavers that the brake holds until somebody decides: 21";
    assert_eq!(Reason::Held(21).sentence(), told);
    let ends = |days: &[i64]| {
        let ends = days.iter().map(|days| Some(at(NOW + 24 * days)));
        assessed(|facts| facts.token_ends = ends.collect())
    };
    assert_eq!(
        ends(&[2, 30]),
        attention(Reason::TokenEnds(TimeDelta::days(30)))
    );
    assert_eq!(ends(&[2, 31]).0, Health::Well);
    let both = assessed(|facts| facts.token_ends = vec![None, Some(at(NOW + 1))]);
    assert_eq!(both.0, Health::Well);
}

#[test]
fn a_silence_is_odd_by_what_is_usual() {
    let since = |hours: &[i64]| {
        let writes = hours.iter().map(|hours| (at(NOW - hours), false));
        assessed(|facts| facts.writes = writes.collect())
    };
    assert_eq!(since(&[24]).0, Health::Well);
    let silent = Reason::Silent(TimeDelta::hours(25));
    assert_eq!(since(&[25]), (Health::Attention, vec![silent]));
    assert_eq!(since(&[25, 29]), (Health::Attention, vec![silent]));
    assert_eq!(since(&[25, 30]).0, Health::Well);
    assert_eq!(since(&[25, 26, 31]).0, Health::Well);
}

#[test]
fn the_worst_reason_decides_and_stands_first() {
    let (health, reasons) = assessed(|facts| {
        facts.failures = 1;
        facts.token_ends.clear();
    });
    assert_eq!(health, Health::Ill);
    let told: Vec<String> = reasons.into_iter().map(Reason::sentence).collect();
    assert_eq!(told, ["no token works", "writes refused within a day: 1"]);
}
