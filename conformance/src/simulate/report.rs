//! What a simulation found, and how it is shown.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::Settings;
use super::churn::Changes;
use super::compare::Comparison;
use super::meter::Measured;
use crate::suites::entra::service::latency::{Latencies, Percentiles};
use crate::suites::entra::service::line::Kind;

/// How many differences the text shows.
const SHOWN: usize = 50;

/// A whole simulation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Simulation {
    /// The base URL of the server.
    pub server: String,
    /// The dialect of the PATCH requests.
    pub dialect: &'static str,
    /// What fixed people and changes.
    pub seed: u64,
    /// Part of every name.
    pub tag: String,
    /// The cycles, the initial one first.
    pub cycles: Vec<CycleReport>,
    /// What was measured, by kind of request.
    pub requests: Vec<KindReport>,
    /// All kinds together.
    pub all: KindReport,
    /// How long the cycles took.
    pub seconds: f64,
    /// Requests a second, over all cycles.
    pub rate: f64,
    /// What was compared at the end.
    pub comparison: Comparison,
    /// Whether somebody ended it before its end.
    pub interrupted: bool,
    /// What could not be deleted.
    pub leftovers: Vec<String>,
}

/// One cycle.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CycleReport {
    /// Which it is; the initial one is 0.
    pub number: usize,
    /// What had changed before it.
    pub changes: Changes,
    /// How many objects it handled.
    pub handled: usize,
    /// How many of them did not succeed, and are tried again.
    pub failed: usize,
    /// How many requests it sent.
    pub requests: usize,
    /// How long it took, with waiting for the server.
    pub seconds: f64,
}

/// What was measured of one kind of request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KindReport {
    /// The kind.
    pub kind: String,
    /// How many were answered.
    pub count: usize,
    /// Answers with 429, after which it was sent again.
    pub throttled: usize,
    /// Other answers with 4xx, after which the object was set aside.
    pub refused: usize,
    /// Answers with 5xx, after which the next cycle tried again.
    pub broken: usize,
    /// Requests without an answer, after which the next cycle tried again.
    pub unanswered: usize,
    /// How long the answers took, in milliseconds.
    pub milliseconds: Percentiles,
}

impl Simulation {
    #[expect(clippy::too_many_arguments, reason = "it is put together once")]
    pub(super) fn new(
        server: String,
        settings: &Settings,
        cycles: Vec<CycleReport>,
        measured: &BTreeMap<Kind, Measured>,
        seconds: f64,
        comparison: Comparison,
        interrupted: bool,
        leftovers: Vec<String>,
    ) -> Self {
        let all = KindReport::new("all", &sum(measured.values()));
        let kinds = measured.iter();
        Self {
            server,
            dialect: settings.dialect.as_str(),
            seed: settings.seed,
            tag: settings.tag.clone(),
            cycles,
            requests: kinds
                .map(|(kind, measured)| KindReport::new(kind.as_str(), measured))
                .collect(),
            rate: rate(all.count, seconds),
            all,
            seconds,
            comparison,
            interrupted,
            leftovers,
        }
    }

    /// Whether the server holds what it should.
    pub fn is_equal(&self) -> bool {
        self.comparison.differences.is_empty()
    }
}

impl KindReport {
    fn new(kind: &str, measured: &Measured) -> Self {
        Self {
            kind: kind.to_owned(),
            count: measured.times.count(),
            throttled: measured.throttled,
            refused: measured.refused,
            broken: measured.broken,
            unanswered: measured.unanswered,
            milliseconds: measured.times.percentiles(),
        }
    }
}

/// The simulation as plain text: what was sent and how long it took, then what differs.
pub fn text(simulation: &Simulation) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{:<9}{:>8}{:>6}{:>6}{:>6}{:>6}{:>9}{:>9}{:>9}{:>9}",
        "request", "answers", "429", "4xx", "5xx", "none", "p50 ms", "p95 ms", "p99 ms", "max ms"
    );
    for kind in simulation.requests.iter().chain([&simulation.all]) {
        row(&mut out, kind);
    }
    let Comparison {
        users,
        groups,
        memberships,
        values,
        open,
        differences,
    } = &simulation.comparison;
    let _ = writeln!(
        out,
        "\n{} cycles in {:.1} s, {:.1} requests a second",
        simulation.cycles.len(),
        simulation.seconds,
        simulation.rate
    );
    let _ = writeln!(
        out,
        "compared {users} users, {groups} groups, {memberships} memberships and {values} values"
    );
    let _ = writeln!(out, "every name that it made up holds {}", simulation.tag);
    if simulation.interrupted {
        let _ = writeln!(out, "ended early: what was not sent was not compared");
    }
    if *open > 0 {
        let _ = writeln!(out, "{open} could not be judged: requests were left open");
    }
    for difference in differences.iter().take(SHOWN) {
        let _ = writeln!(out, "  {difference}");
    }
    if let Some(more) = differences.len().checked_sub(SHOWN + 1) {
        let _ = writeln!(out, "  and {} more", more + 1);
    }
    for path in &simulation.leftovers {
        let _ = writeln!(out, "left behind: {path}");
    }
    let _ = match (simulation.is_equal(), differences.len()) {
        (true, _) => writeln!(out, "The server holds what it should."),
        (false, 1) => writeln!(out, "The server differs in 1 place."),
        (false, count) => writeln!(out, "The server differs in {count} places."),
    };
    out
}

fn row(out: &mut String, kind: &KindReport) {
    let Percentiles { p50, p95, p99, max } = kind.milliseconds;
    let _ = writeln!(
        out,
        "{:<9}{:>8}{:>6}{:>6}{:>6}{:>6}{p50:>9.1}{p95:>9.1}{p99:>9.1}{max:>9.1}",
        kind.kind, kind.count, kind.throttled, kind.refused, kind.broken, kind.unanswered
    );
}

fn sum<'m>(measured: impl Iterator<Item = &'m Measured>) -> Measured {
    let mut sum = Measured {
        times: Latencies::default(),
        ..Measured::default()
    };
    for one in measured {
        sum.times.extend(&one.times);
        sum.throttled += one.throttled;
        sum.refused += one.refused;
        sum.broken += one.broken;
        sum.unanswered += one.unanswered;
    }
    sum
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn rate(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds.max(f64::EPSILON)
}
