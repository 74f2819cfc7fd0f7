//! Throw-away databases for tests.

/// A fresh, empty database that is gone when this is dropped.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its URL, as `--database-url` takes it.
    pub url: String,
}

/// A fresh SQLite database.
pub fn sqlite() -> TestDatabase {
    todo!()
}

/// A fresh PostgreSQL database.
pub fn postgres() -> TestDatabase {
    todo!()
}

/// One of each.
pub fn both() -> Vec<TestDatabase> {
    vec![sqlite(), postgres()]
}
