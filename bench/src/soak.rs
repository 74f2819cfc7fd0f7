//! Serves for hours: a tenant that behaves well at a steady rate, and beside it tenants that ask for
//! as much as they may.

mod harm;
mod report;

use std::io::{Write, stdout};
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::arguments::SoakArguments;
use crate::host::{Rollcall, Store};
use crate::load::{Load, MIX, Operation, Population, drive, seed_groups, seed_users};
use crate::run::{cluster, program, stores};
use crate::say::say;
use report::{Report, Sample};

/// Requests a second of the tenant that behaves well: twice as many as Entra sends.
const RATE: f64 = 50.0;
/// Its connections.
const CLIENTS: usize = 16;
/// Members of its groups.
const GROUP: usize = 10;

/// Serves until the time is over; gives whether nothing failed, and nothing grew slower or larger
/// than it may.
///
/// # Errors
/// Something cannot be measured at all.
pub(crate) async fn soak(arguments: &SoakArguments) -> Result<bool> {
    let directory = stores(&arguments.place)?;
    let cluster = cluster(arguments.database, &arguments.place.directory).await?;
    let store = match &cluster {
        None => Store::Sqlite(directory.path().join("soak.db")),
        Some(cluster) => Store::Postgres {
            url: cluster.create("soak").await?,
            process: cluster.id,
        },
    };
    let program = program(&arguments.place)?;
    let server = program.start_fresh(&store).await?;
    let population = populate(&server, arguments.users).await?;
    let harm = harm::start(&program, &store, &server.endpoint).await?;
    let report = watch(arguments, &server, &store, population).await;
    drop(harm);
    server.stop().await?;
    let report = report?;
    if let Some(file) = &arguments.out {
        report.write(file)?;
    }
    write!(stdout(), "{}", report.text())?;
    Ok(report.is_good())
}

async fn populate(server: &Rollcall, users: usize) -> Result<Population> {
    let mut population = Population::default();
    seed_users(&server.endpoint, &mut population, users, "good tenant").await?;
    seed_groups(
        &server.endpoint,
        &mut population,
        &[GROUP],
        4,
        "good tenant",
    )
    .await?;
    Ok(population)
}

async fn watch(
    arguments: &SoakArguments,
    server: &Rollcall,
    store: &Store,
    population: Population,
) -> Result<Report> {
    let started = Instant::now();
    let end = Duration::from_mins(arguments.minutes.into());
    let mut report = Report::new(arguments.database);
    let groups = population.groups.clone();
    let load = Load {
        endpoints: std::slice::from_ref(&server.endpoint),
        processes: &server.processes,
        population: &population.into(),
        groups,
        mix: MIX.to_vec(),
        clients: CLIENTS,
        time: arguments.every,
        warmup: Duration::ZERO,
        rate: Some(RATE),
    };
    while started.elapsed() < end {
        let measured = drive(&load).await?;
        let reads = measured.merged(Operation::is_read)?;
        let writes = measured.merged(|operation| !operation.is_read())?;
        let sample = Sample {
            seconds: started.elapsed().as_secs_f64(),
            requests: measured.requests(),
            errors: measured.errors(),
            first_error: measured.first_error.clone(),
            reads_p99: reads.millis_at(0.99),
            writes_p99: writes.millis_at(0.99),
            memory: server.alone().memory()?,
            store: store.bytes().await? as f64 / 1_048_576.0,
        };
        say(&sample.line());
        report.samples.push(sample);
    }
    Ok(report)
}
