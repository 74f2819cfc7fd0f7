//! What a large fleet needs, worked out from what was measured.

use super::markdown::section;
use super::model::{Fleet, Results};

/// The fleet.
const TENANTS: f64 = 10_000.0;
const USERS: f64 = 20e6;
/// Entra begins a cycle every 40 minutes.
const CYCLES_A_DAY: f64 = 36.0;
/// Requests of a cycle that finds no change: the probe, and one look.
const QUIET_REQUESTS: f64 = 2.0;
/// Of a hundred users, as many change in a day.
const CHURN: f64 = 1.0;
/// Requests for a change: look up, read, write, and memberships.
const REQUESTS_A_CHANGE: f64 = 5.0;
const DAY: f64 = 86_400.0;
/// The share of a day's changes that comes in its busiest hour.
const BUSIEST_HOUR: f64 = 0.2;

/// A table for each database.
pub(super) fn text(results: &Results) -> String {
    let rows = results.engines().into_iter().filter_map(|engine| {
        let fleets = results.fleets.iter().filter(|fleet| fleet.engine == engine);
        let fleet = fleets.max_by_key(|fleet| fleet.tenants);
        let stores = results.stores.iter().filter(|store| store.engine == engine);
        let store = stores.max_by_key(|store| store.users);
        let bytes = store.map(|store| store.bytes as f64 / (store.users.max(1) as f64));
        fleet.map(|fleet| row(fleet, bytes.unwrap_or_default()))
    });
    let told = format!(
        "Worked out, not measured: {TENANTS:.0} tenants with {USERS:.0} users together, a cycle \
         of {QUIET_REQUESTS} requests every 40 minutes for each tenant, {CHURN} % of the users \
         changing in a day at {REQUESTS_A_CHANGE} requests a change, and a fifth of that in the \
         busiest hour. Cores are those of this machine, kept to half their capacity."
    );
    let heading = [
        "database",
        "requests/s, mean",
        "requests/s, busiest hour",
        "cores for that",
        "first sync of all, core hours",
        "disk",
    ];
    section("A fleet of 10,000 tenants", &told, &heading, rows)
}

fn row(fleet: &Fleet, bytes: f64) -> Vec<String> {
    let quiet = TENANTS * CYCLES_A_DAY * QUIET_REQUESTS / DAY;
    let changes = USERS * CHURN / 100.0 * REQUESTS_A_CHANGE;
    let mean = quiet + changes / DAY;
    let busiest = quiet + changes * BUSIEST_HOUR / 3600.0;
    let cores = busiest * fleet.micros / 1e6 * 2.0;
    let people = (fleet.tenants * fleet.users).max(1) as f64;
    let sync = USERS * fleet.requests as f64 / people * fleet.micros / 1e6 / 3600.0;
    vec![
        fleet.engine.to_string(),
        format!("{mean:.0}"),
        format!("{busiest:.0}"),
        format!("{:.1}", cores.max(0.1)),
        format!("{sync:.1}"),
        format!("{:.0} GiB", USERS * bytes / 1_073_741_824.0),
    ]
}
