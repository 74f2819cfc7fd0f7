//! `rollcall activity …`.

use clap::Subcommand;
use directory::listings::SessionPages;
use roster::{SessionStatus, SyncSession};

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::rows::rows;
use super::table::{Cell, Column, Shape, Tone};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's sync sessions, newest first
    List {
        /// The tenant's short name
        tenant: String,
        /// So many sessions at most
        #[arg(long, default_value_t = 20, value_parser = rows())]
        limit: u64,
        #[command(flatten)]
        shape: Shape,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::List {
        tenant,
        limit,
        shape,
    } = command;
    let mut pages = SessionPages::of(&context.directory, &tenant, limit).await?;
    LISTING
        .print(context, shape, async || pages.next_page().await)
        .await
}

const LISTING: Listing<SyncSession, 11> = Listing {
    columns: [
        Column::whole("STARTED"),
        Column::whole("LAST WRITE"),
        Column::whole("STATUS"),
        Column::plain("REFUSED"),
        Column::plain("CREATED"),
        Column::plain("CHANGED"),
        Column::plain("DISABLED"),
        Column::plain("ENABLED").spare(),
        Column::plain("DELETED").spare(),
        Column::plain("GROUPS +/~/-").spare(),
        Column::plain("MEMBERSHIPS").spare(),
    ],
    row,
    nothing: "Nothing was synced yet.",
    fields: &[
        "started_at",
        "ended_at",
        "status",
        "users.created",
        "users.updated",
        "users.disabled",
        "users.enabled",
        "users.deleted",
        "groups.created",
        "groups.updated",
        "groups.deleted",
        "memberships_changed",
        "failures",
    ],
};

fn row(session: &SyncSession) -> [Cell; 11] {
    let (users, groups) = (&session.users, &session.groups);
    [
        Cell::Time(session.started_at),
        Cell::Time(session.ended_at),
        status(session),
        Cell::none_or(Tone::Bad, session.failures),
        Cell::number(users.created),
        Cell::number(users.updated),
        Cell::number(users.disabled),
        Cell::number(users.enabled),
        Cell::number(users.deleted),
        format!("{}/{}/{}", groups.created, groups.updated, groups.deleted).into(),
        Cell::number(session.memberships_changed),
    ]
}

/// How it goes. That something was refused is told at once, and not when the session is over.
fn status(session: &SyncSession) -> Cell {
    let word = session.status.as_str();
    match session.status {
        SessionStatus::Running if session.failures > 0 => {
            Cell::toned(Tone::Warning, "running, refusals")
        }
        SessionStatus::Running => word.into(),
        SessionStatus::Success => Cell::toned(Tone::Good, word),
        SessionStatus::Partial => Cell::toned(Tone::Warning, word),
        SessionStatus::Failed => Cell::toned(Tone::Bad, word),
    }
}
