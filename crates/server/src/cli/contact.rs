//! `rollcall contact …`.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use directory::people::{self, ContactChoice, ContactPages};
use roster::{Contact, ExternalState, Source};
use serde_json::{Map, Value};

use super::context::Context;
use super::error::Failure;
use super::explain;
use super::history;
use super::listing::Listing;
use super::output::{fields, in_words};
use super::rows::rows;
use super::table::{Cell, Column, Shape, Tone};
use super::when::{When, when};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's contacts, those to which all of this applies
    List {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        choice: Choice,
        #[command(flatten)]
        shape: Shape,
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
        #[command(flatten)]
        shape: Shape,
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
            shape,
        } => {
            let choice = choice.from(directory.now());
            let mut pages = ContactPages::of(directory, &tenant, choice).await?;
            let next = async || pages.next_page().await;
            LISTING.print(context, shape, next).await
        }
        Command::Show { tenant, who } => {
            let contact = people::find(directory, &tenant, &who).await?;
            Ok(context.output.show(&contact, details)?)
        }
        Command::History {
            tenant,
            contact,
            shape,
        } => history::run(context, &tenant, &contact, shape).await,
        Command::Explain { tenant, who } => explain::run(context, &tenant, &who).await,
    }
}

/// The fields of a contact in the order of its JSON.
const FIELDS: [&str; 23] = [
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
    columns: [
        Column::plain("EMAIL"),
        Column::plain("NAME"),
        Column::plain("STATE"),
        Column::plain("DEPARTMENT"),
        Column::plain("TITLE").spare(),
        Column::plain("GROUPS").spare(),
        Column::ids("ID"),
    ],
    row,
    nothing: "There are no such contacts.",
    fields: &FIELDS,
};

fn row(contact: &Contact) -> [Cell; 7] {
    let tone = match contact.external_state {
        ExternalState::Active => Tone::Plain,
        ExternalState::Disabled => Tone::Faint,
    };
    [
        Cell::or_dash(contact.email.as_ref()),
        Cell::or_dash(contact.display_name.as_ref()),
        Cell::toned(tone, contact.external_state.as_str()),
        Cell::or_dash(contact.department.as_ref()),
        Cell::or_dash(contact.title.as_ref()),
        contact.groups.join(",").into(),
        Cell::from(&contact.id),
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
