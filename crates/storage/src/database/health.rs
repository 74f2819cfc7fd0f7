//! What is known of a database's health: whether writes fail, and whether connections were lost.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::{StorageError, Trouble};

/// The least time between two probes.
const BETWEEN_PROBES: Duration = Duration::from_secs(1);

/// Whether writes can be expected to succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteState {
    /// The last ones did, as far as the database itself is concerned.
    Well,
    /// One failed for this reason, and no probe has succeeded since.
    Failing(Trouble),
}

/// Kept by every use of a database, asked by the connection pools and for readiness.
#[derive(Debug, Default)]
pub(super) struct Health {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    failing: Option<Trouble>,
    probed_at: Option<Instant>,
    connection_lost_at: Option<Instant>,
}

impl Health {
    /// Takes an error of a statement, BEGIN or COMMIT of a transaction.
    pub(super) fn note(&self, error: &StorageError) {
        if let StorageError::Unavailable(trouble) = error {
            self.note_trouble(*trouble);
        }
    }

    fn note_trouble(&self, trouble: Trouble) {
        let mut known = self.lock();
        if trouble.is_lost_connection() {
            known.connection_lost_at = Some(Instant::now());
        }
        if trouble.is_of_the_database() {
            known.failing = Some(trouble);
        }
    }

    /// Whether a connection was lost within the last `time`.
    pub(super) fn lost_one_within(&self, time: Duration) -> bool {
        let lost_at = self.lock().connection_lost_at;
        lost_at.is_some_and(|at| at.elapsed() <= time)
    }

    pub(super) fn state(&self) -> WriteState {
        match self.lock().failing {
            None => WriteState::Well,
            Some(trouble) => WriteState::Failing(trouble),
        }
    }

    /// Whether it is time to probe. Whoever is told so has to do it: for a second nobody else is.
    pub(super) fn take_probe_turn(&self) -> bool {
        let mut known = self.lock();
        let is_due = known
            .probed_at
            .is_none_or(|at| at.elapsed() >= BETWEEN_PROBES);
        let is_taken = known.failing.is_some() && is_due;
        if is_taken {
            known.probed_at = Some(Instant::now());
        }
        is_taken
    }

    pub(super) fn probe_succeeded(&self) {
        self.lock().failing = None;
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Health, WriteState};
    use crate::error::{StorageError, Trouble};

    #[test]
    fn writes_fail_until_a_probe_succeeds_and_nobody_probes_while_all_is_well() {
        let health = Health::default();
        assert!(!health.take_probe_turn());
        health.note(&StorageError::Unavailable(Trouble::NoConnection));
        assert_eq!(health.state(), WriteState::Well);
        health.note(&StorageError::Unavailable(Trouble::DiskFull));
        assert_eq!(health.state(), WriteState::Failing(Trouble::DiskFull));
        assert!(health.take_probe_turn());
        assert!(!health.take_probe_turn());
        assert_eq!(health.state(), WriteState::Failing(Trouble::DiskFull));
        health.probe_succeeded();
        assert_eq!(health.state(), WriteState::Well);
        assert!(!health.take_probe_turn());
    }
}
