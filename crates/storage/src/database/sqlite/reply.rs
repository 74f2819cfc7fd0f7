//! Who waits for a commit.

use std::fmt;

use crate::StorageError;

/// What learns whether the writes of a unit last.
pub(super) struct Reply(Box<dyn FnOnce(Result<(), StorageError>) + Send>);

impl Reply {
    pub(super) fn new(tell: impl FnOnce(Result<(), StorageError>) + Send + 'static) -> Self {
        Self(Box::new(tell))
    }

    pub(super) fn tell(self, outcome: Result<(), StorageError>) {
        (self.0)(outcome);
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reply")
    }
}
