//! `rollcall token …`.

use std::io;

use chrono::TimeDelta;
use clap::Subcommand;
use directory::listings::TokenPages;
use directory::tokens::Token as Stored;
use directory::{AdminError, Directory, tokens};
use scim::instant;
use serde::Serialize;

use super::context::{Context, Need};
use super::error::Failure;
use super::listing::Listing;
use super::output::{fields, goes_nowhere, or_dash};
use crate::duration;
use crate::token::{self, FastHasher, Token};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a token; it is shown this once
    Create {
        /// The tenant's short name
        tenant: String,
        /// What it is for
        #[arg(long)]
        label: Option<String>,
        /// How long it is valid, such as 365d, 12h, 30m or 20s [default: without end]
        #[arg(long, value_parser = expiry)]
        expires_in: Option<TimeDelta>,
    },
    /// List a tenant's tokens, never their secrets
    List {
        /// The tenant's short name
        tenant: String,
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
            Self::Create { .. } | Self::Revoke { .. } => Need::Write,
            Self::List { .. } => Need::Read,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Create {
            tenant,
            label,
            expires_in,
        } => create(context, tenant, label, expires_in).await,
        Command::List { tenant } => list(context, &tenant).await,
        Command::Revoke { tenant, id } => {
            let revoked = tokens::revoke(&context.directory, &tenant, &id).await?;
            Ok(context.output.show(&View::new(revoked), View::text)?)
        }
    }
}

/// A token that was just made: the one time its secret is known.
pub(super) struct Issued {
    pub(super) token: Token,
    stored: Stored,
}

/// Makes and registers a token.
pub(super) async fn issue(
    directory: &Directory,
    tenant: &str,
    label: Option<String>,
    expires_in: Option<TimeDelta>,
) -> Result<Issued, Failure> {
    let token = Token::generate()?;
    let hasher = FastHasher::new(tokens::key(directory).await?);
    let new = tokens::NewToken {
        id: token.id().to_owned(),
        hash: token::hash(token.secret())?,
        fast_hash: Some(hasher.hash(token.reveal()).to_string()),
        label,
        lifetime: expires_in,
    };
    let stored = tokens::register(directory, tenant, new).await?;
    Ok(Issued { token, stored })
}

async fn create(
    context: &Context,
    tenant: String,
    label: Option<String>,
    expires_in: Option<TimeDelta>,
) -> Result<(), Failure> {
    if goes_nowhere()? {
        return Err(Failure::Refused(
            "no token was made, since nobody would see it: stdout is closed, or the null device"
                .into(),
        ));
    }
    let issued = issue(&context.directory, &tenant, label, expires_in).await?;
    let view = IssuedView {
        id: &issued.stored.id,
        tenant: &tenant,
        label: issued.stored.label.as_deref(),
        token: issued.token.reveal(),
        scim_url: &context.scim_url,
        created_at: instant::format(issued.stored.created_at),
        expires_at: issued.stored.expires_at.map(instant::format),
    };
    let shown = context.output.show(&view, IssuedView::text);
    revoke_unless(shown, &context.directory, &tenant, &issued).await
}

/// Revokes a token that could not be shown: nobody would know it, and it would be let in for long.
pub(super) async fn revoke_unless(
    shown: io::Result<()>,
    directory: &Directory,
    tenant: &str,
    issued: &Issued,
) -> Result<(), Failure> {
    let Err(error) = shown else {
        return Ok(());
    };
    let id = &issued.stored.id;
    Err(Failure::Refused(
        match tokens::revoke(directory, tenant, id).await {
            Ok(_) => format!("the new token {id} could not be shown ({error}) and is revoked"),
            Err(trouble) => format!(
                "the new token {id} could not be shown ({error}), and not be revoked either \
                 ({trouble}): do so with `rollcall token revoke {tenant} {id}`"
            ),
        },
    ))
}

async fn list(context: &Context, tenant: &str) -> Result<(), Failure> {
    let mut pages = TokenPages::of(&context.directory, tenant).await?;
    let next = async || {
        let page = pages.next_page().await?;
        let views = page.map(|page| page.into_iter().map(View::new));
        Ok::<_, AdminError>(views.map(Iterator::collect))
    };
    LISTING.print(context.output, next).await
}

const LISTING: Listing<View, 6> = Listing {
    heading: ["ID", "LABEL", "CREATED", "EXPIRES", "LAST USED", "REVOKED"],
    row: View::row,
    nothing: "The tenant has no tokens.",
};

fn expiry(text: &str) -> Result<TimeDelta, String> {
    let lifetime = duration::parse(text).map_err(|expected| format!("expected {expected}"))?;
    TimeDelta::from_std(lifetime).map_err(|_| "expected a shorter time".into())
}

#[derive(Serialize)]
struct IssuedView<'a> {
    id: &'a str,
    tenant: &'a str,
    label: Option<&'a str>,
    token: &'a str,
    scim_url: &'a str,
    created_at: String,
    expires_at: Option<String>,
}

impl IssuedView<'_> {
    fn text(&self) -> String {
        let details = fields(&[
            ("Tenant", self.tenant.into()),
            ("Token id", self.id.into()),
            ("Label", or_dash(self.label.as_ref())),
            (
                "Expires",
                self.expires_at.clone().unwrap_or_else(|| "never".into()),
            ),
        ]);
        format!("{details}\n\n{}", paste(self.scim_url, self.token))
    }
}

/// What an administrator enters at the identity provider.
pub(super) fn paste(scim_url: &str, token: &str) -> String {
    let entries = fields(&[
        ("Tenant URL", scim_url.into()),
        ("Secret token", token.into()),
    ]);
    format!(
        "Enter this in Microsoft Entra, under Provisioning, Admin Credentials. The token is shown \
         this once:\n\n{entries}"
    )
}

/// A token as it is printed later on: never its secret, never its hash.
#[derive(Serialize)]
struct View {
    id: String,
    label: Option<String>,
    created_at: String,
    expires_at: Option<String>,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

impl View {
    fn new(token: Stored) -> Self {
        Self {
            id: token.id,
            label: token.label,
            created_at: instant::format(token.created_at),
            expires_at: token.expires_at.map(instant::format),
            last_used_at: token.last_used_at.map(instant::format),
            revoked_at: token.revoked_at.map(instant::format),
        }
    }

    fn row(&self) -> [String; 6] {
        [
            self.id.clone(),
            or_dash(self.label.as_ref()),
            self.created_at.clone(),
            self.expires_at.clone().unwrap_or_else(|| "never".into()),
            or_dash(self.last_used_at.as_ref()),
            or_dash(self.revoked_at.as_ref()),
        ]
    }

    fn text(&self) -> String {
        let [id, label, created, expires, last_used, revoked] = self.row();
        fields(&[
            ("Token id", id),
            ("Label", label),
            ("Created", created),
            ("Expires", expires),
            ("Last used", last_used),
            ("Revoked", revoked),
        ])
    }
}
