//! `rollcall migrate`.

use clap::Args;
use serde_json::json;
use storage::Database;

use super::context::close;
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
    let database = Database::open(&settings.database_url).await?;
    let result = if arguments.check {
        check(&database, output).await
    } else {
        apply(&database, output).await
    };
    close(database).await;
    result
}

async fn check(database: &Database, output: Output) -> Result<(), Failure> {
    let pending = database.migrate(async |conn| migrations::pending(conn).await);
    let pending = pending.await??;
    output.show(&json!({"pending": pending}), |_| {
        listed("pending", &pending)
    })?;
    match pending.len() {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("migrations are pending: {count}"))),
    }
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
