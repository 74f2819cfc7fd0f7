//! `rollcall token …`.

mod issue;
mod validity;
mod view;

use chrono::TimeDelta;
use clap::Subcommand;
use directory::listings::{TenantPages, TokenPages};
use directory::{AdminError, Directory, tokens};

use self::issue::{Fresh, check_that_it_is_seen, make};
use self::validity::{Validity, span};
use self::view::View;
use super::context::{Context, Need};
use super::error::Failure;
use super::listing::Listing;
use super::table::{Column, Shape};

pub(super) use self::issue::{Issued, issue, paste, revoke_unless};
pub(super) use self::validity::USUAL;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a token; it is shown this once
    Create {
        /// The tenant's short name
        tenant: String,
        /// What it is for
        #[arg(long)]
        label: Option<String>,
        #[command(flatten)]
        validity: Validity,
    },
    /// List the tokens of a tenant or of all, never their secrets
    List {
        /// The tenant's short name; all tenants if it is left out
        tenant: Option<String>,
        #[command(flatten)]
        shape: Shape,
    },
    /// Make a token in place of another, which ends some time later
    Rotate {
        /// The tenant's short name
        tenant: String,
        /// The id of the token to be replaced, as `token list` shows it
        id: String,
        /// How long both are valid, such as 7d or 12h
        #[arg(long, value_name = "TIME", default_value = "7d", value_parser = span)]
        overlap: TimeDelta,
        /// What it is for [default: that of the other]
        #[arg(long)]
        label: Option<String>,
        #[command(flatten)]
        validity: Validity,
    },
    /// Refuse a token from now on
    Revoke {
        /// The tenant's short name
        tenant: String,
        /// The token's id, as `token list` shows it
        id: String,
    },
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Create { .. } | Self::Rotate { .. } | Self::Revoke { .. } => Need::Write,
            Self::List { .. } => Need::Read,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    match command {
        Command::Create {
            tenant,
            label,
            validity,
        } => {
            let end = validity.end(directory.now())?;
            create(context, &tenant, label, end).await
        }
        Command::Rotate {
            tenant,
            id,
            overlap,
            label,
            validity,
        } => {
            check_that_it_is_seen()?;
            let end = validity.end(directory.now())?;
            let fresh = make(directory, label, end).await?;
            rotate(context, (&tenant, &id), fresh, overlap).await
        }
        Command::List { tenant, shape } => list(context, tenant, shape).await,
        Command::Revoke { tenant, id } => {
            let revoked = tokens::revoke(directory, &tenant, &id).await?;
            let view = View::new(revoked, &tenant, directory.now());
            Ok(context.output.show(&view, View::text)?)
        }
    }
}

async fn create(
    context: &Context,
    tenant: &str,
    label: Option<String>,
    end: tokens::End,
) -> Result<(), Failure> {
    check_that_it_is_seen()?;
    let issued = issue(&context.directory, tenant, label, end).await?;
    let view = issue::View::new(&issued, tenant, &context.scim_url);
    let shown = context.output.show(&view, issue::View::text);
    revoke_unless(shown, &context.directory, tenant, &issued).await
}

async fn rotate(
    context: &Context,
    (tenant, id): (&str, &str),
    Fresh { token, new }: Fresh,
    overlap: TimeDelta,
) -> Result<(), Failure> {
    let rotated = tokens::rotate(&context.directory, tenant, id, new, overlap).await?;
    let stored = rotated.new;
    let issued = Issued { token, stored };
    let view = issue::View::new(&issued, tenant, &context.scim_url).in_place_of(&rotated.old);
    let shown = context.output.show(&view, issue::View::text);
    revoke_unless(shown, &context.directory, tenant, &issued).await
}

async fn list(context: &Context, tenant: Option<String>, shape: Shape) -> Result<(), Failure> {
    let mut pages = match tenant {
        Some(slug) => Pages::of_tenant(&context.directory, slug).await?,
        None => Pages::of_all(&context.directory),
    };
    LISTING
        .print(context, shape, async || pages.next_page().await)
        .await
}

const LISTING: Listing<View, 7> = Listing {
    columns: [
        Column::plain("TENANT"),
        Column::whole("ID"),
        Column::plain("LABEL").spare(),
        Column::plain("STATE"),
        Column::whole("CREATED").spare(),
        Column::whole("EXPIRES").spare(),
        Column::whole("LAST USED"),
    ],
    row: View::row,
    nothing: "There are no tokens.",
    fields: &[
        "id",
        "tenant",
        "label",
        "state",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ],
};

/// The tokens of one tenant or of many, one tenant after the other.
struct Pages<'a> {
    directory: &'a Directory,
    /// None where they are of one tenant alone.
    tenants: Option<TenantPages<'a>>,
    /// Those to come, the next one last.
    waiting: Vec<String>,
    open: Option<(String, TokenPages<'a>)>,
}

impl<'a> Pages<'a> {
    async fn of_tenant(directory: &'a Directory, slug: String) -> Result<Self, AdminError> {
        let pages = TokenPages::of(directory, &slug).await?;
        Ok(Self {
            open: Some((slug, pages)),
            tenants: None,
            ..Self::of_all(directory)
        })
    }

    fn of_all(directory: &'a Directory) -> Self {
        Self {
            directory,
            tenants: Some(TenantPages::of(directory)),
            waiting: Vec::new(),
            open: None,
        }
    }

    async fn next_page(&mut self) -> Result<Option<Vec<View>>, AdminError> {
        loop {
            if let Some((slug, pages)) = &mut self.open
                && let Some(page) = pages.next_page().await?
            {
                let now = self.directory.now();
                let views = page.into_iter().map(|token| View::new(token, slug, now));
                return Ok(Some(views.collect()));
            }
            let Some(slug) = self.next_tenant().await? else {
                return Ok(None);
            };
            // One that was erased meanwhile has none.
            self.open = match TokenPages::of(self.directory, &slug).await {
                Ok(pages) => Some((slug, pages)),
                Err(AdminError::Missing(_)) => None,
                Err(error) => return Err(error),
            };
        }
    }

    async fn next_tenant(&mut self) -> Result<Option<String>, AdminError> {
        if self.waiting.is_empty()
            && let Some(tenants) = &mut self.tenants
        {
            let page = tenants.next_page().await?.unwrap_or_default();
            let slugs = page.into_iter().map(|tenant| tenant.slug);
            self.waiting = slugs.rev().collect();
        }
        Ok(self.waiting.pop())
    }
}
