//! The same small workload again and again, each time with another point that fails.

use std::time::{Duration, Instant};

use super::Points;
use super::audit::{Account, audit};
use super::place::{Injector, Place};
use super::session::{Outcome, Session, client};
use crate::support::Running;

/// How many rounds one server lives.
const ROUNDS: usize = 20;
/// How long a server may take to be ready again.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often it is asked.
const PAUSE: Duration = Duration::from_millis(20);

/// What came of all rounds.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) points: usize,
    pub(super) acknowledged: usize,
    pub(super) failed: usize,
    pub(super) lost: usize,
}

impl Report {
    pub(super) fn print(&self, what: &str) {
        println!(
            "{what}: {} points failed, {} writes answered as failed, {} writes acknowledged, {} lost",
            self.points, self.failed, self.acknowledged, self.lost
        );
    }
}

/// Goes through the points until a whole workload passes untouched.
pub(super) async fn every_point(
    what: &str,
    place: &Place,
    injector: &impl Injector,
    points: Points,
) -> Report {
    let mut report = Report::default();
    let mut accounts = Vec::new();
    let mut points = points.all();
    let mut is_over = false;
    while !is_over {
        let running = place.faulty.serve(&[]);
        let since = accounts.len();
        for first in points.by_ref().take(ROUNDS) {
            let session = round(&running, place, injector, first).await;
            is_over = !injector.has_fired();
            report.points += usize::from(injector.has_fired());
            if !session.wrongs.is_empty() {
                fail(running, &session, first);
            }
            accounts.push(close(session, &mut report));
            if is_over {
                break;
            }
        }
        running.signal("TERM");
        let (status, log) = running.wait();
        assert_eq!(status, Some(0), "{log}");
        check(place, &accounts[since..], &mut report).await;
    }
    check(place, &accounts, &mut report).await;
    report.print(what);
    report
}

/// Fails if anything that was acknowledged is not there, or anything else is.
pub(super) async fn check(place: &Place, accounts: &[Account], report: &mut Report) {
    let (lost, wrongs) = audit(place, accounts).await;
    report.lost += lost;
    assert!(wrongs.is_empty(), "{lost} lost: {}", wrongs.join("\n"));
}

/// One workload in which that point fails.
async fn round<'a, I: Injector>(
    running: &Running,
    place: &Place,
    injector: &'a I,
    first: u32,
) -> Session<'a, I> {
    let tenant = format!("round-{first}");
    let token = place.tenant(&tenant).await;
    let mut session = Session::new(tenant, token, &running.url, injector);
    injector.arm(first);
    session.run().await;
    injector.disarm();
    until_ready(&running.url).await;
    session.run_after().await;
    session
}

/// Tells what is wrong, and what the server has to say about it.
pub(super) fn fail(running: Running, session: &Session<'_, impl Injector>, first: u32) -> ! {
    let (wrongs, steps) = (session.wrongs.join("\n"), &session.steps);
    running.signal("TERM");
    let (_, log) = running.wait();
    let tenant = format!("\"{}\"", session.tenant);
    let log = log
        .lines()
        .filter(|line| line.contains(&tenant) || !line.contains("\"INFO\""));
    let log: Vec<_> = log.collect();
    panic!("point {first}: {wrongs}\n{steps:#?}\n{}", log.join("\n"));
}

/// Adds a session to the report.
pub(super) fn close(session: Session<'_, impl Injector>, report: &mut Report) -> Account {
    report.acknowledged += session.count(Outcome::Acknowledged);
    report.failed += session.count(Outcome::Failed);
    Account {
        tenant: session.tenant,
        token: session.token,
        steps: session.steps,
    }
}

/// Asks whether a server is ready until it is.
pub(super) async fn until_ready(url: &str) {
    let client = client();
    let deadline = Instant::now() + PATIENCE;
    let mut ticks = tokio::time::interval(PAUSE);
    loop {
        ticks.tick().await;
        let status = readiness(&client, url).await;
        if status == 200 {
            return;
        }
        assert_eq!(status, 503);
        assert!(Instant::now() < deadline, "it does not get ready again");
    }
}

/// The status of `/readyz`.
pub(super) async fn readiness(client: &reqwest::Client, url: &str) -> u16 {
    let answer = client.get(format!("{url}/readyz")).send().await.unwrap();
    answer.status().as_u16()
}
