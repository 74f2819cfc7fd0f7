//! The key of a tenant.

use sea_orm::sea_query::Value;

use crate::StorageError;
use crate::database::Row;

/// The key under which everything of one tenant is stored. It means nothing outside the database
/// and can only be had from a tenant that was looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TenantKey(i64);

impl TenantKey {
    pub(crate) const fn new(key: i64) -> Self {
        Self(key)
    }

    /// The tenant that a row of a table belongs to.
    pub(crate) fn of_row(row: &Row<'_>) -> Result<Self, StorageError> {
        Ok(Self(row.get("tenant_key")?))
    }
}

impl From<TenantKey> for Value {
    fn from(key: TenantKey) -> Self {
        key.0.into()
    }
}

impl From<TenantKey> for i64 {
    fn from(key: TenantKey) -> Self {
        key.0
    }
}
