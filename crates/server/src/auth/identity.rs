//! What the check of a token comes to.

use directory::tokens::TokenRecord;
use directory::{AdminError, TenantKey};
use roster::LoginRefusal;

/// The tenant a request is for, and the token that says so.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The tenant, as storage knows it.
    pub tenant: TenantKey,
    /// The tenant, as people know it.
    pub tenant_slug: String,
    /// The public id of the token.
    pub token_id: String,
}

impl Identity {
    pub(super) fn of(record: &TokenRecord) -> Self {
        Self {
            tenant: record.tenant.key,
            tenant_slug: record.tenant.slug.clone(),
            token_id: record.token.id.clone(),
        }
    }
}

/// Why a request is refused before anything of it was done.
#[derive(Debug)]
pub enum Refusal {
    /// Not a token, or none that there is.
    Unknown,
    /// The id is that of a token, whose owner this is, and it lets nobody in for this reason. Clients
    /// are told no more than of an unknown one, unless the secret was right.
    Named(Identity, LoginRefusal),
    /// The database could not be asked.
    Storage(AdminError),
    /// The hash could not be computed.
    Internal,
}
