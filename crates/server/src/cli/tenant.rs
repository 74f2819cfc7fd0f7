//! `rollcall tenant …`.

use chrono::{DateTime, Utc};
use clap::Subcommand;
use directory::AdminError;
use directory::listings::TenantPages;
use directory::tenants::{self, Tenant, TenantStatus};
use scim::instant;
use serde::Serialize;
use serde_json::json;

use super::context::{Context, Need};
use super::error::Failure;
use super::listing::Listing;
use super::output::fields;
use super::public_url::doubt;
use super::table::{Cell, Column, Shape, Tone};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a tenant
    Create {
        /// Its unique short name: 1 to 63 of a-z, 0-9 and -
        slug: String,
        /// Its name for people [default: the slug]
        #[arg(long)]
        name: Option<String>,
    },
    /// List all tenants
    List {
        #[command(flatten)]
        shape: Shape,
    },
    /// Show one tenant
    Show {
        /// Its short name
        slug: String,
    },
    /// Refuse a tenant's tokens; nothing of it is lost
    Suspend {
        /// Its short name
        slug: String,
    },
    /// Accept a suspended tenant's tokens again
    Resume {
        /// Its short name
        slug: String,
    },
    /// Erase a tenant and all it holds
    Delete {
        /// Its short name
        slug: String,
        /// Really do it
        #[arg(long)]
        yes: bool,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Create { .. } => Need::Make,
            Self::Suspend { .. } | Self::Resume { .. } | Self::Delete { .. } => Need::Write,
            Self::List { .. } | Self::Show { .. } => Need::Read,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    let tenant = match command {
        Command::Create { slug, name } => {
            tenants::create(directory, &slug, name.as_deref()).await?
        }
        Command::Show { slug } => tenants::show(directory, &slug).await?,
        Command::Suspend { slug } => tenants::suspend(directory, &slug).await?,
        Command::Resume { slug } => tenants::resume(directory, &slug).await?,
        Command::List { shape } => return list(context, shape).await,
        Command::Delete { slug, yes } => return delete(context, &slug, yes).await,
    };
    Ok(context
        .output
        .show(&View::new(tenant, &context.scim_url), View::text)?)
}

async fn list(context: &Context, shape: Shape) -> Result<(), Failure> {
    let mut pages = TenantPages::of(&context.directory);
    let next = async || {
        let page = pages.next_page().await?;
        let views = page.map(|page| page.into_iter().map(|it| View::new(it, &context.scim_url)));
        Ok::<_, AdminError>(views.map(Iterator::collect))
    };
    let listing = Listing {
        columns: [
            Column::plain("SLUG"),
            Column::plain("NAME"),
            Column::plain("STATUS"),
            Column::whole("CREATED").spare(),
            Column::ids("ID"),
        ],
        row: View::row,
        nothing: "There are no tenants.",
        fields: &["id", "slug", "name", "status", "scim_url", "created_at"],
    };
    listing.print(context, shape, next).await
}

async fn delete(context: &Context, slug: &str, yes: bool) -> Result<(), Failure> {
    if !yes {
        return Err(Failure::Usage(format!(
            "tenant delete erases {slug:?} and all it holds, beyond recall; say --yes to do it"
        )));
    }
    tenants::delete(&context.directory, slug).await?;
    let deleted = json!({"deleted": slug});
    Ok(context.output.show(&deleted, |_| {
        format!("Erased the tenant {slug} and all it held.")
    })?)
}

/// A tenant as it is printed.
#[derive(Serialize)]
struct View<'a> {
    id: String,
    slug: String,
    name: String,
    status: &'static str,
    scim_url: &'a str,
    #[serde(serialize_with = "instant::serialize")]
    created_at: DateTime<Utc>,
}

impl<'a> View<'a> {
    fn new(tenant: Tenant, scim_url: &'a str) -> Self {
        Self {
            status: tenant.status.as_str(),
            scim_url,
            created_at: tenant.created_at,
            id: tenant.id,
            slug: tenant.slug,
            name: tenant.name,
        }
    }

    fn text(&self) -> String {
        let fields = fields(&[
            ("Slug", self.slug.clone()),
            ("Name", self.name.clone()),
            ("Status", self.status.into()),
            ("SCIM URL", self.scim_url.into()),
            ("Created", instant::format(self.created_at)),
            ("Id", self.id.clone()),
        ]);
        match doubt(self.scim_url) {
            Some(doubt) => format!("{fields}\n\n{doubt}"),
            None => fields,
        }
    }

    fn row(&self) -> [Cell; 5] {
        let is_active = self.status == TenantStatus::Active.as_str();
        let tone = if is_active {
            Tone::Plain
        } else {
            Tone::Warning
        };
        [
            Cell::from(&self.slug),
            Cell::from(&self.name),
            Cell::toned(tone, self.status),
            Cell::Time(self.created_at),
            Cell::from(&self.id),
        ]
    }
}
