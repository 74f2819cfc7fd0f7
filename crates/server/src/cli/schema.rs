//! `rollcall schema …`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use directory::schemas::{self, StoredDocument};
use scim::instant;
use scim::schema::DocumentKind;
use serde::Serialize;
use serde_json::{Value, json};

use super::context::{Context, Need};
use super::error::Failure;
use super::output::table;
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
    let documents = match command {
        Command::Add { tenant, file } => add(context, &tenant, &file).await?,
        Command::List { tenant } => schemas::list(&context.directory, &tenant).await?,
        Command::Remove { tenant, id } => return remove(context, &tenant, &id).await,
    };
    let views: Vec<_> = documents.iter().map(View::new).collect();
    Ok(context.output.show(&views, |views| {
        let rows = views.iter().map(View::row).collect();
        let nothing = "The tenant has no schemas or resource types of its own.";
        table(["ID", "KIND", "NAME", "ADDED"], rows, nothing)
    })?)
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
struct View<'a> {
    id: &'a str,
    kind: &'static str,
    name: &'a str,
    created_at: String,
}

impl<'a> View<'a> {
    fn new(stored: &'a StoredDocument) -> Self {
        let name = stored.document.get("name").and_then(Value::as_str);
        Self {
            id: &stored.id,
            kind: stored.kind.as_str(),
            name: name.unwrap_or(&stored.id),
            created_at: instant::format(stored.created_at),
        }
    }

    fn row(&self) -> [String; 4] {
        let kind = match DocumentKind::parse(self.kind) {
            Some(DocumentKind::ResourceType) => "resource type",
            _ => self.kind,
        };
        [self.id, kind, self.name, &self.created_at].map(str::to_owned)
    }
}
