//! `rollcall contact …`.

use clap::Subcommand;
use directory::pages::ContactPages;
use directory::reports;
use roster::{Contact, ExternalState, Source};
use serde_json::{Map, Value};

use super::context::Context;
use super::error::Failure;
use super::listing::Listing;
use super::output::{fields, or_dash};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List a tenant's contacts
    List {
        /// The tenant's short name
        tenant: String,
        /// Only those in this state
        #[arg(long, value_parser = state, value_name = "active|disabled")]
        state: Option<ExternalState>,
        /// Only those from this source
        #[arg(long, value_parser = source, value_name = "scim|csv|manual|graph")]
        source: Option<Source>,
    },
    /// Show one contact
    Show {
        /// The tenant's short name
        tenant: String,
        /// The contact's id or e-mail address
        id_or_email: String,
    },
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    match command {
        Command::List {
            tenant,
            state,
            source,
        } => {
            let mut pages = ContactPages::of(directory, &tenant, state, source).await?;
            LISTING
                .print(context.output, async || pages.next_page().await)
                .await
        }
        Command::Show {
            tenant,
            id_or_email,
        } => {
            let contact = reports::contact(directory, &tenant, &id_or_email).await?;
            Ok(context.output.show(&contact, details)?)
        }
    }
}

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
        .map(|(name, value)| (name.as_str(), shown(value)))
        .collect();
    fields(&lines)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
