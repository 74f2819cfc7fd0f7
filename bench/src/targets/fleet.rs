//! Many tenants at once, each synchronised as Entra does it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use indicatif::ProgressBar;
use serde::Deserialize;
use tokio::process::Command;

use super::contest::Workshop;
use crate::engine::Engine;
use crate::host::{Rollcall, Store};
use crate::plan::Plan;
use crate::results::{Fleet, Results, Row};
use crate::say::say;

/// The slowest tenant takes so many times the mean at most.
const LIMIT: f64 = 2.0;
/// Requests a second of each tenant at most, as many as Entra sends.
const RATE: &str = "25";
/// Groups of each tenant.
const GROUPS: &str = "10";

/// What `scim-check simulate --tenants` reports.
#[derive(Deserialize)]
struct Report {
    requests: u64,
    errors: u64,
    differences: u64,
    seconds: f64,
    mean_seconds: f64,
    slowest: Slowest,
}

#[derive(Deserialize)]
struct Slowest {
    tenant: String,
    seconds: f64,
}

pub(super) async fn measure(
    engine: Engine,
    plan: &Plan,
    workshop: &Workshop,
    results: &mut Results,
) -> Result<()> {
    let most = plan.fleets.iter().copied().max().unwrap_or_default();
    for &tenants in &plan.fleets {
        say(&format!(
            "{engine}, {tenants} tenants of {} users at once",
            plan.fleet_users
        ));
        let store = workshop.store(engine, &format!("fleet_{tenants}")).await?;
        let (report, micros) = simulate(&store, tenants, plan, workshop).await?;
        results.fleets.push(Fleet {
            engine,
            tenants,
            users: plan.fleet_users,
            requests: report.requests,
            rate: report.requests as f64 / report.seconds,
            micros,
        });
        if tenants == most {
            results.rows.push(row(engine, plan, tenants, &report));
        }
    }
    Ok(())
}

fn row(engine: Engine, plan: &Plan, tenants: usize, report: &Report) -> Row {
    let users = plan.fleet_users;
    let what = format!("{tenants} tenants of {users} users at once: the slowest, of the mean");
    let factor = report.slowest.seconds / report.mean_seconds;
    let rate = report.requests as f64 / report.seconds;
    let note = format!(
        "{rate:.0} requests/s in all, the slowest is {}",
        report.slowest.tenant
    );
    let row = Row::most(engine, &what, factor, LIMIT, "times").noting(note);
    let wrong = report.errors + report.differences;
    let told = format!(
        "{} failed requests, {} differences",
        report.errors, report.differences
    );
    row.with_errors(wrong, (wrong > 0).then_some(&told))
}

/// The report, and CPU microseconds of the server for each request.
async fn simulate(
    store: &Store,
    tenants: usize,
    plan: &Plan,
    workshop: &Workshop,
) -> Result<(Report, f64)> {
    let tokens = workshop.directory.join("tokens");
    let server = with_tenants(store, tenants, workshop, &tokens).await?;
    let before = server.processes.cpu_seconds()?;
    let url = format!("http://{}/scim/v2", server.endpoint.address);
    let output = Command::new(&workshop.scim_check)
        .args([
            "simulate", &url, "--groups", GROUPS, "--cycles", "1", "--rate", RATE,
        ])
        .args(["--users", &plan.fleet_users.to_string()])
        .args([
            "--tenants",
            &tenants.to_string(),
            "--report",
            "json",
            "--keep",
        ])
        .arg("--token-file")
        .arg(&tokens)
        .output()
        .await
        .with_context(|| format!("{} cannot be run", workshop.scim_check.display()))?;
    let cpu = server.processes.cpu_seconds()? - before;
    server.stop().await?;
    let told = String::from_utf8_lossy(&output.stderr);
    let last = told.lines().last().unwrap_or_default().to_owned();
    let report: Report = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("scim-check gave no report; it said: {last}"))?;
    let micros = cpu * 1e6 / (report.requests.max(1) as f64);
    Ok((report, micros))
}

/// A server with so many tenants, whose tokens are written to a file.
async fn with_tenants(
    store: &Store,
    tenants: usize,
    workshop: &Workshop,
    file: &Path,
) -> Result<Rollcall> {
    let bar = ProgressBar::new(tenants as u64);
    let mut lines = String::new();
    let mut any = String::new();
    for number in 0..tenants {
        let name = format!("tenant-{number}");
        any = workshop.program.create_tenant(store, &name).await?;
        lines = lines + &name + " " + &any + "\n";
        bar.inc(1);
    }
    bar.finish_and_clear();
    fs::write(file, lines)?;
    workshop.program.start(store, any).await
}
