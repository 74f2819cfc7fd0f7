//! Tokens: registered by their hash, found by their public id, revoked. Their secrets are made and
//! checked elsewhere; nothing in here ever sees one.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use roster::{Action, Target};
use scim::instant;
use serde_json::{Value, json};
use storage::{TenantKey, Transaction};

pub use storage::tokens::{Token, TokenRecord};

use super::note::{Act, change, note};
use super::{AdminError, Missing, Refusal, tenants};
use crate::{Directory, secret};

/// A token to be registered.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// Its public id.
    pub id: String,
    /// The slow hash of its secret, which versions before the fast one need.
    pub hash: String,
    /// Its fast hash under [`key`].
    pub fast_hash: Option<String>,
    /// What it is for, for people.
    pub label: Option<String>,
    /// When it ends.
    pub end: End,
}

/// When a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Never.
    Never,
    /// So long after it was made.
    After(TimeDelta),
    /// At a time.
    At(DateTime<Utc>),
}

impl End {
    /// The time, of a token that was made at a time.
    fn from(self, start: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, AdminError> {
        let end = match self {
            Self::Never => return Ok(None),
            Self::After(lifetime) => start.checked_add_signed(lifetime),
            Self::At(end) => Some(end),
        };
        // RFC 3339 writes years with four digits.
        let end = end.filter(|end| end.year() <= 9999);
        Ok(Some(end.ok_or(Refusal::EndTooLate)?))
    }
}

/// Registers a token of a tenant.
///
/// # Errors
///
/// `Missing` if there is no such tenant, `Refused` if its end is too far away to be written.
pub async fn register(
    directory: &Directory,
    tenant_slug: &str,
    token: NewToken,
) -> Result<Token, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let token = made(token, directory.now())?;
    let register = async |unit: &Transaction| insert(directory, unit, tenant, &token).await;
    directory.database().write(register).await?;
    Ok(token)
}

fn made(new: NewToken, created_at: DateTime<Utc>) -> Result<Token, AdminError> {
    Ok(Token {
        id: new.id,
        label: new.label,
        hash: new.hash,
        fast_hash: new.fast_hash,
        created_at,
        expires_at: new.end.from(created_at)?,
        last_used_at: None,
        revoked_at: None,
    })
}

async fn insert(
    directory: &Directory,
    unit: &Transaction,
    tenant: TenantKey,
    token: &Token,
) -> Result<(), AdminError> {
    storage::tokens::insert(unit, tenant, token).await?;
    let mut act = act(tenant, Action::Create, token, token.created_at);
    let expires_at = token.expires_at.map(instant::format);
    act.changes
        .extend(change("expires_at", Value::Null, json!(expires_at)));
    Ok(note(directory, unit, act).await?)
}

/// A token that takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The new one.
    pub new: Token,
    /// The one before, with the time at which it ends now.
    pub old: Token,
}

/// Registers a token beside another of the same label, which ends after some time; so a client can be
/// given the new one meanwhile.
///
/// # Errors
///
/// `Missing` if there is no such tenant, or it has no such token. `Refused` if that token has ended
/// already, or the new one's end is too far away to be written.
pub async fn rotate(
    directory: &Directory,
    tenant_slug: &str,
    id: &str,
    new: NewToken,
    overlap: TimeDelta,
) -> Result<Rotated, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let now = directory.now();
    let new = made(new, now)?;
    let old_end = End::After(overlap).from(now)?.unwrap_or(now);
    let rotate = async |unit: &Transaction| {
        let old = storage::tokens::of_tenant(unit, tenant, id).await?;
        let old = old.ok_or_else(|| missing(tenant_slug, id))?;
        if !old.works_at(now) {
            return Err(Refusal::TokenEnded { id: id.to_owned() }.into());
        }
        let new = Token {
            label: new.label.clone().or_else(|| old.label.clone()),
            ..new.clone()
        };
        insert(directory, unit, tenant, &new).await?;
        let ending = storage::tokens::end_by(unit, tenant, id, old_end).await?;
        let ending = ending.ok_or_else(|| missing(tenant_slug, id))?;
        let mut act = act(tenant, Action::Update, &ending, now);
        let [before, after] = [&old, &ending].map(|token| token.expires_at.map(instant::format));
        act.changes
            .extend(change("expires_at", json!(before), json!(after)));
        act.is_new = !act.changes.is_empty();
        note(directory, unit, act).await?;
        Ok::<_, AdminError>(Rotated { new, old: ending })
    };
    let rotated = directory.database().write(rotate).await;
    directory.note_access_change();
    rotated
}

