//! Schemas and resource types in files.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use scim::Registry;
use scim::schema::Document;
use serde_json::Value;

/// The largest file that is read, in bytes.
const SIZE: u64 = 4 * 1024 * 1024;

/// The content of a file.
///
/// # Errors
///
/// A line for the administrator: the file cannot be read, is larger than 4 MiB, or no JSON.
pub fn read(file: &Path) -> Result<Value, String> {
    let refused = |problem: String| format!("schema file {}: {problem}", file.display());
    let mut text = String::new();
    let opened =
        fs::File::open(file).map_err(|error| refused(format!("cannot be read: {error}")))?;
    opened
        .take(SIZE + 1)
        .read_to_string(&mut text)
        .map_err(|error| refused(format!("cannot be read: {error}")))?;
    if text.len() as u64 > SIZE {
        return Err(refused(format!("is larger than {SIZE} bytes")));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text).map_err(|error| refused(format!("is no JSON: {error}")))
}

/// The resource types every tenant has: the built-in ones and, if there is a directory for them,
/// those of its files whose names end in `.json`. A file may refer to what is in another.
///
/// # Errors
///
/// A line for the administrator that names the file, the place and the reason.
pub fn registry(directory: Option<&Path>) -> Result<Registry, String> {
    let standard = Registry::standard();
    let Some(directory) = directory else {
        return Ok(standard);
    };
    let mut documents = Vec::new();
    for file in files(directory)? {
        let source = format!("schema file {}", file.display());
        let read = Document::read_all(&source, &read(&file)?);
        documents.extend(read.map_err(|flaw| flaw.to_string())?);
    }
    standard
        .extended(&documents)
        .map_err(|flaw| flaw.to_string())
}

/// In the order of their names, so that what is announced has the same order on every server.
fn files(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let list = || -> std::io::Result<Vec<PathBuf>> {
        let entries = fs::read_dir(directory)?;
        entries.map(|entry| Ok(entry?.path())).collect()
    };
    let mut files = list().map_err(|error| {
        let directory = directory.display();
        format!("schema directory {directory}: cannot be read: {error}")
    })?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("json"))
    });
    files.sort();
    Ok(files)
}
