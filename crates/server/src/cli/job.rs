//! `rollcall job …`.

use clap::Subcommand;
use directory::listings::JobPages;
use roster::Job;
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::output::or_dash;

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
    let mut pages = JobPages::of(&context.directory, tenant.as_deref()).await?;
    LISTING
        .print(context.output, async || pages.next_page().await)
        .await
}

const LISTING: Listing<Job, 7> = Listing {
    heading: [
        "TENANT", "KIND", "STATE", "DONE", "CREATED", "UPDATED", "ERROR",
    ],
    row,
    nothing: "There are no jobs.",
};

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
