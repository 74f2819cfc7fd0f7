//! `rollcall journal …`.

use clap::Subcommand;
use directory::pages::{Journal, JournalPages};
use directory::reports::JournalQuery;
use roster::{Action, JournalCategory, JournalEntry, Status, Target};
use scim::diff::Change;
use scim::instant;
use serde_json::Value;

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::output::or_dash;
use super::rows::rows;
use super::when::{When, when};

/// So many characters of a value are shown.
const LONGEST: usize = 60;

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
        #[arg(long, value_parser = target, value_name = "user|group|resource|tenant|token|schema")]
        target: Option<Target>,
        /// Only those of this act, such as create, update or disable
        #[arg(long, value_parser = action)]
        action: Option<Action>,
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
    let changes = entry.changes.iter().map(said);
    changes.collect::<Vec<_>>().join("; ")
}

/// A change in words. Of lists it is told how many came and went.
fn said(change: &Change) -> String {
    let Change {
        attribute,
        old,
        new,
    } = change;
    match (old, new) {
        (Value::Null, Value::Array(came)) => format!("{attribute}: +{}", came.len()),
        (Value::Array(went), Value::Null) => format!("{attribute}: -{}", went.len()),
        (Value::Array(went), Value::Array(came)) => {
            format!("{attribute}: -{} +{}", went.len(), came.len())
        }
        (Value::Null, new) => format!("{attribute}: {}", short(new)),
        (old, Value::Null) => format!("{attribute}: {} removed", short(old)),
        (old, new) => format!("{attribute}: {} → {}", short(old), short(new)),
    }
}

/// A value, or its beginning.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_says_what_was_and_what_is() {
        for (old, new, expected) in [
            (json!("Clerk"), json!("Lead"), "title: Clerk → Lead"),
            (json!(null), json!("Lead"), "title: Lead"),
            (json!("Clerk"), json!(null), "title: Clerk removed"),
            (json!(true), json!(false), "title: true → false"),
            (json!(null), json!(["a", "b"]), "title: +2"),
            (json!(["a"]), json!(null), "title: -1"),
            (json!(["a"]), json!(["b", "c"]), "title: -1 +2"),
            (json!(null), json!({"a": 1}), "title: {\"a\":1}"),
        ] {
            let attribute = "title".to_owned();
            let change = Change {
                attribute,
                old,
                new,
            };
            assert_eq!(said(&change), expected);
        }
        let long = json!("é".repeat(LONGEST + 1));
        assert_eq!(short(&long), format!("{}…", "é".repeat(LONGEST)));
    }
}
