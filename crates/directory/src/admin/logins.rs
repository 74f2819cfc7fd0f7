//! Requests to get in that were refused, as the journal has them.

use roster::RefusedLogins;
use storage::journal::logins;
use storage::{TenantKey, Transaction};

use super::AdminError;
use crate::Directory;

/// Entries of a tenant that are kept: nobody fills the disk by being refused. One token that is refused
/// without end for one reason makes as many in a week.
const MOST: u32 = 10_000;

/// Keeps what was refused, all of it or nothing.
///
/// # Errors
///
/// `Storage`.
pub async fn keep(
    directory: &Directory,
    refused: &[(TenantKey, RefusedLogins)],
) -> Result<(), AdminError> {
    let keep = async |unit: &Transaction| {
        for (tenant, refused) in refused {
            logins::add(unit, *tenant, &directory.next_id(), refused, MOST).await?;
        }
        Ok(())
    };
    directory.database().write(keep).await
}
