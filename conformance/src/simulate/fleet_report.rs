//! What a simulation of many tenants found, and how it is shown.

use std::fmt::{Display, Write};

use serde::Serialize;

use super::report::Simulation;

/// How many differences the text shows.
const SHOWN: usize = 50;

/// All tenants together, and each.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FleetReport {
    /// How many requests were answered, or should have been.
    pub requests: usize,
    /// How many of them were answered with 4xx or 5xx, or not at all.
    pub errors: usize,
    /// How many places differ on the server, and how many tenants did not come to their end.
    pub differences: usize,
    /// From the beginning to the end of all.
    pub seconds: f64,
    /// How long the cycles of a tenant took in the mean.
    pub mean_seconds: f64,
    /// The tenant whose cycles took longest.
    pub slowest: Slowest,
    /// Each tenant, in the order of the file.
    pub tenants: Vec<TenantReport>,
}

/// Who it was, and how long it took.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Slowest {
    /// The tenant's name.
    pub tenant: String,
    /// Seconds.
    pub seconds: f64,
}

/// One tenant.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TenantReport {
    /// Its name.
    pub tenant: String,
    /// How many requests were answered, or should have been.
    pub requests: usize,
    /// How many of them were answered with 4xx or 5xx, or not at all.
    pub errors: usize,
    /// How long its cycles took.
    pub seconds: f64,
    /// Requests a second, over all cycles.
    pub rate: f64,
    /// Within so many milliseconds 99 of 100 answers came.
    pub p99: f64,
    /// In what the server differs from what it should hold.
    pub differences: Vec<String>,
    /// What could not be deleted.
    pub leftovers: Vec<String>,
    /// What kept the tenant from its end.
    pub failure: Option<String>,
}

impl TenantReport {
    pub(super) fn of(tenant: String, simulation: Simulation) -> Self {
        let all = &simulation.all;
        Self {
            tenant,
            requests: all.count + all.unanswered,
            errors: all.throttled + all.refused + all.broken + all.unanswered,
            seconds: simulation.seconds,
            rate: simulation.rate,
            p99: all.milliseconds.p99,
            differences: simulation.comparison.differences,
            leftovers: simulation.leftovers,
            failure: None,
        }
    }

    pub(super) fn failed(tenant: String, failure: String) -> Self {
        Self {
            tenant,
            failure: Some(failure),
            ..Self::default()
        }
    }

    /// A tenant whose simulation itself broke.
    pub(super) fn broken(error: &dyn Display) -> Self {
        Self::failed("unknown".to_owned(), error.to_string())
    }
}

impl FleetReport {
    #[expect(clippy::cast_precision_loss, reason = "tenants are few")]
    pub(super) fn new(tenants: Vec<TenantReport>, seconds: f64) -> Self {
        let slowest = tenants
            .iter()
            .max_by(|one, other| one.seconds.total_cmp(&other.seconds));
        let sum: f64 = tenants.iter().map(|tenant| tenant.seconds).sum();
        let wrong = |tenant: &TenantReport| {
            tenant.differences.len() + usize::from(tenant.failure.is_some())
        };
        Self {
            requests: tenants.iter().map(|tenant| tenant.requests).sum(),
            errors: tenants.iter().map(|tenant| tenant.errors).sum(),
            differences: tenants.iter().map(wrong).sum(),
            seconds,
            mean_seconds: sum / (tenants.len().max(1) as f64),
            slowest: slowest.map_or_else(Slowest::default, |tenant| Slowest {
                tenant: tenant.tenant.clone(),
                seconds: tenant.seconds,
            }),
            tenants,
        }
    }

    /// Whether the server holds what it should, of every tenant.
    pub fn is_equal(&self) -> bool {
        self.differences == 0
    }
}

/// The fleet as plain text: a line for each tenant, then all together, then what differs.
pub fn fleet_text(fleet: &FleetReport) -> String {
    let mut out = String::new();
    let width = fleet
        .tenants
        .iter()
        .map(|tenant| tenant.tenant.chars().count())
        .max();
    let width = width.unwrap_or_default().max(6);
    let _ = writeln!(
        out,
        "{:<width$}{:>10}{:>8}{:>9}{:>12}{:>9}",
        "tenant", "requests", "errors", "seconds", "requests/s", "p99 ms"
    );
    for tenant in &fleet.tenants {
        let TenantReport {
            tenant: name,
            requests,
            errors,
            seconds,
            rate,
            p99,
            ..
        } = tenant;
        let _ = writeln!(
            out,
            "{name:<width$}{requests:>10}{errors:>8}{seconds:>9.1}{rate:>12.1}{p99:>9.1}"
        );
    }
    summary(&mut out, fleet);
    out
}

fn summary(out: &mut String, fleet: &FleetReport) {
    let _ = writeln!(
        out,
        "\n{} tenants, {} requests in {:.1} s, {} errors",
        fleet.tenants.len(),
        fleet.requests,
        fleet.seconds,
        fleet.errors
    );
    let Slowest { tenant, seconds } = &fleet.slowest;
    let _ = writeln!(
        out,
        "the cycles of a tenant took {:.1} s in the mean; the slowest, {tenant}, took {seconds:.1} s",
        fleet.mean_seconds
    );
    let mut lines = fleet.tenants.iter().flat_map(wrong);
    for line in lines.by_ref().take(SHOWN) {
        let _ = writeln!(out, "  {line}");
    }
    match lines.count() {
        0 => {}
        more => {
            let _ = writeln!(out, "  and {more} more");
        }
    }
    let _ = match fleet.differences {
        0 => writeln!(out, "The server holds what it should."),
        1 => writeln!(out, "The server differs in 1 place."),
        count => writeln!(out, "The server differs in {count} places."),
    };
}

/// What is wrong with a tenant, in sentences.
fn wrong(tenant: &TenantReport) -> impl Iterator<Item = String> {
    let name = &tenant.tenant;
    let failure = tenant
        .failure
        .iter()
        .map(move |failure| format!("{name}: {failure}"));
    let differs = tenant.differences.iter();
    let differs = differs.map(move |difference| format!("{name}: {difference}"));
    let left = tenant
        .leftovers
        .iter()
        .map(move |path| format!("{name}: left behind: {path}"));
    failure.chain(differs).chain(left)
}
