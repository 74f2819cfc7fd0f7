//! A database that an earlier build wrote, and what that build answered about it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;
use testkit::TestDatabase;

use crate::support::Program;

/// The kinds of database, by the names of their files.
pub(super) const KINDS: [&str; 2] = ["sqlite", "postgres"];

/// Where locations in the answers begin.
const PUBLIC_URL: &str = "https://rollcall.example";

/// A directory below `migrations/fixtures`.
pub(super) struct Fixture {
    /// The date of the last migration in it.
    pub(super) name: String,
    directory: PathBuf,
}

/// What the build that wrote the fixture answered; `scripts/fixture/make.py` says what is in it.
#[derive(Deserialize)]
pub(super) struct Expected {
    pub(super) migrations: Vec<String>,
    pub(super) tokens: BTreeMap<String, String>,
    pub(super) refused: BTreeMap<String, String>,
    pub(super) resources: BTreeMap<String, BTreeMap<String, Value>>,
    pub(super) reports: BTreeMap<String, Value>,
}

impl Fixture {
    /// All that are kept, oldest first.
    pub(super) fn all() -> Vec<Self> {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/fixtures");
        let entries = fs::read_dir(directory).unwrap().map(Result::unwrap);
        let directories = entries.filter(|entry| entry.file_type().unwrap().is_dir());
        let mut fixtures: Vec<Self> = directories
            .map(|entry| Self {
                name: entry.file_name().into_string().unwrap(),
                directory: entry.path(),
            })
            .collect();
        fixtures.sort_by(|one, other| one.name.cmp(&other.name));
        fixtures
    }

    pub(super) fn expected(&self, kind: &str) -> Expected {
        serde_json::from_slice(&self.read(&format!("{kind}.expected.json.gz"))).unwrap()
    }

    /// The database as it was left, and the present program on it.
    pub(super) fn restore(&self, kind: &str) -> (Program, TestDatabase) {
        let database = match kind {
            "sqlite" => testkit::sqlite_from(&self.read("sqlite.db.gz")),
            _ => testkit::postgres_from(&self.read("postgres.sql.gz")),
        };
        let program = Program::new()
            .with("ROLLCALL_DATABASE_URL", &database.url)
            .with("ROLLCALL_PUBLIC_URL", PUBLIC_URL);
        (program, database)
    }

    fn read(&self, file: &str) -> Vec<u8> {
        let path = self.directory.join(file);
        let file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut bytes = Vec::new();
        GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
        bytes
    }
}
