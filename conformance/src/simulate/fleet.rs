//! Many tenants of one server at once, each with a directory of its own.

use std::sync::Arc;
use std::time::Instant;

use futures_util::future::join_all;

use super::fleet_report::{FleetReport, TenantReport};
use super::{CycleReport, Progress, Settings, simulate};
use crate::check::Interrupt;
use crate::http::Transport;
use crate::target::discover;

/// A tenant of the fleet.
pub struct Tenant {
    /// What it is called in the report.
    pub name: String,
    /// The way to the server, with the tenant's own token.
    pub transport: Arc<dyn Transport>,
}

/// Hears how far the fleet is.
pub trait FleetProgress: Send + Sync {
    /// A tenant is done.
    fn finished(&self, tenant: &TenantReport);
    /// The server does not answer a tenant; it is tried again.
    fn waiting(&self, tenant: &str, told: &str);
}

/// Simulates all tenants at once. Each has the same settings but for its people, who differ from
/// tenant to tenant; the rate is each one's own. What keeps one from its end stands in its report,
/// and keeps no other from theirs.
pub async fn simulate_fleet(
    tenants: Vec<Tenant>,
    settings: &Settings,
    interrupt: &Interrupt,
    progress: Arc<dyn FleetProgress>,
) -> FleetReport {
    let started = Instant::now();
    let runs = tenants.into_iter().zip(0_u64..).map(|(tenant, number)| {
        let settings = Settings {
            seed: settings.seed.wrapping_add(number),
            tag: format!("{}{number:x}", settings.tag),
            ..settings.clone()
        };
        let run = one(tenant, settings, interrupt.clone(), Arc::clone(&progress));
        tokio::spawn(run)
    });
    let reports = join_all(runs).await.into_iter();
    let reports = reports.map(|report| report.unwrap_or_else(|error| TenantReport::broken(&error)));
    FleetReport::new(reports.collect(), started.elapsed().as_secs_f64())
}

async fn one(
    tenant: Tenant,
    settings: Settings,
    interrupt: Interrupt,
    progress: Arc<dyn FleetProgress>,
) -> TenantReport {
    let Tenant { name, transport } = tenant;
    let report = match discover(&*transport).await {
        Err(unusable) => TenantReport::failed(name, unusable.to_string()),
        Ok(target) => {
            let told = Told {
                tenant: &name,
                progress: &*progress,
            };
            match simulate(transport, &target, settings, interrupt, &told).await {
                Ok(simulation) => TenantReport::of(name, simulation),
                Err(failure) => TenantReport::failed(name, failure.to_string()),
            }
        }
    };
    progress.finished(&report);
    report
}

/// Tells whose server does not answer. Cycles are too many to be told of.
struct Told<'p> {
    tenant: &'p str,
    progress: &'p dyn FleetProgress,
}

impl Progress for Told<'_> {
    fn cycle(&self, _cycle: &CycleReport) {}

    fn waiting(&self, told: &str) {
        self.progress.waiting(self.tenant, told);
    }
}
