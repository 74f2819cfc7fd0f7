//! Until when work on a request makes sense.

use std::time::Instant;

use crate::{StorageError, Trouble};

const LATE: StorageError = StorageError::Unavailable(Trouble::TimedOut);

/// Does nothing after the deadline.
pub(super) fn check(deadline: Option<Instant>) -> Result<(), StorageError> {
    match deadline {
        Some(deadline) if deadline <= Instant::now() => Err(LATE),
        _ => Ok(()),
    }
}

/// Gives up work that waits for something else when the deadline comes.
pub(super) async fn hold<T>(
    deadline: Option<Instant>,
    work: impl Future<Output = Result<T, StorageError>>,
) -> Result<T, StorageError> {
    let Some(deadline) = deadline else {
        return work.await;
    };
    let outcome = tokio::time::timeout_at(deadline.into(), work).await;
    outcome.unwrap_or(Err(LATE))
}
