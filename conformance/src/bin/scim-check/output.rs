//! Brings a report to where it is wanted.

use std::fs;
use std::io::{self, Write, stdout};
use std::path::{Path, PathBuf};

use conformance::report::{self, Report};

use crate::arguments::Format;

/// The report cannot be brought there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutputError {
    /// The file cannot be written.
    #[error("the report cannot be written to {}: {cause}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: io::Error,
    },
    /// Standard output cannot be written.
    #[error("the report cannot be written to standard output: {0}")]
    Standard(io::Error),
}

/// Refuses a file for the report that cannot be one, before anything is sent.
pub(crate) fn usable(path: &Path) -> Result<(), OutputError> {
    let wrong = |kind: io::ErrorKind| OutputError::File {
        path: path.to_owned(),
        cause: kind.into(),
    };
    let parent = path.parent().filter(|it| !it.as_os_str().is_empty());
    if path.is_dir() {
        return Err(wrong(io::ErrorKind::IsADirectory));
    }
    if parent.is_some_and(|it| !it.is_dir()) {
        return Err(wrong(io::ErrorKind::NotFound));
    }
    Ok(())
}

/// Writes the report to the file, and then only its summary to standard output, or nothing if that is
/// to be quiet; without a file all of it goes there.
pub(crate) fn write(
    report: &Report,
    format: Format,
    path: Option<&Path>,
    quiet: bool,
) -> Result<(), OutputError> {
    let whole = render(report, format);
    put(&whole, path)?;
    match path {
        Some(path) if !quiet => {
            let summary = report::summary(report);
            put(
                &format!("{summary}The report is in {}.\n", path.display()),
                None,
            )
        }
        _ => Ok(()),
    }
}

/// Writes a text to the file; without one to standard output.
pub(crate) fn put(text: &str, path: Option<&Path>) -> Result<(), OutputError> {
    if let Some(path) = path {
        return fs::write(path, text).map_err(|cause| OutputError::File {
            path: path.to_owned(),
            cause,
        });
    }
    let mut out = stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(OutputError::Standard)
}

fn render(report: &Report, format: Format) -> String {
    match format {
        Format::Text => report::text(report),
        Format::Json => report::json(report),
        Format::Junit => report::junit(report),
        Format::Html => report::html(report),
    }
}
