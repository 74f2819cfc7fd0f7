//! A simulation finds a server equal that holds everything, however rough the way there was, and
//! names what another one lost.
#![cfg(test)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use conformance::check::Interrupt;
use conformance::http::{BoxFuture, Request, Response, SendError, Transport};
use conformance::rehearsal::Rehearsal;
use conformance::simulate::{
    CycleReport, FleetProgress, Progress, Settings, Simulation, Tenant, TenantReport, fleet_text,
    simulate, simulate_fleet, text,
};
use conformance::suites::Dialect;
use conformance::target::discover;
use scim::Registry;

/// What becomes of a request on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is answered.
    Answered,
    /// It is done, and the answer gets lost.
    Unheard,
    /// It gets lost itself.
    Lost,
    /// The server says so without doing it.
    Refused(u16),
    /// The server says that it was done, and does nothing.
    Forgotten,
}

/// A server in memory behind a way on which things happen.
struct Rough {
    server: Rehearsal,
    count: AtomicUsize,
    fate: fn(usize, &Request) -> Fate,
}

impl Transport for Rough {
    fn base_url(&self) -> &str {
        self.server.base_url()
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let fate = (self.fate)(number, &request);
        let late = Err(SendError::Late(Duration::from_secs(1)));
        let outcome = match fate {
            Fate::Answered => Ok(self.server.answer(&request)),
            Fate::Unheard => {
                self.server.answer(&request);
                late
            }
            Fate::Lost => late,
            Fate::Refused(status) => Ok(plain(status)),
            Fate::Forgotten => Ok(plain(204)),
        };
        Box::pin(async move { outcome })
    }
}

fn plain(status: u16) -> Response {
    Response {
        status,
        headers: vec![("retry-after".to_owned(), "0".to_owned())],
        body: String::new(),
    }
}

struct Quiet;

impl Progress for Quiet {
    fn cycle(&self, _cycle: &CycleReport) {}
    fn waiting(&self, _told: &str) {}
}

impl FleetProgress for Quiet {
    fn finished(&self, _tenant: &TenantReport) {}
    fn waiting(&self, _tenant: &str, _told: &str) {}
}

/// A simulation over that way, and how many resources it left behind.
async fn simulated(dialect: Dialect, fate: fn(usize, &Request) -> Fate) -> (Simulation, usize) {
    let rough = rough(fate);
    let target = discover(&rough.server).await.unwrap();
    let transport: Arc<dyn Transport> = rough.clone();
    let interrupt = Interrupt::default();
    let simulation = simulate(transport, &target, settings(dialect), interrupt, &Quiet);
    let simulation = simulation.await.unwrap();
    (simulation, rough.server.len())
}

fn rough(fate: fn(usize, &Request) -> Fate) -> Arc<Rough> {
    Arc::new(Rough {
        server: Rehearsal::serving(Registry::standard(), "http://scim.example/v2"),
        count: AtomicUsize::new(0),
        fate,
    })
}

fn settings(dialect: Dialect) -> Settings {
    Settings {
        users: 40,
        groups: 5,
        churn: 30.0,
        cycles: 4,
        rate: None,
        seed: 11,
        parallel: 3,
        dialect,
        keep: false,
        tag: "simtest".to_owned(),
    }
}

async fn check_equal(dialect: Dialect, fate: fn(usize, &Request) -> Fate) -> Simulation {
    let (simulation, left) = simulated(dialect, fate).await;
    assert!(simulation.is_equal(), "{}", text(&simulation));
    assert_eq!((simulation.comparison.open, left), (0, 0));
    assert!(simulation.comparison.users >= 40);
    assert!(simulation.comparison.memberships > 40);
    simulation
}

