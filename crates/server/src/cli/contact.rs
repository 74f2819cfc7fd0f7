//! `rollcall contact …`.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use directory::people::{self, ContactChoice, ContactPages};
use roster::{Contact, ExternalState, Source};
use serde_json::{Map, Value};

use super::context::Context;
use super::csv;
use super::error::Failure;
use super::explain;
use super::history;
use super::listing::Listing;
use super::output::{fields, in_words, or_dash};
use super::rows::rows;
use super::when::{When, when};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's contacts, those to which all of this applies
    List {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        choice: Choice,
        /// Print a table for spreadsheets
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
    /// Show one contact
    Show {
        /// The tenant's short name
        tenant: String,
        /// The contact's id, SCIM id, address, userName, externalId, or a part of the name
        who: String,
    },
    /// List the versions of one contact, newest first, with what changed
    History {
        /// The tenant's short name
        tenant: String,
        /// The contact's id, SCIM id, address, userName, externalId, or a part of the name
        contact: String,
        /// Print a table for spreadsheets
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
    /// Tell why somebody trains or does not, and what would change that
    Explain {
        /// The tenant's short name
        tenant: String,
        /// The contact's id or e-mail address; a userName of somebody who is no contact
        who: String,
    },
}

/// Which contacts.
#[derive(Args, Debug)]
pub(super) struct Choice {
    /// In this state
    #[arg(long, value_parser = state, value_name = "active|disabled")]
    state: Option<ExternalState>,
    /// From this source
    #[arg(long, value_parser = source, value_name = "scim|csv|manual|graph")]
    source: Option<Source>,
    /// In the training group of this slug, name or id, directly or in a group within it
    #[arg(long)]
    group: Option<String>,
    /// With this text in a name or an address
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Selected by a SCIM filter over contacts, such as 'department eq "Risk"'
    #[arg(long, value_name = "SCIM")]
    filter: Option<String>,
    /// New since then: 7d, yesterday, 2026-01-31
    #[arg(long, value_name = "TIME", value_parser = when)]
    joined_since: Option<When>,
    /// Left since then
    #[arg(long, value_name = "TIME", value_parser = when)]
    left_since: Option<When>,
    /// So many at most
    #[arg(long, value_parser = rows())]
    limit: Option<u64>,
}

impl Choice {
    fn from(self, now: DateTime<Utc>) -> ContactChoice {
        ContactChoice {
            state: self.state,
            source: self.source,
            group: self.group,
            search: self.search,
            filter: self.filter,
            joined_since: self.joined_since.map(|it| it.from(now)),
            left_since: self.left_since.map(|it| it.from(now)),
            limit: self.limit,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    match command {
        Command::List {
            tenant,
            choice,
            csv,
        } => {
            let choice = choice.from(directory.now());
            let mut pages = ContactPages::of(directory, &tenant, choice).await?;
            let next = async || pages.next_page().await;
            if csv {
                return csv::print(&COLUMNS, next).await;
            }
            LISTING.print(context.output, next).await
        }
        Command::Show { tenant, who } => {
            let contact = people::find(directory, &tenant, &who).await?;
            Ok(context.output.show(&contact, details)?)
        }
        Command::History {
            tenant,
            contact,
            csv,
        } => history::run(context, &tenant, &contact, csv).await,
        Command::Explain { tenant, who } => explain::run(context, &tenant, &who).await,
    }
}

/// The fields of a contact in the order of its JSON.
const COLUMNS: [&str; 23] = [
    "id",
    "email",
    "first_name",
    "last_name",
    "display_name",
    "title",
    "department",
    "location",
    "telephone",
    "language",
    "employee_number",
    "manager_id",
    "external_id",
    "external_state",
    "source",
    "in_scope",
    "groups",
    "effective_groups",
    "synced_at",
    "created_at",
    "updated_at",
    "disabled_at",
    "pending",
];

fn state(text: &str) -> Result<ExternalState, String> {
    ExternalState::parse(text).ok_or_else(|| "expected active or disabled".into())
}

fn source(text: &str) -> Result<Source, String> {
    Source::parse(text).ok_or_else(|| "expected scim, csv, manual or graph".into())
}

const LISTING: Listing<Contact, 7> = Listing {
    heading: [
        "EMAIL",
        "NAME",
        "STATE",
        "DEPARTMENT",
        "TITLE",
        "GROUPS",
        "ID",
    ],
    row,
    nothing: "There are no such contacts.",
};

fn row(contact: &Contact) -> [String; 7] {
    [
        or_dash(contact.email.as_ref()),
        or_dash(contact.display_name.as_ref()),
        contact.external_state.as_str().into(),
        or_dash(contact.department.as_ref()),
        or_dash(contact.title.as_ref()),
        contact.groups.join(","),
        contact.id.clone(),
    ]
}

/// All fields by the names they have in JSON, so that the two forms cannot drift apart.
fn details(contact: &Contact) -> String {
    let object: Map<String, Value> = match serde_json::to_value(contact) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    };
    let lines: Vec<_> = object
        .iter()
        .map(|(name, value)| (name.as_str(), in_words(value, "-", ", ")))
        .collect();
    fields(&lines)
}
