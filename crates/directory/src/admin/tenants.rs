//! Tenants: made, listed, suspended, resumed and erased.

use roster::scope::ScopeState;
use roster::{Action, RosterSettings, Target};
use serde_json::{Value, json};
use storage::roster_settings::{self, StoredSettings};
use storage::tenants::NewTenant;
use storage::{StorageError, Transaction, UniqueKey};

pub use storage::tenants::{Tenant, TenantStatus};

use super::note::{Act, change, note};
use super::{AdminError, Missing, Refusal};
use crate::Directory;

/// The most characters of a slug: those of a DNS label.
const SLUG_LENGTH: usize = 63;

/// Makes a tenant in which everybody trains who is pushed. Without a name, its slug is its name.
///
/// # Errors
///
/// `Refused` if the slug is malformed or taken, or the name is blank.
pub async fn create(
    directory: &Directory,
    slug: &str,
    name: Option<&str>,
) -> Result<Tenant, AdminError> {
    create_with_scope(directory, slug, name, ScopeState::Everyone).await
}

/// Makes a tenant with a scope that has no rules yet. Without a name, its slug is its name.
///
/// # Errors
///
/// `Refused` if the slug is malformed or taken, or the name is blank.
pub async fn create_with_scope(
    directory: &Directory,
    slug: &str,
    name: Option<&str>,
    scope: ScopeState,
) -> Result<Tenant, AdminError> {
    check_slug(slug)?;
    if name.is_some_and(|name| name.trim().is_empty()) {
        return Err(Refusal::NameBlank.into());
    }
    let tenant = NewTenant {
        id: directory.next_id(),
        slug: slug.to_owned(),
        name: name.unwrap_or(slug).to_owned(),
        created_at: directory.now(),
    };
    let insert = async |unit: &Transaction| {
        let made = match storage::tenants::insert(unit, &tenant).await {
            Err(StorageError::Unique(UniqueKey::TenantSlug)) => {
                let slug = slug.to_owned();
                return Err(Refusal::SlugTaken { slug }.into());
            }
            outcome => outcome?,
        };
        let chosen = StoredSettings {
            revision: 1,
            settings: RosterSettings::of_state(scope),
            decided_at: tenant.created_at,
            decided_by: directory.actor().clone(),
        };
        roster_settings::insert(unit, made.key, &chosen).await?;
        let mut act = act(directory, Action::Create, &made);
        act.changes
            .extend(change("name", Value::Null, json!(made.name)));
        note(directory, unit, act).await?;
        Ok(made)
    };
    directory.database().write(insert).await
}

/// The tenant of that slug.
///
/// # Errors
///
/// `Missing`.
pub async fn show(directory: &Directory, slug: &str) -> Result<Tenant, AdminError> {
    storage::tenants::by_slug(directory.database().reader(), slug)
        .await?
        .ok_or_else(|| {
            let slug = slug.to_owned();
            Missing::Tenant { slug }.into()
        })
}

/// Refuses the tenant's tokens from now on; nothing of it is lost.
///
/// # Errors
///
/// `Missing`.
pub async fn suspend(directory: &Directory, slug: &str) -> Result<Tenant, AdminError> {
    set_status(directory, slug, TenantStatus::Suspended).await
}

/// Lets the tenant's tokens in again.
///
/// # Errors
///
/// `Missing`.
pub async fn resume(directory: &Directory, slug: &str) -> Result<Tenant, AdminError> {
    set_status(directory, slug, TenantStatus::Active).await
}

/// Erases the tenant and all it holds, beyond recall: on SQLite nothing of it is left in the database's
/// files either. On PostgreSQL it is left in the write-ahead log and in backups until those have gone.
///
/// # Errors
///
/// `Missing`, and `Refused` if the tenant is erased and something of it is left in SQLite's files.
pub async fn delete(directory: &Directory, slug: &str) -> Result<(), AdminError> {
    let tenant = show(directory, slug).await?;
    let delete = async |unit: &Transaction| {
        storage::tenants::delete(unit, tenant.key).await?;
        let mut act = act(directory, Action::Delete, &tenant);
        // Nothing of the tenant's own is left to stand in.
        act.tenant = None;
        Ok::<_, AdminError>(note(directory, unit, act).await?)
    };
    let deleted = directory.database().write(delete).await;
    directory.note_access_change();
    directory.registries().forget(tenant.key);
    deleted?;
    overwrite(directory).await
}

/// Overwrites what an erasure has left in the database's files that could not be finished.
///
/// # Errors
///
/// As [`delete`].
pub async fn finish_erasure(directory: &Directory) -> Result<(), AdminError> {
    if directory.database().has_erased_remains().await? {
        overwrite(directory).await?;
    }
    Ok(())
}

async fn overwrite(directory: &Directory) -> Result<(), AdminError> {
    let overwritten = directory.database().overwrite_erased().await;
    overwritten.map_err(|error| {
        let cause = error.to_string();
        Refusal::RemainsLeft { cause }.into()
    })
}

async fn set_status(
    directory: &Directory,
    slug: &str,
    status: TenantStatus,
) -> Result<Tenant, AdminError> {
    let tenant = show(directory, slug).await?;
    let action = match status {
        TenantStatus::Suspended => Action::Suspend,
        TenantStatus::Active => Action::Resume,
    };
    let set = async |unit: &Transaction| {
        storage::tenants::set_status(unit, tenant.key, status).await?;
        let mut act = act(directory, action, &tenant);
        let (old, new) = (tenant.status.as_str(), status.as_str());
        act.changes.extend(change("status", json!(old), json!(new)));
        act.is_new = old != new;
        Ok::<_, AdminError>(note(directory, unit, act).await?)
    };
    let set = directory.database().write(set).await;
    directory.note_access_change();
    set?;
    Ok(Tenant { status, ..tenant })
}

/// Something that is done to a tenant now.
fn act<'a>(directory: &Directory, action: Action, tenant: &'a Tenant) -> Act<'a> {
    Act {
        tenant: Some(tenant.key),
        action,
        target: Target::Tenant,
        id: &tenant.id,
        name: Some(&tenant.slug),
        is_new: true,
        changes: Vec::new(),
        at: directory.now(),
    }
}

/// Whether a text can be a tenant's slug.
pub(super) fn is_slug(slug: &str) -> bool {
    check_slug(slug).is_ok()
}

fn check_slug(slug: &str) -> Result<(), AdminError> {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let well_formed = (1..=SLUG_LENGTH).contains(&slug.len())
        && slug.bytes().all(inner)
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    if well_formed {
        return Ok(());
    }
    Err(Refusal::SlugMalformed {
        slug: slug.to_owned(),
        longest: SLUG_LENGTH,
    }
    .into())
}

#[cfg(test)]
mod tests {
    use super::check_slug;

    #[test]
    fn a_tenant_slug_is_a_dns_label() {
        for (slug, expected) in [
            ("contoso", true),
            ("a", true),
            ("7-eleven", true),
            ("", false),
            ("-a", false),
            ("a-", false),
            ("Contoso", false),
            ("a_b", false),
            ("é", false),
        ] {
            assert_eq!(check_slug(slug).is_ok(), expected, "{slug}");
        }
        assert!(check_slug(&"a".repeat(63)).is_ok());
        assert!(check_slug(&"a".repeat(64)).is_err());
    }
}
