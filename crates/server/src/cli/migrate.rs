//! `rollcall migrate`.

use clap::Args;
use serde_json::json;
use storage::{Access, Database};

use super::context::{close, open};
use super::error::Failure;
use super::output::Output;
use crate::config::Settings;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Only tell which migrations are pending; exit status 1 if some are
    #[arg(long)]
    check: bool,
}

pub(super) async fn run(
    arguments: &Arguments,
    settings: &Settings,
    output: Output,
) -> Result<(), Failure> {
    if arguments.check {
        return check(settings, output).await;
    }
    let database = open(settings, Access::Make).await?;
    let result = apply(&database, output).await;
    close(database).await;
    result
}

/// Neither makes a database nor changes one.
async fn check(settings: &Settings, output: Output) -> Result<(), Failure> {
    let applied = match open(settings, Access::Read).await {
        Ok(database) => {
            let applied = applied(&database).await;
            close(database).await;
            applied?
        }
        Err(Failure::Missing(_)) => Vec::new(),
        Err(failure) => return Err(failure),
    };
    let pending = migrations::missing(&applied)?;
    output.show(&json!({"pending": pending}), |_| {
        listed("pending", &pending)
    })?;
    match pending.len() {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("migrations are pending: {count}"))),
    }
}

async fn applied(database: &Database) -> Result<Vec<String>, Failure> {
    if database.is_empty().await? {
        return Ok(Vec::new());
    }
    Ok(database.applied_migrations().await?)
}

async fn apply(database: &Database, output: Output) -> Result<(), Failure> {
    let applied = database.migrate(async |conn| migrations::apply(conn).await);
    let applied = applied.await??;
    Ok(output.show(&json!({"applied": applied}), |_| {
        listed("applied", &applied)
    })?)
}

fn listed(what: &str, names: &[String]) -> String {
    if names.is_empty() {
        return "The database is up to date.".into();
    }
    let lines = names.iter().map(|name| format!("{what}: {name}"));
    lines.collect::<Vec<_>>().join("\n")
}
