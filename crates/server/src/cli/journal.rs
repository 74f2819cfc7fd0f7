//! `rollcall journal …`.

use std::collections::HashMap;

use clap::Subcommand;
use directory::pages::{Journal, JournalPages};
use directory::reports::JournalQuery;
use directory::{AdminError, names};
use roster::{Action, JournalCategory, JournalEntry, Status, Target};
use serde::{Serialize, Serializer};

use super::change;
use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::rows::rows;
use super::table::{Cell, Column, Shape, Tone};
use super::when::{When, when};

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
        /// Only those since then: 7d, yesterday, 2026-01-31, 2026-01-31T12:00:00Z
        #[arg(long, value_parser = when, value_name = "TIME")]
        since: Option<When>,
        /// Only those before then
        #[arg(long, value_parser = when, value_name = "TIME")]
        until: Option<When>,
        /// Only those about this kind of thing
        #[arg(long, value_parser = target, value_name = "user|group|resource|tenant|token|schema|contact|exception")]
        target: Option<Target>,
        /// Only those of this act, such as create, update or disable
        #[arg(long, value_parser = action)]
        action: Option<Action>,
        /// Only those about this person's SCIM users, of now and before; WHO as for `contact show`
        #[arg(long, value_name = "WHO", conflicts_with_all = ["installation", "category"])]
        contact: Option<String>,
        #[command(flatten)]
        shape: Shape,
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
        until,
        target,
        action,
        contact,
        shape,
    } = command;
    let now = context.directory.now();
    let query = JournalQuery {
        limit,
        status,
        since: since.map(|it| it.from(now)),
        until: until.map(|it| it.from(now)),
        target,
        action,
    };
    let directory = &context.directory;
    let journal = match (tenant.as_deref(), category) {
        (None, _) => Journal::Installation,
        (Some(tenant), JournalCategory::Administration) => Journal::Administration(tenant),
        (Some(tenant), JournalCategory::Login) => Journal::Logins(tenant),
        (Some(tenant), _) => Journal::Writes(tenant),
    };
    let mut pages = match (&contact, journal) {
        (Some(who), Journal::Writes(tenant)) => {
            JournalPages::of_person(directory, tenant, who, &query).await?
        }
        _ => JournalPages::of(directory, journal, &query).await?,
    };
    let next = async || match pages.next_page().await? {
        Some(entries) => told(context, journal, entries).await.map(Some),
        None => Ok(None),
    };
    LISTING.print(context, shape, next).await
}

/// An entry, and what it says in words.
struct Told {
    entry: JournalEntry,
    what: String,
}

impl Serialize for Told {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.entry.serialize(serializer)
    }
}

/// Puts a page of entries into words, with the names of members; those are for people alone.
async fn told(
    context: &Context,
    journal: Journal<&str>,
    entries: Vec<JournalEntry>,
) -> Result<Vec<Told>, AdminError> {
    let names = match journal {
        Journal::Writes(tenant) if !context.output.is_json() => {
            names::of_members(&context.directory, tenant, &entries, change::NAMED).await?
        }
        _ => HashMap::new(),
    };
    let told = entries.into_iter().map(|entry| {
        let what = what(&entry, &names);
        Told { entry, what }
    });
    Ok(told.collect())
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

fn target(text: &str) -> Result<Target, String> {
    let words = Target::ALL.iter().map(|target| target.as_str());
    Target::parse(text).ok_or_else(|| expected(words))
}

fn action(text: &str) -> Result<Action, String> {
    let words = Action::ALL.iter().map(|action| action.as_str());
    Action::parse(text).ok_or_else(|| expected(words))
}

fn expected<'w>(words: impl Iterator<Item = &'w str>) -> String {
    format!("expected one of {}", words.collect::<Vec<_>>().join(", "))
}

const LISTING: Listing<Told, 6> = Listing {
    columns: [
        Column::whole("AT"),
        Column::plain("STATUS"),
        Column::plain("ACTION"),
        Column::plain("TARGET").spare(),
        Column::plain("NAME"),
        Column::text("WHAT"),
    ],
    row,
    nothing: "The journal has no such entries.",
    fields: &[
        "id",
        "at",
        "category",
        "action",
        "target",
        "resource_type",
        "target_id",
        "target_name",
        "status",
        "changes",
        "error.status",
        "error.scim_type",
        "error.detail",
        "times",
        "actor.kind",
        "actor.id",
        "actor.label",
        "token_id",
        "request_id",
        "ignored",
    ],
};

fn row(Told { entry, what }: &Told) -> [Cell; 6] {
    let tone = match entry.status {
        Status::Success => Tone::Plain,
        Status::Failure => Tone::Bad,
        Status::Skipped => Tone::Faint,
    };
    [
        Cell::Time(entry.at),
        Cell::toned(tone, entry.status.as_str()),
        entry.action.as_str().into(),
        entry.target.as_str().into(),
        Cell::or_dash(entry.target_name.as_ref().or(entry.target_id.as_ref())),
        Cell::from(what),
    ]
}

fn what(entry: &JournalEntry, names: &HashMap<String, String>) -> String {
    if let Some(error) = &entry.error {
        let times = entry.times.map(|times| format!(" ({times} times)"));
        let times = times.unwrap_or_default();
        return format!("{} {}{times}", error.status, error.detail);
    }
    change::in_words(&entry.changes, names)
}
