//! Time and ids: the only home of the system's clock and randomness, so that tests bring their own.

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present, in whole milliseconds.
    fn now(&self) -> DateTime<Utc>;
}

/// Makes ids of resources, contacts, training groups and journal entries.
pub trait IdSource: Send + Sync {
    /// An id that was never given before, anywhere.
    fn next(&self) -> String;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }
}

/// UUIDs of version 7 (RFC 9562), lower-case with hyphens: later ones sort after earlier ones.
#[derive(Clone, Copy, Debug, Default)]
pub struct UuidSource;

impl IdSource for UuidSource {
    #[expect(clippy::disallowed_methods, reason = "this is the IdSource")]
    fn next(&self) -> String {
        Uuid::now_v7().to_string()
    }
}