/// Of additions of members, only those of a single one get lost.
fn forgets_single_members(_: usize, request: &Request) -> Fate {
    let body = request.body.as_deref().unwrap_or_default();
    let adds = body.contains(r#""op":"Add","path":"members""#);
    if adds && body.matches("\"value\":\"").count() == 1 {
        Fate::Forgotten
    } else {
        Fate::Answered
    }
}

fn always(_: usize, _: &Request) -> Fate {
    Fate::Answered
}

#[tokio::test]
async fn a_correct_server_holds_what_it_should_in_both_dialects() {
    for dialect in Dialect::ALL {
        let simulation = check_equal(dialect, always).await;
        let all = &simulation.all;
        assert_eq!((all.refused, all.broken, all.unanswered), (0, 0, 0));
    }
}

#[tokio::test]
async fn requests_and_answers_that_get_lost_are_made_good() {
    let fate = |number: usize, request: &Request| match number % 11 {
        _ if request.path.contains("+co+") => Fate::Answered,
        4 => Fate::Unheard,
        9 => Fate::Lost,
        _ => Fate::Answered,
    };
    let simulation = check_equal(Dialect::Legacy, fate).await;
    assert!(simulation.all.unanswered > 20, "{}", text(&simulation));
}

#[tokio::test]
async fn a_server_that_is_busy_or_broken_now_and_then_is_asked_again() {
    let fate = |number: usize, _: &Request| match number % 13 {
        3 | 4 => Fate::Refused(429),
        8 => Fate::Refused(503),
        _ => Fate::Answered,
    };
    let simulation = check_equal(Dialect::Compliant, fate).await;
    assert!(simulation.all.throttled > 20, "{}", text(&simulation));
    assert!(simulation.all.broken > 10, "{}", text(&simulation));
}

#[tokio::test]
async fn a_membership_that_the_server_loses_is_named() {
    let (simulation, left) = simulated(Dialect::Legacy, forgets_single_members).await;
    let differences = &simulation.comparison.differences;
    assert!(!differences.is_empty(), "{}", text(&simulation));
    for difference in differences {
        assert!(difference.contains(" lacks the member "), "{difference}");
        assert!(difference.contains("@contoso.example"), "{difference}");
    }
    assert_eq!(left, 0);
}

#[tokio::test]
async fn somebody_whom_the_server_refuses_is_named_with_its_words() {
    let fate = |_: usize, request: &Request| {
        let body = request.body.as_deref().unwrap_or_default();
        let about_one = request.method == "POST" && body.contains(r#""employeeNumber":"40007""#);
        if about_one {
            Fate::Refused(422)
        } else {
            Fate::Answered
        }
    };
    let (simulation, left) = simulated(Dialect::Legacy, fate).await;
    let differences = &simulation.comparison.differences;
    assert_eq!(differences.len(), 1, "{}", text(&simulation));
    assert!(differences[0].ends_with("could not be brought over: create: HTTP 422"));
    assert_eq!(left, 0);
}

#[tokio::test]
async fn of_many_tenants_the_one_that_lost_something_is_named() {
    let tenant = |name: &str, fate| Tenant {
        name: name.to_owned(),
        transport: rough(fate),
    };
    let tenants = vec![
        tenant("one", always),
        tenant("two", forgets_single_members),
        tenant("three", always),
    ];
    let settings = Settings {
        keep: true,
        ..settings(Dialect::Legacy)
    };
    let interrupt = Interrupt::default();
    let fleet = simulate_fleet(tenants, &settings, &interrupt, Arc::new(Quiet)).await;
    let wrong = |tenant: &TenantReport| (tenant.tenant.clone(), !tenant.differences.is_empty());
    let found: Vec<_> = fleet.tenants.iter().map(wrong).collect();
    let expected = [("one", false), ("two", true), ("three", false)];
    assert_eq!(found, expected.map(|(name, lost)| (name.to_owned(), lost)));
    let text = fleet_text(&fleet);
    assert!(text.contains("\n  two: "), "{text}");
    assert!(
        !text.contains("\n  one: ") && !text.contains("\n  three: "),
        "{text}"
    );
    assert_eq!((fleet.errors, fleet.is_equal()), (0, false));
}

#[tokio::test]
async fn the_same_seed_sends_the_same_requests() {
    let counts = async |dialect| {
        let (simulation, _) = simulated(dialect, always).await;
        let kinds = simulation.requests.into_iter();
        kinds
            .map(|kind| (kind.kind, kind.count))
            .collect::<Vec<_>>()
    };
    let first = counts(Dialect::Legacy).await;
    assert_eq!(first, counts(Dialect::Legacy).await);
    assert_eq!(first.len(), 8);
}
