//! Why a use-case did not come to its end, and what the client is told of it.

use scim::ScimError;
use storage::{StorageError, UniqueKey};

/// A refusal that the client shall read, or a failure of the storage that it shall not.
#[derive(Debug)]
pub(crate) enum Fault {
    Refused(ScimError),
    Storage(StorageError),
}

impl Fault {
    /// Whether the same transaction, done again, may succeed: another one was faster.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Storage(
                StorageError::Stale
                    | StorageError::Conflict
                    | StorageError::Unique(UniqueKey::TrainingGroupSlug | UniqueKey::ContactUser)
            )
        )
    }
}

impl From<ScimError> for Fault {
    fn from(error: ScimError) -> Self {
        Self::Refused(error)
    }
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<Fault> for ScimError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(error) => error,
            transient if transient.is_transient() => Self::with_status(
                503,
                "Too many others were writing to the same resource. Nothing was changed; repeat \
                 the request.",
            ),
            Fault::Storage(error) => hide(&error),
        }
    }
}

/// What a client may know of a failure; the cause goes to the log.
fn hide(error: &StorageError) -> ScimError {
    tracing::error!(error = %error, "the storage failed");
    match error {
        StorageError::Unavailable => ScimError::with_status(
            503,
            "The database does not answer at the moment. Nothing was changed; repeat the request \
             later.",
        ),
        _ => ScimError::with_status(
            500,
            "Rollcall failed to carry out the request. Nothing was changed; the operator finds \
             the cause in the log, under the id of this request.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use scim::ScimError;
    use storage::{StorageError, UniqueKey};

    use super::Fault;

    #[test]
    fn clients_are_told_whether_to_repeat_but_not_what_broke() {
        let cases = [
            (StorageError::Stale, 503),
            (StorageError::Conflict, 503),
            (StorageError::Unique(UniqueKey::ContactUser), 503),
            (StorageError::Unavailable, 503),
            (StorageError::Unique(UniqueKey::Other), 500),
            (StorageError::Internal("secret".into()), 500),
        ];
        for (error, status) in cases {
            let told = ScimError::from(Fault::from(error));
            assert_eq!(told.status(), status, "{told}");
            assert!(!told.detail().contains("secret"), "{told}");
        }
    }
}
