//! What was seen over the hours.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::engine::Engine;

/// At the end the slowest answers and the memory may be so many times those in the beginning.
const LIMIT: f64 = 1.5;

/// The well-behaved tenant in one stretch of time, and the server at its end.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Sample {
    /// Since the beginning.
    pub(super) seconds: f64,
    pub(super) requests: u64,
    pub(super) errors: u64,
    pub(super) first_error: Option<String>,
    /// Milliseconds.
    pub(super) reads_p99: f64,
    pub(super) writes_p99: f64,
    /// MiB of the server, without its database's.
    pub(super) memory: f64,
    /// MiB on the disk.
    pub(super) store: f64,
}

/// All of them.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Report {
    engine: Engine,
    pub(super) samples: Vec<Sample>,
}

impl Sample {
    pub(super) fn line(&self) -> String {
        let error = self.first_error.as_deref().unwrap_or_default();
        format!(
            "{:>6.0} s: {} requests, {} errors {error}, p99 of reads {:.1} ms, of writes {:.1} ms, \
             memory {:.0} MiB, store {:.0} MiB",
            self.seconds,
            self.requests,
            self.errors,
            self.reads_p99,
            self.writes_p99,
            self.memory,
            self.store
        )
    }
}

impl Report {
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            engine,
            samples: Vec::new(),
        }
    }

    /// Writes a file, as JSON.
    pub(super) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self)? + "\n";
        fs::write(file, text).with_context(|| format!("{} cannot be written", file.display()))
    }

    /// Start and end beside each other.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{}, {} samples\n", self.engine, self.samples.len());
        let _ = writeln!(text, "{:<18} {:>10} {:>10}", "", "start", "end");
        for (what, figure) in FIGURES {
            let (start, end) = self.ends(figure);
            let _ = writeln!(text, "{what:<18} {start:>10.1} {end:>10.1}");
        }
        let _ = writeln!(text, "{} requests failed", self.errors());
        let verdict = if self.is_good() {
            "It stayed"
        } else {
            "It did NOT stay"
        };
        let _ = writeln!(text, "{verdict} as it was.");
        text
    }

    /// Whether nothing failed, and neither the slowest answers nor the memory grew beyond bounds.
    pub(super) fn is_good(&self) -> bool {
        let grown = FIGURES.iter().take(3).map(|(_, figure)| {
            let (start, end) = self.ends(*figure);
            end / start.max(1.0)
        });
        self.errors() == 0 && grown.fold(0.0, f64::max) <= LIMIT
    }

    fn errors(&self) -> u64 {
        self.samples.iter().map(|sample| sample.errors).sum()
    }

    /// The medians of the first fifth and the last. The very first sample does not count: caches
    /// are empty then.
    fn ends(&self, figure: fn(&Sample) -> f64) -> (f64, f64) {
        let warm = self.samples.get(1..).unwrap_or_default();
        let some = (warm.len() / 5).max(1);
        let start = warm.iter().take(some).map(figure).collect();
        let end = warm.iter().rev().take(some).map(figure).collect();
        (median(start), median(end))
    }
}

/// A figure with its name.
type Figure = (&'static str, fn(&Sample) -> f64);

/// The first three may not grow; the store does, with the journal.
const FIGURES: [Figure; 4] = [
    ("p99 of reads, ms", |sample| sample.reads_p99),
    ("p99 of writes, ms", |sample| sample.writes_p99),
    ("memory, MiB", |sample| sample.memory),
    ("store, MiB", |sample| sample.store),
];

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
