//! Writes the traffic of a run.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::file::{Header, write};
use crate::http::Exchange;

/// Writes a file for each test into a directory.
#[derive(Clone, Debug)]
pub struct Recorder {
    directory: PathBuf,
    header: Header,
}

impl Recorder {
    /// Writes into that directory, and makes it if there is none.
    ///
    /// # Errors
    /// The directory cannot be made.
    pub fn new(directory: &Path, header: Header) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        Ok(Self {
            directory: directory.to_owned(),
            header,
        })
    }

    /// Writes what a test sent and got, in place of what an earlier run wrote. A test that sent
    /// nothing leaves no file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, test: &str, exchanges: &[Exchange]) -> io::Result<()> {
        if exchanges.is_empty() {
            return Ok(());
        }
        let file = File::create(self.directory.join(file_name(test)))?;
        let mut out = BufWriter::new(file);
        write(&mut out, &self.header, exchanges)?;
        out.flush()
    }
}

/// The name of a test's file. Ids hold names that the server chose, which must not lead elsewhere.
fn file_name(test: &str) -> String {
    let harmless = |letter: char| match letter {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => letter,
        _ => '_',
    };
    let name: String = test.chars().map(harmless).collect();
    format!("{name}.jsonl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stays_in_its_directory_whatever_a_server_calls_its_types() {
        assert_eq!(file_name("rfc.get.User.x-1"), "rfc.get.User.x-1.jsonl");
        assert_eq!(file_name("rfc.get.../../etc"), "rfc.get..._.._etc.jsonl");
        assert_eq!(file_name("a\\b\0c/ä"), "a_b_c__.jsonl");
    }
}
