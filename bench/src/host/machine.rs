//! The machine that is measured on.

use std::fs;

use serde::{Deserialize, Serialize};

/// What one must know of a machine to compare figures.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Machine {
    /// The processor, as Linux names it.
    pub(crate) processor: String,
    /// How many threads run at a time.
    pub(crate) cores: usize,
    /// Memory, in MiB.
    pub(crate) memory: u64,
    /// The version of Linux.
    pub(crate) kernel: String,
}

impl Machine {
    /// This one. What Linux does not tell is unknown.
    pub(crate) fn this() -> Self {
        let kernel = read("/proc/sys/kernel/osrelease");
        let memory = value(&read("/proc/meminfo"), "MemTotal");
        let kib = memory
            .split_whitespace()
            .next()
            .and_then(|kib| kib.parse().ok());
        Self {
            processor: value(&read("/proc/cpuinfo"), "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: kib.unwrap_or(0_u64) / 1024,
            kernel: kernel.trim().to_owned(),
        }
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

/// The first value of that name.
fn value(text: &str, name: &str) -> String {
    let mut pairs = text.lines().filter_map(|line| line.split_once(':'));
    let found = pairs.find(|(key, _)| key.trim() == name);
    found
        .map_or("unknown", |(_, value)| value.trim())
        .to_owned()
}
