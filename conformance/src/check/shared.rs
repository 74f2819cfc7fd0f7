//! What all tests of a run share.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::traces::Tracer;
use crate::http::{Secrets, Throttle, Transport};
use crate::target::Target;

/// Says to everyone that somebody wants to end the run.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Ends the run: no test sends anything more but to clean up.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the run is to end.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What the server under test wants that its schemas don't say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Values for attributes, by resource type and path as in `User.userName`; `{unique}` in one
    /// becomes a text that no other value has.
    pub values: BTreeMap<String, serde_json::Value>,
    /// Attributes, by resource type and path, that no test may write.
    pub leave_out: Vec<String>,
    /// Resource types that no test may touch.
    pub leave_out_types: Vec<String>,
}

/// Everything that the tests of a run share.
pub struct Shared {
    /// The way to the server.
    pub transport: Arc<dyn Transport>,
    /// What the server says of itself.
    pub target: Target,
    /// What it wants beside that.
    pub profile: Profile,
    /// Texts that may not be seen.
    pub secrets: Secrets,
    /// Keeps requests apart.
    pub throttle: Throttle,
    /// Whether the run is to end.
    pub interrupt: Interrupt,
    /// Part of every name this run makes up, and of no other run's.
    pub tag: String,
    /// Counts what it makes.
    pub tracer: Tracer,
}
