//! Units of work that are handed over to the writer's thread. Whoever handed one over waits for its
//! outcome, and may give it up as long as it was not begun.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who has it: the writer's thread, which begins the unit, or whoever gave it up. The first takes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Claim(Arc<AtomicBool>);

impl Claim {
    /// Whether it was there to be taken.
    pub(super) fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }

    fn is_taken(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// What carries a unit out with its turn.
type Work<T> = Box<dyn FnOnce(T) + Send>;

/// A unit that was handed over, and waits for its turn, a `T`.
pub(super) struct Handed<T> {
    claim: Claim,
    work: Work<T>,
}

impl<T> Handed<T> {
    pub(super) fn new(claim: Claim, work: Work<T>) -> Self {
        Self { claim, work }
    }

    /// Whether nobody waits for it any more.
    pub(super) fn is_given_up(&self) -> bool {
        self.claim.is_taken()
    }

    /// Carries it out, unless it was given up.
    pub(super) fn carry_out(self, turn: T) {
        if self.claim.take() {
            (self.work)(turn);
        }
    }
}

impl<T> fmt::Debug for Handed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Handed")
            .field("claim", &self.claim)
            .finish_non_exhaustive()
    }
}

/// Gives a unit up when whoever waits for it has gone.
#[derive(Debug)]
pub(super) struct GivesUp(pub(super) Claim);

impl Drop for GivesUp {
    fn drop(&mut self) {
        self.0.take();
    }
}
