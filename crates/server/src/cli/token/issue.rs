//! Making a token: the one time its secret is known.

use std::io;

use directory::tokens::{self, End, NewToken};
use directory::{Directory, tokens::Token as Stored};
use scim::instant;
use serde::Serialize;

use crate::cli::error::Failure;
use crate::cli::output::{fields, goes_nowhere, or_dash};
use crate::cli::public_url::doubt;
use crate::token::{self, FastHasher, Token};

/// A token that was just made.
pub(in crate::cli) struct Issued {
    pub(in crate::cli) token: Token,
    pub(super) stored: Stored,
}

/// A token that is yet to be registered.
pub(super) struct Fresh {
    pub(super) token: Token,
    pub(super) new: NewToken,
}

/// Makes and registers a token.
pub(in crate::cli) async fn issue(
    directory: &Directory,
    tenant: &str,
    label: Option<String>,
    end: End,
) -> Result<Issued, Failure> {
    let Fresh { token, new } = make(directory, label, end).await?;
    let stored = tokens::register(directory, tenant, new).await?;
    Ok(Issued { token, stored })
}

/// Makes a token.
pub(super) async fn make(
    directory: &Directory,
    label: Option<String>,
    end: End,
) -> Result<Fresh, Failure> {
    let token = Token::generate()?;
    let hasher = FastHasher::new(tokens::key(directory).await?);
    let new = NewToken {
        id: token.id().to_owned(),
        hash: token::hash(token.secret())?,
        fast_hash: Some(hasher.hash(token.reveal()).to_string()),
        label,
        end,
    };
    Ok(Fresh { token, new })
}

/// Refuses to make a token that nobody would see.
pub(super) fn check_that_it_is_seen() -> Result<(), Failure> {
    if goes_nowhere()? {
        return Err(Failure::Refused(
            "no token was made, since nobody would see it: stdout is closed, or the null device"
                .into(),
        ));
    }
    Ok(())
}

/// Revokes a token that could not be shown: nobody would know it, and it would be let in for long.
pub(in crate::cli) async fn revoke_unless(
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

/// What an administrator enters at the identity provider.
pub(in crate::cli) fn paste(scim_url: &str, token: &str) -> String {
    let entries = fields(&[
        ("Tenant URL", scim_url.into()),
        ("Secret token", token.into()),
    ]);
    let doubt = doubt(scim_url).map_or_else(String::new, |doubt| format!("\n\n{doubt}"));
    format!(
        "Enter this in Microsoft Entra, under Provisioning, Admin Credentials. The token is shown \
         this once:\n\n{entries}{doubt}"
    )
}

/// A new token as it is shown, this once.
#[derive(Serialize)]
pub(super) struct View<'a> {
    id: &'a str,
    tenant: &'a str,
    label: Option<&'a str>,
    token: &'a str,
    scim_url: &'a str,
    created_at: String,
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaces: Option<Replaced>,
}

/// The token whose place it takes.
#[derive(Serialize)]
struct Replaced {
    id: String,
    expires_at: Option<String>,
}

impl<'a> View<'a> {
    pub(super) fn new(issued: &'a Issued, tenant: &'a str, scim_url: &'a str) -> Self {
        Self {
            id: &issued.stored.id,
            tenant,
            label: issued.stored.label.as_deref(),
            token: issued.token.reveal(),
            scim_url,
            created_at: instant::format(issued.stored.created_at),
            expires_at: issued.stored.expires_at.map(instant::format),
            replaces: None,
        }
    }

    /// The same, beside a token that ends.
    pub(super) fn in_place_of(self, old: &Stored) -> Self {
        Self {
            replaces: Some(Replaced {
                id: old.id.clone(),
                expires_at: old.expires_at.map(instant::format),
            }),
            ..self
        }
    }

    pub(super) fn text(&self) -> String {
        let ends = |end: &Option<String>| end.clone().unwrap_or_else(|| "never".into());
        let mut details = vec![
            ("Tenant", self.tenant.into()),
            ("Token id", self.id.into()),
            ("Label", or_dash(self.label.as_ref())),
            ("Expires", ends(&self.expires_at)),
        ];
        if let Some(old) = &self.replaces {
            details.push(("Replaces", old.id.clone()));
            details.push(("which ends", ends(&old.expires_at)));
        }
        let paste = paste(self.scim_url, self.token);
        format!("{}\n\n{paste}", fields(&details))
    }
}
