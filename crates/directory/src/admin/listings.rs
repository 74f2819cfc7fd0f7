//! Lists of tenants, tokens, training groups, jobs and sessions, page by page, so that whoever shows
//! them needs not have all in memory.

use roster::{Job, SyncSession, TrainingGroup};
use storage::tokens::Token;
use storage::training_groups::{self, Counts};
use storage::{Connection, TenantKey};

use super::AdminError;
use super::tenants::{self, Tenant};

use crate::Directory;

/// So many things are on one page.
const ON_A_PAGE: u64 = 1_000;
/// So many where a page cannot be found by an index, and costs as much as all of them.
const ON_A_LARGE_PAGE: u64 = 5_000;

/// All tenants, by slug.
pub struct TenantPages<'a> {
    conn: &'a Connection,
    after: String,
}

impl<'a> TenantPages<'a> {
    /// From the first tenant on.
    pub fn of(directory: &'a Directory) -> Self {
        Self {
            conn: directory.database().reader(),
            after: String::new(),
        }
    }

    /// The next page; none behind the last tenant.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Tenant>>, AdminError> {
        let page = storage::tenants::page(self.conn, &self.after, ON_A_PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.after.clone_from(&last.slug);
        Ok(Some(page))
    }
}

/// A tenant's tokens, oldest first.
pub struct TokenPages<'a> {
    conn: &'a Connection,
    tenant: TenantKey,
    last: Option<Token>,
}

impl<'a> TokenPages<'a> {
    /// From the oldest token on.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(directory: &'a Directory, tenant_slug: &str) -> Result<Self, AdminError> {
        Ok(Self {
            conn: directory.database().reader(),
            tenant: tenants::show(directory, tenant_slug).await?.key,
            last: None,
        })
    }

    /// The next page; none behind the last token.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Token>>, AdminError> {
        let (conn, behind) = (self.conn, self.last.as_ref());
        let page = storage::tokens::page(conn, self.tenant, behind, ON_A_LARGE_PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.last = Some(last.clone());
        Ok(Some(page))
    }
}

/// A tenant's training groups, by slug.
pub struct GroupPages<'a> {
    conn: &'a Connection,
    tenant: TenantKey,
    counts: Counts,
    after: String,
}

impl<'a> GroupPages<'a> {
    /// From the first group on. Who is in the groups is counted now.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(directory: &'a Directory, tenant_slug: &str) -> Result<Self, AdminError> {
        let tenant = tenants::show(directory, tenant_slug).await?.key;
        let conn = directory.database().reader();
        Ok(Self {
            conn,
            tenant,
            counts: training_groups::counts(conn, tenant).await?,
            after: String::new(),
        })
    }

    /// The next page; none behind the last group.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<TrainingGroup>>, AdminError> {
        let (conn, tenant) = (self.conn, self.tenant);
        let page =
            training_groups::page(conn, tenant, &self.counts, &self.after, ON_A_PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.after.clone_from(&last.slug);
        Ok(Some(page))
    }
}

/// The jobs of a tenant or of all tenants, the newest first.
pub struct JobPages<'a> {
    conn: &'a Connection,
    tenant: Option<TenantKey>,
    last: Option<Job>,
}

impl<'a> JobPages<'a> {
    /// From the newest job on.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(
        directory: &'a Directory,
        tenant_slug: Option<&str>,
    ) -> Result<Self, AdminError> {
        let tenant = match tenant_slug {
            Some(slug) => Some(tenants::show(directory, slug).await?.key),
            None => None,
        };
        Ok(Self {
            conn: directory.database().reader(),
            tenant,
            last: None,
        })
    }

    /// The next page; none behind the last job.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Job>>, AdminError> {
        let (conn, behind) = (self.conn, self.last.as_ref());
        let page = storage::jobs::page(conn, self.tenant, behind, ON_A_LARGE_PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.last = Some(last.clone());
        Ok(Some(page))
    }
}

/// A tenant's sync sessions, newest first.
pub struct SessionPages<'a> {
    directory: &'a Directory,
    tenant: TenantKey,
    /// How many more are wanted.
    limit: u64,
    last: Option<SyncSession>,
}

impl<'a> SessionPages<'a> {
    /// From the newest session on, so many at most.
    ///
    /// # Errors
    ///
    /// `Missing` if there is no such tenant.
    pub async fn of(
        directory: &'a Directory,
        tenant_slug: &str,
        limit: u64,
    ) -> Result<Self, AdminError> {
        Ok(Self {
            directory,
            tenant: tenants::show(directory, tenant_slug).await?.key,
            limit,
            last: None,
        })
    }

    /// The next page; none behind the last session.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<SyncSession>>, AdminError> {
        let limit = Ord::min(self.limit, ON_A_PAGE);
        if limit == 0 {
            return Ok(None);
        }
        let (reader, now) = (self.directory.database().reader(), self.directory.now());
        let behind = self.last.as_ref();
        let page = storage::journal::sessions(reader, self.tenant, limit, behind, now).await?;
        let count = page.len() as u64;
        self.limit = if count < limit { 0 } else { self.limit - count };
        self.last = page.last().cloned();
        Ok((count > 0).then_some(page))
    }
}
