//! As many requests as Entra may send.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::slice::{Setup, Slice, case};
use crate::check::{Answer, Session, Stop, Test, Verdict};
use crate::http::Request;
use crate::suites::entra::service::directory::Person;
use crate::suites::entra::service::latency::{Latencies, Percentiles};
use crate::suites::entra::service::mapping::{Mapping, new_user};
use crate::suites::entra::wire::filter;

/// So many requests a second every server must bear, for each tenant.
const RATE: u32 = 25;
/// The slowest of a hundred answers may take so long, in milliseconds.
const SLOWEST: f64 = 5000.0;
/// People who are there before, to search for and to change.
const PEOPLE: usize = 20;

/// What is measured, until it is over.
#[derive(Default)]
struct Tally {
    times: BTreeMap<&'static str, Latencies>,
    failure: Option<Stop>,
    failures: usize,
}

/// One of the people, and the path of the user.
struct Known {
    person: Person,
    path: String,
}

pub(super) fn tests(setup: &Setup, seconds: u64) -> Vec<Test> {
    if seconds == 0 {
        return Vec::new();
    }
    let test = case(
        setup,
        "load",
        (PEOPLE, 0),
        "25 requests a second are answered without errors, 99 of 100 within five seconds",
        "throughput of one tenant",
        move |slice| load(slice, seconds),
    )
    .alone()
    .why("Slower servers make cycles drag on for days, and get the job quarantined.")
    .fix("Find what the slow operation waits for; index what Entra matches by. Let rate limits begin above this.");
    vec![test]
}

async fn load(slice: Slice, seconds: u64) -> Verdict {
    let known = Arc::new(given(&slice).await?);
    let tally = Arc::new(Mutex::new(Tally::default()));
    let total = seconds * u64::from(RATE);
    let mut ticks = interval(Duration::from_secs(1) / RATE);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut running = JoinSet::new();
    let started = Instant::now();
    for number in 0..total {
        ticks.tick().await;
        let (session, mapping) = (slice.session.clone(), slice.mapping.clone());
        let (known, tally) = (Arc::clone(&known), Arc::clone(&tally));
        running.spawn(async move {
            let (kind, sent) = one(&session, &mapping, &known, number).await;
            note(&tally, kind, &sent);
        });
    }
    while running.join_next().await.is_some() {}
    let elapsed = started.elapsed().as_secs_f64();
    let tally = std::mem::take(&mut *tally.lock().unwrap_or_else(PoisonError::into_inner));
    judge(&slice, tally, total, elapsed)
}

async fn given(slice: &Slice) -> Result<Vec<Known>, Stop> {
    let mut known = Vec::new();
    for person in &slice.directory.people {
        let path = format!("/Users/{}", slice.given_person(person).await?);
        let person = person.clone();
        known.push(Known { person, path });
    }
    Ok(known)
}

/// Of twenty requests twelve are matches, three read, three change and two create.
async fn one(
    session: &Session,
    mapping: &Mapping,
    known: &[Known],
    number: u64,
) -> (&'static str, Result<Answer, Stop>) {
    let index = usize::try_from(number).unwrap_or_default();
    let Some(Known { person, path }) = known.get(index % known.len().max(1)) else {
        return ("match", Err(Stop::Interrupted));
    };
    match number % 20 {
        2 | 9 | 16 => ("read", session.get(path).await),
        4 | 11 | 18 => ("update", session.send(change(path, number)).await),
        7 | 14 => (
            "create",
            session.send(newcomer(session, mapping, person)).await,
        ),
        _ => {
            let search = format!("/Users?{}", filter("userName", &person.user_name));
            ("match", session.get(&search).await)
        }
    }
}

fn change(path: &str, number: u64) -> Request {
    let title = format!("Shift {number}");
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "Replace", "path": "displayName", "value": title}],
    });
    Request::with_body("PATCH", path, &body)
}

fn newcomer(session: &Session, mapping: &Mapping, like: &Person) -> Request {
    let name = session.unique("new");
    let mail = format!("{name}@contoso.example");
    let person = Person {
        user_name: mail.clone(),
        mail,
        mail_nickname: name,
        ..like.clone()
    };
    Request::with_body("POST", "/Users", &new_user(&mapping.user(&person)))
}

fn note(tally: &Mutex<Tally>, kind: &'static str, sent: &Result<Answer, Stop>) {
    let mut tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
    let failure = match sent {
        Ok(answer) => {
            let time = Duration::from_millis(answer.milliseconds());
            tally.times.entry(kind).or_default().add(time);
            answer.expect_success().err()
        }
        Err(stop) => Some(stop.clone()),
    };
    tally.failures += usize::from(failure.is_some());
    if tally.failure.is_none() {
        tally.failure = failure;
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn judge(slice: &Slice, tally: Tally, total: u64, elapsed: f64) -> Verdict {
    let rate = total as f64 / elapsed.max(f64::EPSILON);
    slice.session.note(format!(
        "{total} requests in {elapsed:.1} s: {rate:.1} a second, {} failed",
        tally.failures
    ));
    let mut all = Latencies::default();
    for (kind, times) in &tally.times {
        all.extend(times);
        let line = line(kind, times.count(), times.percentiles());
        slice.session.note(line);
    }
    let found = all.percentiles();
    slice.session.note(line("all", all.count(), found));
    if let Some(stop) = tally.failure {
        return Err(stop);
    }
    if found.p99 < SLOWEST {
        return Ok(());
    }
    let found = format!("{:.0} ms", found.p99);
    Err(slice.complaint("99 of 100 answers within 5000 ms", &found))
}

fn line(kind: &str, count: usize, times: Percentiles) -> String {
    let Percentiles { p50, p95, p99, max } = times;
    format!(
        "{kind}: {count} requests, p50 {p50:.0} ms, p95 {p95:.0} ms, p99 {p99:.0} ms, max {max:.0} ms"
    )
}
