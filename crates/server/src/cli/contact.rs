//! `rollcall contact …`.

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use directory::people::{self, ContactChoice, ContactPages};
use directory::recheck;
use roster::scope::Status;
use roster::{Contact, ExternalState, Source};
use serde_json::{Map, Value};

use super::contact_fields::FIELDS;
use super::context::{Context, Need};
use super::error::Failure;
use super::explain;
use super::history;
use super::leavers;
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
    /// List those who left lately, held or not
    Leavers {
        /// The tenant's short name
        tenant: String,
        /// Left since then: 7d, yesterday, 2026-01-31
        #[arg(long, value_name = "TIME", value_parser = when, default_value = "30d")]
        since: When,
        #[command(flatten)]
        shape: Shape,
    },
    /// Have somebody train who left or is held, until that is looked at again in 30 days
    BringBack {
        /// The tenant's short name
        tenant: String,
        /// The contact's id, SCIM id, address, userName, externalId, or a part of the name
        who: String,
        /// Only tell what would be done
        #[arg(long)]
        preview: bool,
    },
    /// Decide one person again from what is stored
    Recheck {
        /// The tenant's short name
        tenant: String,
        /// The contact's id, SCIM id, address, userName, externalId, or a part of the name
        who: String,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::BringBack { .. } | Self::Recheck { .. } => Need::Write,
            _ => Need::Read,
        }
    }
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
    /// Of this status
    #[arg(long, value_parser = status, value_name = "STATUS")]
    status: Option<Status>,
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
            status: self.status,
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
        Command::Recheck { tenant, who } => {
            let contact = recheck(directory, &tenant, &who).await?;
            Ok(context.output.show(&contact, details)?)
        }
        Command::Explain { tenant, who } => explain::run(context, &tenant, &who).await,
        Command::Leavers {
            tenant,
            since,
            shape,
        } => leavers::list(context, &tenant, since, shape).await,
        Command::BringBack {
            tenant,
            who,
            preview,
        } => leavers::bring_back(context, &tenant, &who, preview).await,
    }
}

fn state(text: &str) -> Result<ExternalState, String> {
    ExternalState::parse(text).ok_or_else(|| "expected active or disabled".into())
}

fn status(text: &str) -> Result<Status, String> {
    Status::parse(text).ok_or_else(|| {
        let all: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("expected one of {}", all.join(", "))
    })
}

fn source(text: &str) -> Result<Source, String> {
    Source::parse(text).ok_or_else(|| "expected scim, csv, manual or graph".into())
}

const LISTING: Listing<Contact, 7> = Listing {
    columns: [
        Column::plain("EMAIL"),
        Column::plain("NAME"),
        Column::plain("STATUS"),
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
        Cell::toned(tone, contact.status.as_str()),
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
