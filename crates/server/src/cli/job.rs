//! `rollcall job …`.

use clap::Subcommand;
use directory::listings::JobPages;
use roster::{Job, JobState};

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::table::{Cell, Column, Shape, Tone};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List jobs, newest first
    List {
        /// The tenant's short name; without it, the jobs of all tenants
        tenant: Option<String>,
        #[command(flatten)]
        shape: Shape,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::List { tenant, shape } = command;
    let mut pages = JobPages::of(&context.directory, tenant.as_deref()).await?;
    LISTING
        .print(context, shape, async || pages.next_page().await)
        .await
}

const LISTING: Listing<Job, 7> = Listing {
    columns: [
        Column::plain("TENANT"),
        Column::plain("KIND"),
        Column::plain("STATE"),
        Column::plain("DONE"),
        Column::whole("CREATED").spare(),
        Column::whole("UPDATED"),
        Column::text("ERROR"),
    ],
    row,
    nothing: "There are no jobs.",
    fields: &[
        "id",
        "tenant",
        "kind",
        "state",
        "done",
        "error",
        "created_at",
        "updated_at",
    ],
};

fn row(job: &Job) -> [Cell; 7] {
    let tone = match job.state {
        JobState::Failed => Tone::Bad,
        _ => Tone::Plain,
    };
    [
        Cell::from(&job.tenant),
        job.kind.as_str().into(),
        Cell::toned(tone, job.state.as_str()),
        Cell::number(job.done),
        Cell::Time(job.created_at),
        Cell::Time(job.updated_at),
        Cell::or_dash(job.error.as_ref()),
    ]
}
