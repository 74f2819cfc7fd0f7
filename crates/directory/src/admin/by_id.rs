//! Contacts whose ids are known, page by page.

use roster::Contact;
use storage::{TenantKey, contacts};

use super::AdminError;
use crate::Directory;

/// So many contacts are on one page.
const ON_A_PAGE: usize = 1_000;

/// Contacts by their ids.
pub struct ContactsById<'a> {
    directory: &'a Directory,
    tenant: TenantKey,
    ids: Vec<String>,
    /// How many of them were shown.
    shown: usize,
}

impl<'a> ContactsById<'a> {
    /// From the first on.
    pub(super) fn of(directory: &'a Directory, tenant: TenantKey, ids: Vec<String>) -> Self {
        Self {
            directory,
            tenant,
            ids,
            shown: 0,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// The next page; none behind the last contact.
    ///
    /// # Errors
    ///
    /// `Storage`.
    pub async fn next_page(&mut self) -> Result<Option<Vec<Contact>>, AdminError> {
        let ids = self.ids.get(self.shown..).unwrap_or_default();
        let ids = ids.get(..ON_A_PAGE).unwrap_or(ids);
        if ids.is_empty() {
            return Ok(None);
        }
        let (reader, tenant) = (self.directory.database().reader(), self.tenant);
        let now = self.directory.now();
        let found = contacts::of_ids(reader, tenant, ids).await?;
        self.shown += ids.len();
        Ok(Some(contacts::shown(reader, tenant, found, now).await?))
    }
}
