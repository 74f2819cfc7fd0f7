//! Reports: what is known of a tenant's people and groups, and what happened to them.

use roster::{Contact, ExternalState, Job, JournalEntry, Source, SyncSession, TrainingGroup};

use scim::text::fold;
pub use storage::journal::JournalQuery;

use super::listings::{GroupPages, JobPages, SessionPages};
use super::pages::{Journal, JournalPages};
use super::people::{ContactChoice, ContactPages};
use super::{AdminError, Missing};
use crate::Directory;

/// The tenant's contacts, perhaps only those in a state or from a source.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn contacts(
    directory: &Directory,
    tenant_slug: &str,
    state: Option<ExternalState>,
    source: Option<Source>,
) -> Result<Vec<Contact>, AdminError> {
    let choice = ContactChoice {
        state,
        source,
        ..ContactChoice::default()
    };
    let mut pages = ContactPages::of(directory, tenant_slug, choice).await?;
    let mut contacts = Vec::new();
    while let Some(page) = pages.next_page().await? {
        contacts.extend(page);
    }
    Ok(contacts)
}

/// The tenant's training groups.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn groups(
    directory: &Directory,
    tenant_slug: &str,
) -> Result<Vec<TrainingGroup>, AdminError> {
    let mut pages = GroupPages::of(directory, tenant_slug).await?;
    let mut groups = Vec::new();
    while let Some(page) = pages.next_page().await? {
        groups.extend(page);
    }
    Ok(groups)
}

/// The training group of that slug, id or external id, or of that name in any letter case.
///
/// # Errors
///
/// `Missing` if there is no such tenant or group.
pub async fn group(
    directory: &Directory,
    tenant_slug: &str,
    who: &str,
) -> Result<TrainingGroup, AdminError> {
    let (mut pages, mut named) = (GroupPages::of(directory, tenant_slug).await?, None);
    while let Some(page) = pages.next_page().await? {
        for group in page {
            let external_id = group.external_id.as_deref();
            if group.slug == who || group.id == who || external_id == Some(who) {
                return Ok(group);
            }
            if fold(&group.display_name) == fold(who) {
                named.get_or_insert(group);
            }
        }
    }
    named.ok_or_else(|| {
        let (tenant, who) = (tenant_slug.to_owned(), who.to_owned());
        Missing::Group { tenant, who }.into()
    })
}

/// The tenant's journal, newest first.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn journal(
    directory: &Directory,
    tenant_slug: &str,
    query: &JournalQuery,
) -> Result<Vec<JournalEntry>, AdminError> {
    entries(directory, Journal::Writes(tenant_slug), query).await
}

/// What people and commands did to the tenant, its tokens and schemas, newest first.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn administration(
    directory: &Directory,
    tenant_slug: &str,
    query: &JournalQuery,
) -> Result<Vec<JournalEntry>, AdminError> {
    entries(directory, Journal::Administration(tenant_slug), query).await
}

/// The requests to get in that were refused to the tenant's tokens, merged by minute, newest first.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn logins(
    directory: &Directory,
    tenant_slug: &str,
    query: &JournalQuery,
) -> Result<Vec<JournalEntry>, AdminError> {
    entries(directory, Journal::Logins(tenant_slug), query).await
}

/// What people and commands did that belongs to no tenant which is there, newest first.
///
/// # Errors
///
/// `Storage`.
pub async fn installation(
    directory: &Directory,
    query: &JournalQuery,
) -> Result<Vec<JournalEntry>, AdminError> {
    entries(directory, Journal::Installation, query).await
}

async fn entries(
    directory: &Directory,
    journal: Journal<&str>,
    query: &JournalQuery,
) -> Result<Vec<JournalEntry>, AdminError> {
    let mut pages = JournalPages::of(directory, journal, query).await?;
    let mut entries = Vec::new();
    while let Some(page) = pages.next_page().await? {
        entries.extend(page);
    }
    Ok(entries)
}

/// The tenant's sync sessions, newest first.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn activity(
    directory: &Directory,
    tenant_slug: &str,
    limit: u64,
) -> Result<Vec<SyncSession>, AdminError> {
    let mut pages = SessionPages::of(directory, tenant_slug, limit).await?;
    let mut sessions = Vec::new();
    while let Some(page) = pages.next_page().await? {
        sessions.extend(page);
    }
    Ok(sessions)
}

/// The jobs of a tenant or of all tenants, the newest first.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn jobs(
    directory: &Directory,
    tenant_slug: Option<&str>,
) -> Result<Vec<Job>, AdminError> {
    let mut pages = JobPages::of(directory, tenant_slug).await?;
    let mut jobs = Vec::new();
    while let Some(page) = pages.next_page().await? {
        jobs.extend(page);
    }
    Ok(jobs)
}
