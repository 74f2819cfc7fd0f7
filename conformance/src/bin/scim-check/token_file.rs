//! The file that says which tenants there are.

use std::path::Path;

use crate::connection::Token;
use crate::file::{FileError, text, wrong};

/// A tenant.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What it is called in the report.
    pub(crate) name: String,
    /// Its token.
    pub(crate) token: Token,
}

impl Entry {
    /// The only one, which needs no name.
    pub(crate) fn only(token: Token) -> Self {
        Self {
            name: String::new(),
            token,
        }
    }
}

/// Reads the first `count` tenants of a file, or all. Empty lines and those that begin with `#`
/// count for nothing.
///
/// # Errors
/// The file cannot be read, a line is not as it should be, or there are too few.
pub(crate) fn read(path: &Path, count: Option<u32>) -> Result<Vec<Entry>, FileError> {
    let text = text(path)?;
    let mut entries = Vec::new();
    for (line, number) in text.lines().zip(1_usize..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let entry = entry(line, entries.len() + 1);
        let expected = "a token, or a name, a space and a token, was expected";
        let place = format!("line {number}");
        entries.push(entry.ok_or_else(|| wrong(path, &place, expected))?);
    }
    let wanted = count.map_or(entries.len().max(1), |count| count as usize);
    if entries.len() < wanted {
        let reason = format!("it has {} tokens, and {wanted} are needed", entries.len());
        return Err(wrong(path, "the whole", &reason));
    }
    entries.truncate(wanted);
    Ok(entries)
}

fn entry(line: &str, number: usize) -> Option<Entry> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (name, token) = match words.as_slice() {
        [token] => (format!("tenant {number}"), token),
        [name, token] => ((*name).to_owned(), token),
        _ => return None,
    };
    Some(Entry {
        name,
        token: Token::from((*token).to_owned()),
    })
}
