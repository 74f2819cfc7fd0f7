//! A unit of work: an open transaction, whose it is and when it takes place.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use storage::{StorageError, TenantKey, Transaction};

use crate::Directory;
use crate::tenant_roster::TenantRoster;

/// What everything that is written together shares.
#[derive(Clone, Copy)]
pub(crate) struct Unit<'a> {
    pub(crate) directory: &'a Directory,
    pub(crate) transaction: &'a Transaction,
    pub(crate) tenant: TenantKey,
    pub(crate) at: DateTime<Utc>,
}

impl Unit<'_> {
    /// An id that was never given before.
    pub(crate) fn next_id(&self) -> String {
        self.directory.next_id()
    }

    /// What the tenant chose about its roster, as this transaction sees it.
    pub(crate) async fn roster(&self) -> Result<Arc<TenantRoster>, StorageError> {
        let rosters = self.directory.rosters();
        rosters.of(self.transaction, self.tenant).await
    }
}
