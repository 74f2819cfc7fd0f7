//! Reports that may be long, page by page, so that whoever shows them needs not have all in memory.

use std::collections::BTreeSet;

use roster::JournalEntry;
use roster::contact::Field;
use storage::journal::{self, JournalPosition, JournalQuery, Whom, administration, logins};
use storage::{TenantKey, contacts};

use super::{AdminError, people, tenants};
use crate::Directory;

/// So many entries are on one page. One may tell of all attributes of a large resource.
const ENTRIES: u64 = 250;

/// A journal. Those of tenants go by what names a tenant: its slug, and its key once that was found.
#[derive(Clone, Copy, Debug)]
pub enum Journal<T> {
    /// What clients asked to write.
    Writes(T),
    /// What people and commands did to a tenant, its tokens and schemas.
    Administration(T),
    /// The requests to get in that were refused to a tenant's tokens, merged by minute.
    Logins(T),
    /// What people and commands did that belongs to no tenant which is there.
    Installation,
}

impl Journal<&str> {
    async fn find(self, directory: &Directory) -> Result<Journal<TenantKey>, AdminError> {
        let key = async |slug| Ok::<_, AdminError>(tenants::show(directory, slug).await?.key);
        Ok(match self {
            Self::Writes(slug) => Journal::Writes(key(slug).await?),
            Self::Administration(slug) => Journal::Administration(key(slug).await?),
            Self::Logins(slug) => Journal::Logins(key(slug).await?),
            Self::Installation => Journal::Installation,
        })
    }
}

/// The entries of a journal, newest first.
pub struct JournalPages<'a> {
    directory: &'a Directory,
    journal: Journal<TenantKey>,
    /// The person that writes have to be about.
    whom: Option<Whom>,
    /// Its limit is how many more are wanted.
    query: JournalQuery,
    /// So many may be on the next page: fewer where the last one was full before.
    most: u64,
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
        journal: Journal<&str>,
        query: &JournalQuery,
    ) -> Result<Self, AdminError> {
        Ok(Self {
            directory,
            journal: journal.find(directory).await?,
            whom: None,
            query: *query,
            most: ENTRIES,
            behind: None,
        })
    }

    /// From the newest write on of those about the contact that is called so ([`people::find`]): about
    /// any user that stood for it, and creates that were refused to one of its userNames.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant or contact, `Refused` if several are called so.
    pub async fn of_person(
        directory: &'a Directory,
        tenant_slug: &str,
        who: &str,
        query: &JournalQuery,
    ) -> Result<Self, AdminError> {
        let contact = people::find(directory, tenant_slug, who).await?;
        let pages = Self::of(directory, Journal::Writes(tenant_slug), query).await?;
        let Journal::Writes(tenant) = pages.journal else {
            return Ok(pages);
        };
        let whom = Some(whom(directory, tenant, &contact.id).await?);
        Ok(Self { whom, ..pages })
    }

    /// The next page; none behind the last entry.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<JournalEntry>>, AdminError> {
        let limit = Ord::min(self.query.limit, self.most);
        if limit == 0 {
            return Ok(None);
        }
        let entries = self.read(limit).await?;
        let count = entries.len() as u64;
        self.query.limit = match count {
            0 => 0,
            _ => self.query.limit - Ord::min(count, self.query.limit),
        };
        self.most = (2 * count).clamp(1, ENTRIES);
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
            Journal::Writes(tenant) => match &self.whom {
                None => journal::list(reader, tenant, &query, behind).await,
                Some(whom) => journal::of_person(reader, tenant, whom, &query, behind).await,
            },
            Journal::Administration(tenant) => {
                administration::of_tenant(reader, tenant, &query, behind).await
            }
            Journal::Logins(tenant) => logins::of_tenant(reader, tenant, &query, behind).await,
            Journal::Installation => administration::of_installation(reader, &query, behind).await,
        };
        Ok(entries?)
    }
}

/// What a contact was called, now and before.
async fn whom(
    directory: &Directory,
    tenant: TenantKey,
    contact_id: &str,
) -> Result<Whom, AdminError> {
    let reader = directory.database().reader();
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    for version in contacts::versions_of(reader, tenant, contact_id).await? {
        let name = version.snapshot.fields.get(&Field::UserName);
        names.extend(name.map(str::to_owned));
        ids.extend(version.snapshot.user_id);
    }
    // One of an earlier build may have no version yet.
    if let Some(found) = contacts::find_stored(reader, tenant, contact_id).await? {
        let name = found.state.get(&Field::UserName);
        names.extend(name.map(str::to_owned));
        ids.extend(found.state.user_id);
    }
    Ok(Whom {
        user_ids: ids.into_iter().collect(),
        user_names: names.into_iter().collect(),
    })
}
