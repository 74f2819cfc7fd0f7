//! `rollcall schema …`.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Subcommand;
use directory::schemas::{self, StoredDocument};
use scim::instant;
use scim::schema::DocumentKind;
use serde::Serialize;
use serde_json::{Value, json};

use super::context::{Context, Need};
use super::error::Failure;
use super::listing::{Listing, once};
use super::table::{Cell, Column, Shape};
use crate::schema_files;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add the schemas and resource types of a file to a tenant
    Add {
        /// The tenant's short name
        tenant: String,
        /// A JSON file with a schema or resource type document, or a list of them
        file: PathBuf,
    },
    /// List the schemas and resource types that were added to a tenant
    List {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        shape: Shape,
    },
    /// Remove a schema or resource type that nothing of the tenant uses
    Remove {
        /// The tenant's short name
        tenant: String,
        /// The schema's URN or the resource type's name
        id: String,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Add { .. } | Self::Remove { .. } => Need::Write,
            Self::List { .. } => Need::Read,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let (documents, shape) = match command {
        Command::Add { tenant, file } => (add(context, &tenant, &file).await?, Shape::default()),
        Command::List { tenant, shape } => {
            (schemas::list(&context.directory, &tenant).await?, shape)
        }
        Command::Remove { tenant, id } => return remove(context, &tenant, &id).await,
    };
    let views = documents.iter().map(View::new).collect();
    LISTING.print(context, shape, once(views)).await
}

async fn add(context: &Context, tenant: &str, file: &Path) -> Result<Vec<StoredDocument>, Failure> {
    let given = schema_files::read(file).map_err(Failure::Refused)?;
    let source = file.display().to_string();
    Ok(schemas::add(&context.directory, tenant, &source, &given).await?)
}

async fn remove(context: &Context, tenant: &str, id: &str) -> Result<(), Failure> {
    schemas::remove(&context.directory, tenant, id).await?;
    let removed = json!({"removed": id});
    Ok(context.output.show(&removed, |_| {
        format!("Removed {id} from the tenant {tenant}.")
    })?)
}

/// A document as it is printed.
#[derive(Serialize)]
struct View {
    id: String,
    kind: &'static str,
    name: String,
    #[serde(serialize_with = "instant::serialize")]
    created_at: DateTime<Utc>,
}

impl View {
    fn new(stored: &StoredDocument) -> Self {
        let name = stored.document.get("name").and_then(Value::as_str);
        Self {
            id: stored.id.clone(),
            kind: stored.kind.as_str(),
            name: name.unwrap_or(&stored.id).to_owned(),
            created_at: stored.created_at,
        }
    }
}

const LISTING: Listing<View, 4> = Listing {
    columns: [
        Column::plain("ID"),
        Column::plain("KIND"),
        Column::plain("NAME"),
        Column::whole("ADDED").spare(),
    ],
    row,
    nothing: "The tenant has no schemas or resource types of its own.",
    fields: &["id", "kind", "name", "created_at"],
};

fn row(view: &View) -> [Cell; 4] {
    let kind = match DocumentKind::parse(view.kind) {
        Some(DocumentKind::ResourceType) => "resource type",
        _ => view.kind,
    };
    [
        Cell::from(&view.id),
        kind.into(),
        Cell::from(&view.name),
        Cell::Time(view.created_at),
    ]
}
