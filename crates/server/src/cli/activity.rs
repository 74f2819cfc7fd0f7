//! `rollcall activity …`.

use clap::Subcommand;
use directory::listings::SessionPages;
use roster::SyncSession;
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

const LISTING: Listing<SyncSession, 7> = Listing {
    heading: [
        "STARTED",
        "ENDED",
        "STATUS",
        "USERS +/~/-",
        "GROUPS +/~/-",
        "MEMBERSHIPS",
        "FAILURES",
    ],
    row,
    nothing: "Nothing was synced yet.",
};

fn row(session: &SyncSession) -> [String; 7] {
    let (users, groups) = (&session.users, &session.groups);
    let changed = users.updated + users.disabled + users.enabled;
    [
        instant::format(session.started_at),
        instant::format(session.ended_at),
        session.status.as_str().into(),
        format!("{}/{changed}/{}", users.created, users.deleted),
        format!("{}/{}/{}", groups.created, groups.updated, groups.deleted),
        session.memberships_changed.to_string(),
        session.failures.to_string(),
    ]
}
