//! Units of work that are handed over to the writer's thread. Whoever handed one over waits for its
//! outcome, and may give it up as long as it was not begun.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::turns::Turn;

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

/// What carries a unit out.
type Work = Box<dyn FnOnce(Turn) + Send>;

/// A unit that was handed over.
pub(super) struct Handed {
    claim: Claim,
    work: Work,
}

impl Handed {
    pub(super) fn new(claim: Claim, work: Work) -> Self {
        Self { claim, work }
    }

    /// Whether nobody waits for it any more.
    pub(super) fn is_given_up(&self) -> bool {
        self.claim.is_taken()
    }

    /// Carries it out, unless it was given up.
    pub(super) fn carry_out(self, turn: Turn) {
        if self.claim.take() {
            (self.work)(turn);
        }
    }
}

impl fmt::Debug for Handed {
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
