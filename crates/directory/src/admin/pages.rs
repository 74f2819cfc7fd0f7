//! Reports that may be long, page by page, so that whoever shows them needs not have all in memory.

use roster::{Contact, ExternalState, JournalEntry, Source};
use storage::TenantKey;
use storage::contacts::ContactQuery;
use storage::journal::{self, JournalPosition, JournalQuery, administration, logins};

use super::{AdminError, tenants};
use crate::Directory;

/// So many contacts are on one page.
const CONTACTS: u64 = 1_000;
/// So many entries are on one page. One may tell of all attributes of a large resource.
const ENTRIES: u64 = 250;

/// A tenant's contacts in the order of their ids, perhaps only those in a state or from a source.
pub struct ContactPages<'a> {
    directory: &'a Directory,
    tenant: TenantKey,
    state: Option<ExternalState>,
    source: Option<Source>,
    after: Option<String>,
}

impl<'a> ContactPages<'a> {
    /// From the first contact on.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(
        directory: &'a Directory,
        tenant_slug: &str,
        state: Option<ExternalState>,
        source: Option<Source>,
    ) -> Result<Self, AdminError> {
        Ok(Self {
            directory,
            tenant: tenants::show(directory, tenant_slug).await?.key,
            state,
            source,
            after: None,
        })
    }

    /// The next page; none behind the last contact.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Contact>>, AdminError> {
        let query = ContactQuery {
            state: self.state,
            source: self.source,
            after: self.after.as_deref(),
            limit: CONTACTS,
        };
        let reader = self.directory.database().reader();
        let contacts = storage::contacts::page(reader, self.tenant, &query).await?;
        let Some(last) = contacts.last() else {
            return Ok(None);
        };
        self.after = Some(last.id.clone());
        Ok(Some(contacts))
    }
}

/// A journal. Those of tenants go by the tenants' slugs.
#[derive(Clone, Copy, Debug)]
pub enum Journal<'a> {
    /// What clients asked to write.
    Writes(&'a str),
    /// What people and commands did to a tenant, its tokens and schemas.
    Administration(&'a str),
    /// The requests to get in that were refused to a tenant's tokens, merged by minute.
    Logins(&'a str),
    /// What people and commands did that belongs to no tenant which is there.
    Installation,
}

/// A journal whose tenant was looked up.
#[derive(Clone, Copy)]
enum Found {
    Writes(TenantKey),
    Administration(TenantKey),
    Logins(TenantKey),
    Installation,
}

/// The entries of a journal, newest first.
pub struct JournalPages<'a> {
    directory: &'a Directory,
    journal: Found,
    /// Its limit is how many more are wanted.
    query: JournalQuery,
    behind: Option<JournalPosition>,
}

impl<'a> JournalPages<'a> {
    /// From the newest entry on.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(
        directory: &'a Directory,
        journal: Journal<'_>,
        query: &JournalQuery,
    ) -> Result<Self, AdminError> {
        let key = async |slug| Ok::<_, AdminError>(tenants::show(directory, slug).await?.key);
        let journal = match journal {
            Journal::Writes(slug) => Found::Writes(key(slug).await?),
            Journal::Administration(slug) => Found::Administration(key(slug).await?),
            Journal::Logins(slug) => Found::Logins(key(slug).await?),
            Journal::Installation => Found::Installation,
        };
        Ok(Self {
            directory,
            journal,
            query: *query,
            behind: None,
        })
    }

    /// The next page; none behind the last entry.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<JournalEntry>>, AdminError> {
        let limit = Ord::min(self.query.limit, ENTRIES);
        if limit == 0 {
            return Ok(None);
        }
        let entries = self.read(limit).await?;
        let count = entries.len() as u64;
        let left = self.query.limit - Ord::min(count, self.query.limit);
        self.query.limit = if count < limit { 0 } else { left };
        self.behind = entries.last().map(JournalPosition::of);
        Ok((count > 0).then_some(entries))
    }

    async fn read(&self, limit: u64) -> Result<Vec<JournalEntry>, AdminError> {
        let reader = self.directory.database().reader();
        let query = JournalQuery {
            limit,
            ..self.query
        };
        let behind = self.behind.as_ref();
        let entries = match self.journal {
            Found::Writes(tenant) => journal::list(reader, tenant, &query, behind).await,
            Found::Administration(tenant) => {
                administration::of_tenant(reader, tenant, &query, behind).await
            }
            Found::Logins(tenant) => logins::of_tenant(reader, tenant, &query, behind).await,
            Found::Installation => administration::of_installation(reader, &query, behind).await,
        };
        Ok(entries?)
    }
}
