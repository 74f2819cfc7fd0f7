//! Throw-away databases for tests.
//!
//! [`sqlite`] makes a file in a temporary directory. [`postgres`] makes a database in a cluster
//! that the first call in a test process starts from the PostgreSQL programs of this machine; it is
//! gone when the process ends, however it ends. [`tls`] is a cluster that is reached with TLS.
//! [`faults`] lets the disk under a SQLite file fail, and [`plans`] reads how a database finds rows.
#![expect(clippy::panic, reason = "a test without its database has failed")]

pub mod faults;
pub mod plans;
mod postgres;
pub mod tls;

use postgres::Postgres;
use tempfile::TempDir;

/// A fresh, empty database that is gone when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its URL, as `--database-url` takes it.
    pub url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Directory(#[expect(dead_code, reason = "held for what dropping it does")] TempDir),
    Server(Postgres),
}

/// A fresh SQLite database.
///
/// # Panics
///
/// If there is no room for temporary files.
pub fn sqlite() -> TestDatabase {
    let directory = temporary_directory();
    TestDatabase {
        url: format!("sqlite://{}", directory.path().join("test.db").display()),
        place: Place::Directory(directory),
    }
}

/// A SQLite database with what a file of another one holds.
///
/// # Panics
///
/// If there is no room for temporary files.
pub fn sqlite_from(file: &[u8]) -> TestDatabase {
    let database = sqlite();
    let path = database.url.trim_start_matches("sqlite://");
    match std::fs::write(path, file) {
        Ok(()) => database,
        Err(error) => panic!("{path} cannot be written: {error}"),
    }
}

/// A fresh PostgreSQL database.
///
/// # Panics
///
/// If PostgreSQL is not installed or does not start.
pub fn postgres() -> TestDatabase {
    let database = Postgres::create();
    TestDatabase {
        url: database.url(),
        place: Place::Server(database),
    }
}

/// A PostgreSQL database with what a dump of `pg_dump` in plain SQL holds.
///
/// # Panics
///
/// If PostgreSQL is not installed, does not start or refuses the dump.
pub fn postgres_from(dump: &[u8]) -> TestDatabase {
    let database = Postgres::create();
    database.load(dump);
    TestDatabase {
        url: database.url(),
        place: Place::Server(database),
    }
}

/// One of each.
pub fn both() -> Vec<TestDatabase> {
    vec![sqlite(), postgres()]
}

fn temporary_directory() -> TempDir {
    match tempfile::tempdir() {
        Ok(directory) => directory,
        Err(error) => panic!("no temporary directory: {error}"),
    }
}
