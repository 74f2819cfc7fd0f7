//! Why a use-case did not come to its end, and what the client is told of it.

use scim::ScimError;
use storage::{StorageError, Trouble, UniqueKey};

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
            Fault::Storage(StorageError::TooMuch) => Self::too_many(TOO_MUCH),
            Fault::Storage(error) => hide(&error),
        }
    }
}

const TOO_MUCH: &str = "The search would take the database longer than search_timeout allows. Ask for \
    less: compare id, userName, externalId, displayName or emails.value with eq, beside whatever else \
    the filter says, leave out sortBy and long chains of or, or read all pages by cursor and filter \
    them yourself.";

/// What a client may know of a failure; the cause goes to the log.
fn hide(error: &StorageError) -> ScimError {
    tracing::error!(error = %error, "the storage failed");
    match error {
        StorageError::Unavailable(trouble) => {
            ScimError::with_status(status(*trouble), unavailable(*trouble))
        }
        StorageError::Uncertain(trouble) => ScimError::with_status(
            status(*trouble),
            "The database failed while it stored the change, so nobody can say yet whether it was \
             stored, whole or not at all. Read the resource before repeating the request.",
        ),
        _ => ScimError::with_status(
            500,
            "Rollcall failed to carry out the request. Nothing was changed; the operator finds \
             the cause in the log, under the id of this request.",
        ),
    }
}

/// 507 for a full disk (RFC 4918 §11.5), which somebody has to make room on; else 503.
fn status(trouble: Trouble) -> u16 {
    match trouble {
        Trouble::DiskFull => 507,
        _ => 503,
    }
}

fn unavailable(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::DiskFull => {
            "The disk of Rollcall's database is full. Nothing was changed; repeat the request when \
             the operator has made room."
        }
        Trouble::TimedOut => {
            "The database took too long over the request and gave up. Nothing was changed; repeat \
             the request later, or ask for less."
        }
        Trouble::NoConnection => {
            "Too many requests wait for the database. Nothing was changed; repeat the request later."
        }
        _ => {
            "The database does not answer at the moment. Nothing was changed; repeat the request \
             later."
        }
    }
}

#[cfg(test)]
mod tests {
    use scim::ScimError;
    use storage::{StorageError, Trouble, UniqueKey};

    use super::Fault;

    #[test]
    fn clients_are_told_whether_to_repeat_but_not_what_broke() {
        let cases = [
            (StorageError::Stale, 503),
            (StorageError::Conflict, 503),
            (StorageError::Unique(UniqueKey::ContactUser), 503),
            (StorageError::Unavailable(Trouble::Unreachable), 503),
            (StorageError::Unavailable(Trouble::NoConnection), 503),
            (StorageError::Unavailable(Trouble::DiskFull), 507),
            (StorageError::Unavailable(Trouble::DiskFailed), 503),
            (StorageError::Unavailable(Trouble::ReadOnly), 503),
            (StorageError::Unavailable(Trouble::CannotOpen), 503),
            (StorageError::Unavailable(Trouble::OutOfMemory), 503),
            (StorageError::Unavailable(Trouble::TimedOut), 503),
            (StorageError::Unavailable(Trouble::Damaged), 503),
            (StorageError::Uncertain(Trouble::DiskFailed), 503),
            (StorageError::Uncertain(Trouble::DiskFull), 507),
            (StorageError::Unique(UniqueKey::Other), 500),
            (StorageError::Internal("secret".into()), 500),
            (StorageError::TooMuch, 400),
        ];
        for (error, status) in cases {
            let told = ScimError::from(Fault::from(error));
            assert_eq!(told.status(), status, "{told}");
            assert!(!told.detail().contains("secret"), "{told}");
        }
    }

    #[test]
    fn nobody_is_told_that_nothing_changed_when_that_is_not_known() {
        let told = ScimError::from(Fault::from(StorageError::Uncertain(Trouble::Unreachable)));
        assert!(!told.detail().contains("Nothing was changed"), "{told}");
    }
}
