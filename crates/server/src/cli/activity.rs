//! `rollcall activity …`.

use clap::Subcommand;
use directory::listings::SessionPages;
use roster::{SessionStatus, SyncSession};
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::rows::rows;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's sync sessions, newest first
    List {
        /// The tenant's short name
        tenant: String,
        /// So many sessions at most
        #[arg(long, default_value_t = 20, value_parser = rows())]
        limit: u64,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::List { tenant, limit } = command;
    let mut pages = SessionPages::of(&context.directory, &tenant, limit).await?;
    LISTING
        .print(context.output, async || pages.next_page().await)
        .await
}

const LISTING: Listing<SyncSession, 11> = Listing {
    heading: [
        "STARTED",
        "LAST WRITE",
        "STATUS",
        "REFUSED",
        "CREATED",
        "CHANGED",
        "DISABLED",
        "ENABLED",
        "DELETED",
        "GROUPS +/~/-",
        "MEMBERSHIPS",
    ],
    row,
    nothing: "Nothing was synced yet.",
};

fn row(session: &SyncSession) -> [String; 11] {
    let (users, groups) = (&session.users, &session.groups);
    [
        instant::format(session.started_at),
        instant::format(session.ended_at),
        status(session),
        session.failures.to_string(),
        users.created.to_string(),
        users.updated.to_string(),
        users.disabled.to_string(),
        users.enabled.to_string(),
        users.deleted.to_string(),
        format!("{}/{}/{}", groups.created, groups.updated, groups.deleted),
        session.memberships_changed.to_string(),
    ]
}

/// How it goes. That something was refused is told at once, and not when the session is over.
fn status(session: &SyncSession) -> String {
    match session.status {
        SessionStatus::Running if session.failures > 0 => "running, refusals".into(),
        status => status.as_str().into(),
    }
}
