//! Files that say how to test, read with messages that name file, place and reason.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// A file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// It cannot be read at all.
    #[error("{} cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// It says something that makes no sense.
    #[error("{}: {place}: {reason}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Line and column, or a key.
        place: String,
        /// What is wrong there. It repeats no values, which may be secrets.
        reason: String,
    },
}

/// Reads a file as it is.
pub(crate) fn text(path: &Path) -> Result<String, FileError> {
    fs::read_to_string(path).map_err(|cause| FileError::Unreadable {
        path: path.to_owned(),
        cause,
    })
}

/// Reads a TOML file of that form.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, FileError> {
    let text = text(path)?;
    toml::from_str(&text).map_err(|error| {
        let reason = error.message().lines().collect::<Vec<_>>().join("; ");
        wrong(path, &place(&text, error.span()), &reason)
    })
}

/// The complaint about a place of a file.
pub(crate) fn wrong(path: &Path, place: &str, reason: &str) -> FileError {
    FileError::Wrong {
        path: path.to_owned(),
        place: place.to_owned(),
        reason: reason.to_owned(),
    }
}

fn place(text: &str, span: Option<Range<usize>>) -> String {
    let Some(before) = span.and_then(|span| text.get(..span.start)) else {
        return "the file".to_owned();
    };
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |it| it.chars().count())
        + 1;
    format!("line {line}, column {column}")
}
