//! Units that are carried out, or only to see what would come of them.

use storage::{StorageError, TenantKey, Transaction};

use crate::Directory;
use crate::admin::AdminError;

/// How often a unit is tried when others keep being faster.
const ATTEMPTS: u32 = 5;

/// Whether something is done, or only told what would come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It is done.
    Do,
    /// It is told, and nothing is changed.
    Tell,
}

/// Why nothing of a unit is left.
enum Undone<T> {
    /// It was only to tell this.
    Told(T),
    Failed(AdminError),
}

impl<T> From<StorageError> for Undone<T> {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

/// Carries a unit out, and undoes it again if it was only to tell what comes of it.
pub(super) async fn carry_out<T>(
    directory: &Directory,
    tenant: TenantKey,
    mode: Mode,
    unit: impl AsyncFn(&Transaction) -> Result<T, AdminError>,
) -> Result<T, AdminError> {
    let mut attempts_left = ATTEMPTS;
    loop {
        attempts_left -= 1;
        let attempt = async |transaction: &Transaction| match (unit(transaction).await, mode) {
            (Ok(outcome), Mode::Do) => Ok(outcome),
            (Ok(outcome), Mode::Tell) => Err(Undone::Told(outcome)),
            (Err(error), _) => Err(Undone::Failed(error)),
        };
        let database = directory.database();
        match database.write_of(tenant, None, attempt).await {
            Ok(outcome) | Err(Undone::Told(outcome)) => return Ok(outcome),
            Err(Undone::Failed(error)) if attempts_left == 0 || !is_transient(&error) => {
                return Err(error);
            }
            Err(Undone::Failed(_)) => {}
        }
    }
}

/// Whether the same unit may succeed when it is done again: another one was faster.
fn is_transient(error: &AdminError) -> bool {
    use StorageError::{Conflict, Stale};
    matches!(error, AdminError::Storage(Stale | Conflict))
}
