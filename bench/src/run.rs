//! A whole run: every target on every database.

use std::fs;
use std::io::{Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;
use tempfile::TempDir;

use crate::arguments::{Place, RunArguments};
use crate::engine::Engine;
use crate::host::{Cluster, RollcallProgram};
use crate::results::{self, Results};
use crate::targets::{self, Workshop};

/// Measures, prints the table, and gives whether every target is held.
///
/// # Errors
/// Something cannot be measured at all.
pub(crate) async fn run(arguments: &RunArguments) -> Result<bool> {
    let mode = arguments.mode.to_possible_value();
    let mode = mode.map(|mode| mode.get_name().to_owned());
    let mut results = Results::new(&mode.unwrap_or_default());
    let mut plan = arguments.mode.plan();
    plan.time = arguments.time.unwrap_or(plan.time);
    let engines = match arguments.database.as_slice() {
        [] => Engine::ALL.to_vec(),
        some => some.to_vec(),
    };
    for engine in engines {
        let directory = stores(&arguments.place)?;
        let workshop = Workshop {
            program: program(&arguments.place)?,
            scim_check: arguments.place.scim_check.clone(),
            cluster: cluster(engine, &arguments.place.directory).await?,
            directory: directory.path().to_owned(),
            criterion: arguments.criterion.clone(),
        };
        targets::measure(engine, &plan, &workshop, &mut results).await?;
        if let Some(file) = &arguments.out {
            results.write(file)?;
        }
    }
    write!(stdout(), "{}", results::text(&results))?;
    Ok(results.rows.iter().all(results::Row::is_held))
}

/// Rollcall's program, which must be there.
pub(crate) fn program(place: &Place) -> Result<RollcallProgram> {
    let binary = place.rollcall.clone();
    ensure!(
        binary.is_file(),
        "there is no {}: build it with `cargo build --release`, or name it with --rollcall",
        binary.display()
    );
    if let Some(folder) = place.log.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(RollcallProgram {
        binary,
        log: place.log.clone(),
    })
}

/// A directory for stores, gone afterwards.
pub(crate) fn stores(place: &Place) -> Result<TempDir> {
    let directory = tempfile::Builder::new()
        .prefix("rollcall-bench.")
        .tempdir_in(&place.directory);
    directory.with_context(|| format!("{} cannot be written", place.directory.display()))
}

/// PostgreSQL, if it is needed.
pub(crate) async fn cluster(engine: Engine, directory: &Path) -> Result<Option<Cluster>> {
    Ok(match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Cluster::start(directory).await?),
    })
}
