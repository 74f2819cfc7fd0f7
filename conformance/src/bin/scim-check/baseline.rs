//! Reads the report to compare with: `--baseline FILE`.

use std::path::Path;

use conformance::report::Baseline;

use crate::file::{FileError, text, wrong};

/// Reads a report that was made with `--report json`.
pub(crate) fn read_baseline(path: &Path) -> Result<Baseline, FileError> {
    let text = text(path)?;
    Baseline::read(&text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        let reason = format!("expected a report made with --report json: {error}");
        wrong(path, &place, &reason)
    })
}
