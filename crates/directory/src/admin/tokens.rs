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
    /// How long it is valid, from now on; `None`: without end.
    pub lifetime: Option<TimeDelta>,
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
    let tenant = tenants::show(directory, tenant_slug).await?;
    let created_at = directory.now();
    let expires_at = token.lifetime.map(|lifetime| end(created_at, lifetime));
    let token = Token {
        id: token.id,
        label: token.label,
        hash: token.hash,
        fast_hash: token.fast_hash,
        created_at,
        expires_at: expires_at.transpose()?,
        last_used_at: None,
        revoked_at: None,
    };
    let insert = async |unit: &Transaction| {
        storage::tokens::insert(unit, tenant.key, &token).await?;
        let mut act = act(tenant.key, Action::Create, &token, created_at);
        let expires_at = token.expires_at.map(instant::format);
        act.changes
            .extend(change("expires_at", Value::Null, json!(expires_at)));
        Ok::<_, AdminError>(note(directory, unit, act).await?)
    };
    directory.database().write(insert).await?;
    Ok(token)
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
    let revoked = revoked?;
    revoked.ok_or_else(|| {
        let (tenant, id) = (tenant_slug.to_owned(), id.to_owned());
        Missing::Token { tenant, id }.into()
    })
}

/// The token of that public id, revoked and expired ones too, with its tenant.
///
/// # Errors
///
/// `Storage`.
pub async fn find(directory: &Directory, id: &str) -> Result<Option<TokenRecord>, AdminError> {
    Ok(storage::tokens::find(directory.database().reader(), id).await?)
}

/// Notes that a token was used just now.
///
/// # Errors
///
/// `Storage`.
pub async fn note_use(
    directory: &Directory,
    tenant: TenantKey,
    id: &str,
) -> Result<(), AdminError> {
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

/// RFC 3339 writes years with four digits.
fn end(start: DateTime<Utc>, lifetime: TimeDelta) -> Result<DateTime<Utc>, AdminError> {
    start
        .checked_add_signed(lifetime)
        .filter(|end| end.year() <= 9999)
        .ok_or_else(|| Refusal::EndTooLate.into())
}
