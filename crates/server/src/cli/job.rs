//! `rollcall job …`.

use clap::Subcommand;
use directory::reports;
use roster::Job;
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::output::{or_dash, table};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List jobs, newest first
    List {
        /// The tenant's short name; without it, the jobs of all tenants
        tenant: Option<String>,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::List { tenant } = command;
    let jobs = reports::jobs(&context.directory, tenant.as_deref()).await?;
    Ok(context.output.show(&jobs, |jobs| listed(jobs))?)
}

fn listed(jobs: &[Job]) -> String {
    let heading = [
        "TENANT", "KIND", "STATE", "DONE", "CREATED", "UPDATED", "ERROR",
    ];
    let rows = jobs.iter().map(row).collect();
    table(heading, rows, "There are no jobs.")
}

fn row(job: &Job) -> [String; 7] {
    [
        job.tenant.clone(),
        job.kind.as_str().into(),
        job.state.as_str().into(),
        job.done.to_string(),
        instant::format(job.created_at),
        instant::format(job.updated_at),
        or_dash(job.error.as_ref()),
    ]
}