/// Whether a tenant has a token that is let in now.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn any_works(directory: &Directory, tenant_slug: &str) -> Result<bool, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    Ok(storage::tokens::any_works_at(reader, tenant, directory.now()).await?)
}

/// Revokes a token; one that is revoked already stays as it is.
///
/// # Errors
///
/// `Missing` if there is no such tenant, or it has no such token.
pub async fn revoke(
    directory: &Directory,
    tenant_slug: &str,
    id: &str,
) -> Result<Token, AdminError> {
    let tenant = tenants::show(directory, tenant_slug).await?;
    let now = directory.now();
    let revoke = async |unit: &Transaction| {
        let revoked = storage::tokens::revoke(unit, tenant.key, id, now).await?;
        if let Some(token) = &revoked {
            let mut act = act(tenant.key, Action::Revoke, token, now);
            act.is_new = token.revoked_at == Some(now);
            note(directory, unit, act).await?;
        }
        Ok::<_, AdminError>(revoked)
    };
    let revoked = directory.database().write(revoke).await;
    directory.note_access_change();
    revoked?.ok_or_else(|| missing(tenant_slug, id))
}

fn missing(tenant_slug: &str, id: &str) -> AdminError {
    let (tenant, id) = (tenant_slug.to_owned(), id.to_owned());
    Missing::Token { tenant, id }.into()
}

/// The token of that public id, revoked and expired ones too, with its tenant.
///
/// # Errors
///
/// `Storage`.
pub async fn find(directory: &Directory, id: &str) -> Result<Option<TokenRecord>, AdminError> {
    Ok(storage::tokens::find(directory.database().reader(), id).await?)
}

/// Notes that a token was used just now. Returns whether that was the first time.
///
/// # Errors
///
/// `Storage`.
pub async fn note_use(
    directory: &Directory,
    tenant: TenantKey,
    id: &str,
) -> Result<bool, AdminError> {
    let now = directory.now();
    let noting = async |unit: &Transaction| {
        Ok::<_, AdminError>(storage::tokens::note_use(unit, tenant, id, now).await?)
    };
    directory.database().write(noting).await
}

/// The key under which fast hashes of tokens are made: 256 random bits as 64 hexadecimal digits, the
/// same for all servers of the database.
///
/// # Errors
///
/// `Storage`.
pub async fn key(directory: &Directory) -> Result<[u8; 64], AdminError> {
    Ok(secret::shared(directory.database(), "tokens").await?)
}

/// Keeps the fast hash of a token that was made without one.
///
/// # Errors
///
/// `Storage`.
pub async fn keep_fast_hash(
    directory: &Directory,
    tenant: TenantKey,
    id: &str,
    fast_hash: &str,
) -> Result<(), AdminError> {
    let keep = async |unit: &Transaction| {
        Ok::<_, AdminError>(storage::tokens::keep_fast_hash(unit, tenant, id, fast_hash).await?)
    };
    directory.database().write(keep).await
}

/// Something that is done to a token.
fn act(tenant: TenantKey, action: Action, token: &Token, at: DateTime<Utc>) -> Act<'_> {
    Act {
        tenant: Some(tenant),
        action,
        target: Target::Token,
        id: &token.id,
        name: token.label.as_deref(),
        is_new: true,
        changes: Vec::new(),
        at,
    }
}
