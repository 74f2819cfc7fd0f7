//! `rollcall journal …`.

use chrono::{DateTime, Utc};
use clap::Subcommand;
use directory::pages::{Journal, JournalPages};
use directory::reports::JournalQuery;
use roster::{JournalCategory, JournalEntry, Status};
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::output::or_dash;
use super::rows::rows;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what clients asked to write, what people and commands did, or refused log-ins, newest first
    List {
        /// The tenant's short name
        #[arg(required_unless_present = "installation")]
        tenant: Option<String>,
        /// What the entries are about
        #[arg(long, value_parser = category, default_value = "write",
            value_name = "write|administration|login")]
        category: JournalCategory,
        /// What people and commands did that belongs to no tenant, such as erasing one
        #[arg(long, conflicts_with_all = ["tenant", "category"])]
        installation: bool,
        /// So many entries at most
        #[arg(long, default_value_t = 100, value_parser = rows())]
        limit: u64,
        /// Only those that ended like this
        #[arg(long, value_parser = status, value_name = "success|failure|skipped")]
        status: Option<Status>,
        /// Only those at or after this time, RFC 3339
        #[arg(long, value_parser = time, value_name = "TIME")]
        since: Option<DateTime<Utc>>,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let Command::List {
        tenant,
        category,
        installation: _,
        limit,
        status,
        since,
    } = command;
    let query = JournalQuery {
        limit,
        status,
        since,
    };
    let journal = match (tenant.as_deref(), category) {
        (None, _) => Journal::Installation,
        (Some(tenant), JournalCategory::Administration) => Journal::Administration(tenant),
        (Some(tenant), JournalCategory::Login) => Journal::Logins(tenant),
        (Some(tenant), _) => Journal::Writes(tenant),
    };
    let mut pages = JournalPages::of(&context.directory, journal, &query).await?;
    LISTING
        .print(context.output, async || pages.next_page().await)
        .await
}

/// What people read is not journaled yet.
fn category(text: &str) -> Result<JournalCategory, String> {
    match JournalCategory::parse(text) {
        None | Some(JournalCategory::Read) => Err("expected write, administration or login".into()),
        Some(category) => Ok(category),
    }
}

fn status(text: &str) -> Result<Status, String> {
    Status::parse(text).ok_or_else(|| "expected success, failure or skipped".into())
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    instant::parse(text).ok_or_else(|| "expected a time such as 2026-01-31T12:00:00Z".into())
}

const LISTING: Listing<JournalEntry, 6> = Listing {
    heading: ["AT", "STATUS", "ACTION", "TARGET", "NAME", "WHAT"],
    row,
    nothing: "The journal has no such entries.",
};

fn row(entry: &JournalEntry) -> [String; 6] {
    [
        instant::format(entry.at),
        entry.status.as_str().into(),
        entry.action.as_str().into(),
        entry.target.as_str().into(),
        or_dash(entry.target_name.as_ref().or(entry.target_id.as_ref())),
        what(entry),
    ]
}

fn what(entry: &JournalEntry) -> String {
    if let Some(error) = &entry.error {
        let times = entry.times.map(|times| format!(" ({times} times)"));
        let times = times.unwrap_or_default();
        return format!("{} {}{times}", error.status, error.detail);
    }
    let names = entry.changes.iter().map(|change| change.attribute.as_str());
    names.collect::<Vec<_>>().join(", ")
}
