//! What a run made on a server.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// What a run made, and whether it is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Traces {
    /// Part of every name that the run made up.
    pub tag: String,
    /// How many resources were made at each endpoint.
    pub made: BTreeMap<String, usize>,
    /// How many of them could not be deleted again.
    pub left: usize,
}

/// Counts what the tests of a run make. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Tracer(Arc<Mutex<Traces>>);

impl Tracer {
    /// Counts resources that were made, by their paths.
    pub fn made<'p>(&self, paths: impl IntoIterator<Item = &'p str>) {
        let mut traces = self.lock();
        for path in paths {
            let endpoint = path.rsplit_once('/').map_or(path, |(endpoint, _)| endpoint);
            *traces.made.entry(endpoint.to_owned()).or_default() += 1;
        }
    }

    /// Counts resources that could not be deleted again.
    pub fn left(&self, number: usize) {
        self.lock().left += number;
    }

    /// What was counted so far, of the run with that tag.
    pub fn traces(&self, tag: &str) -> Traces {
        Traces {
            tag: tag.to_owned(),
            ..self.lock().clone()
        }
    }

    fn lock(&self) -> MutexGuard<'_, Traces> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
