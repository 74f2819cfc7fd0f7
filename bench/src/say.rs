//! What is told while it runs.

use std::io::{Write, stderr};

/// A line on standard error, above or between progress bars.
pub(crate) fn say(line: &str) {
    // Whoever closed standard error does not want to hear it.
    let _ = writeln!(stderr(), "bench: {line}");
}
