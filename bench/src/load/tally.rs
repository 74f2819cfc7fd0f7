//! What was measured: times, errors, and what the server used meanwhile.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;

use super::operation::Operation;

/// The longest time that is told apart, in microseconds.
const LONGEST: u64 = 600_000_000;

/// The answers to one operation.
#[derive(Debug)]
pub(crate) struct Tally {
    times: Histogram<u64>,
    /// Answers that were wrong or did not come.
    pub(crate) errors: u64,
}

/// All answers of one stretch of time.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    /// By operation.
    pub(crate) tallies: BTreeMap<Operation, Tally>,
    /// How long it was, in seconds.
    pub(crate) seconds: f64,
    /// CPU seconds that the server used, its database included.
    pub(crate) cpu: f64,
    /// The first error, in the server's words.
    pub(crate) first_error: Option<String>,
}

impl Tally {
    /// Nothing yet.
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            times: Histogram::new_with_bounds(1, LONGEST, 3)?,
            errors: 0,
        })
    }

    /// Takes note of an answer.
    pub(crate) fn note(&mut self, took: Duration, is_right: bool) {
        if is_right {
            let micros = took.as_micros() as u64;
            self.times.saturating_record(micros.max(1));
        } else {
            self.errors += 1;
        }
    }

    /// Adds what another client saw.
    pub(crate) fn add(&mut self, other: &Self) -> Result<()> {
        self.times.add(&other.times)?;
        self.errors += other.errors;
        Ok(())
    }

    /// Right answers.
    pub(crate) fn count(&self) -> u64 {
        self.times.len()
    }

    /// The time within which this share of the answers came, in milliseconds.
    pub(crate) fn millis_at(&self, share: f64) -> f64 {
        self.times.value_at_quantile(share) as f64 / 1000.0
    }
}

impl Measured {
    /// Requests that were answered rightly.
    pub(crate) fn requests(&self) -> u64 {
        let counts = self.tallies.iter();
        counts
            .map(|(operation, tally)| operation.requests() * tally.count())
            .sum()
    }

    /// Requests that were not.
    pub(crate) fn errors(&self) -> u64 {
        self.tallies.values().map(|tally| tally.errors).sum()
    }

    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.requests() as f64 / self.seconds
    }

    /// CPU microseconds of the server for each request.
    pub(crate) fn micros(&self) -> f64 {
        self.cpu * 1e6 / (self.requests().max(1) as f64)
    }

    /// The times of all operations that `wanted` picks, together.
    pub(crate) fn merged(&self, wanted: impl Fn(Operation) -> bool) -> Result<Tally> {
        let mut all = Tally::new()?;
        let picked = self
            .tallies
            .iter()
            .filter(|(operation, _)| wanted(**operation));
        for (_, tally) in picked {
            all.add(tally)?;
        }
        Ok(all)
    }
}
