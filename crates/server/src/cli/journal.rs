//! `rollcall journal …`.

use chrono::{DateTime, Utc};
use clap::Subcommand;
use directory::reports;
use roster::{JournalEntry, Status};
use scim::instant;
use storage::journal::JournalQuery;

use super::context::Context;
use super::error::Failure;
use super::output::{or_dash, table};
use super::rows::rows;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what clients asked to write, newest first
    List {
        /// The tenant's short name
        tenant: String,
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
        limit,
        status,
        since,
    } = command;
    let query = JournalQuery {
        limit,
        status,
        since,
    };
    let entries = reports::journal(&context.directory, &tenant, &query).await?;
    Ok(context.output.show(&entries, |entries| listed(entries))?)
}

fn status(text: &str) -> Result<Status, String> {
    Status::parse(text).ok_or_else(|| "expected success, failure or skipped".into())
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    instant::parse(text).ok_or_else(|| "expected a time such as 2026-01-31T12:00:00Z".into())
}

fn listed(entries: &[JournalEntry]) -> String {
    let heading = ["AT", "STATUS", "ACTION", "TARGET", "NAME", "WHAT"];
    table(
        heading,
        entries.iter().map(row).collect(),
        "The journal has no such entries.",
    )
}

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
        return format!("{} {}", error.status, error.detail);
    }
    let names = entry.changes.iter().map(|change| change.attribute.as_str());
    names.collect::<Vec<_>>().join(", ")
}
