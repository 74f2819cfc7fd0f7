//! `rollcall tenant …`.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Subcommand;
use directory::listings::TenantPages;
use directory::tenants::{self, Tenant, TenantStatus};
use directory::{AdminError, labels, many};
use roster::scope::ScopeState;
use scim::instant;
use serde::Serialize;
use serde_json::json;

use super::context::{Context, Need};
use super::error::Failure;
use super::listing::Listing;
use super::output::fields;
use super::public_url::doubt;
use super::table::{Cell, Column, Shape, Tone, of_texts};
use super::tenant_list;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a tenant
    Create {
        /// Its unique short name: 1 to 63 of a-z, 0-9 and -
        slug: String,
        /// Its name for people [default: the slug]
        #[arg(long)]
        name: Option<String>,
        /// Who trains at first: nobody until `rollcall scope decide`, or everybody
        #[arg(long, value_parser = scope, value_name = "undecided|everyone", default_value = "undecided")]
        scope: ScopeState,
    },
    /// Make the tenants of a list, in which nobody trains yet
    CreateMany {
        /// A table (CSV) with the columns slug, and perhaps name and labels (separated by spaces)
        file: PathBuf,
    },
    /// Give a tenant labels, in place of those it has
    Label {
        /// Its short name
        slug: String,
        /// The labels; none takes all from it
        labels: Vec<String>,
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

fn scope(text: &str) -> Result<ScopeState, String> {
    let state = ScopeState::parse(text).filter(|state| *state != ScopeState::Rules);
    state.ok_or_else(|| "expected undecided or everyone".into())
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Create { .. } | Self::CreateMany { .. } => Need::Make,
            Self::Suspend { .. }
            | Self::Resume { .. }
            | Self::Delete { .. }
            | Self::Label { .. } => Need::Write,
            Self::List { .. } | Self::Show { .. } => Need::Read,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    let tenant = match command {
        Command::Create { slug, name, scope } => {
            tenants::create_with_scope(directory, &slug, name.as_deref(), scope).await?
        }
        Command::CreateMany { file } => return create_many(context, &file).await,
        Command::Label { slug, labels } => {
            labels::set(directory, &slug, &labels).await?;
            tenants::show(directory, &slug).await?
        }
        Command::Show { slug } => tenants::show(directory, &slug).await?,
        Command::Suspend { slug } => tenants::suspend(directory, &slug).await?,
        Command::Resume { slug } => tenants::resume(directory, &slug).await?,
        Command::List { shape } => return list(context, shape).await,
        Command::Delete { slug, yes } => return delete(context, &slug, yes).await,
    };
    show(context, tenant).await
}

/// Shows a tenant.
pub(super) async fn show(context: &Context, tenant: Tenant) -> Result<(), Failure> {
    let labels = labels::of(&context.directory, &tenant).await?;
    let view = View::new(tenant, labels, &context.scim_url);
    Ok(context.output.show(&view, View::text)?)
}

async fn list(context: &Context, shape: Shape) -> Result<(), Failure> {
    let labels = labels::all(&context.directory).await?;
    let mut pages = TenantPages::of(&context.directory);
    let next = async || {
        let page = pages.next_page().await?;
        let views = page.map(|page| {
            page.into_iter().map(|it| {
                let labels = labels.get(&it.key).cloned().unwrap_or_default();
                View::new(it, labels, &context.scim_url)
            })
        });
        Ok::<_, AdminError>(views.map(Iterator::collect))
    };
    let listing = Listing {
        columns: [
            Column::plain("SLUG"),
            Column::plain("NAME"),
            Column::plain("STATUS"),
            Column::plain("LABELS").spare(),
            Column::whole("CREATED").spare(),
            Column::ids("ID"),
        ],
        row: View::row,
        nothing: "There are no tenants.",
        fields: &[
            "id",
            "slug",
            "name",
            "status",
            "labels",
            "scim_url",
            "created_at",
        ],
    };
    listing.print(context, shape, next).await
}

async fn create_many(context: &Context, file: &Path) -> Result<(), Failure> {
    let list = tenant_list::read(file)?;
    let made = many::create(&context.directory, &list).await?;
    let labels = labels::all(&context.directory).await?;
    let views = made.into_iter().map(|it| {
        let labels = labels.get(&it.key).cloned().unwrap_or_default();
        View::new(it, labels, &context.scim_url)
    });
    let views: Vec<View<'_>> = views.collect();
    Ok(context.output.show(&views, |views| {
        let rows = views
            .iter()
            .map(|it| [it.slug.clone(), it.name.clone(), it.labels.join(",")]);
        let heading = ["SLUG", "NAME", "LABELS"];
        of_texts(heading, rows.collect(), "The list names no tenants.")
    })?)
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
    labels: Vec<String>,
}

impl<'a> View<'a> {
    fn new(tenant: Tenant, labels: Vec<String>, scim_url: &'a str) -> Self {
        Self {
            status: tenant.status.as_str(),
            scim_url,
            created_at: tenant.created_at,
            id: tenant.id,
            slug: tenant.slug,
            name: tenant.name,
            labels,
        }
    }

    fn text(&self) -> String {
        let fields = fields(&[
            ("Slug", self.slug.clone()),
            ("Name", self.name.clone()),
            ("Status", self.status.into()),
            ("Labels", self.labels.join(", ")),
            ("SCIM URL", self.scim_url.into()),
            ("Created", instant::format(self.created_at)),
            ("Id", self.id.clone()),
        ]);
        match doubt(self.scim_url) {
            Some(doubt) => format!("{fields}\n\n{doubt}"),
            None => fields,
        }
    }

    fn row(&self) -> [Cell; 6] {
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
            self.labels.join(",").into(),
            Cell::Time(self.created_at),
            Cell::from(&self.id),
        ]
    }
}
