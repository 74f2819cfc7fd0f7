//! The databases are there, apart from each other, and leave nothing behind.

use std::collections::HashSet;
use std::path::Path;

#[test]
fn databases_differ_from_each_other() {
    let databases: Vec<_> = (0..3).flat_map(|_| testkit::both()).collect();
    let urls: HashSet<&str> = databases.iter().map(|it| it.url.as_str()).collect();
    assert_eq!(urls.len(), 6);
}

#[test]
fn a_sqlite_database_is_gone_when_dropped() {
    let database = testkit::sqlite();
    let file = database.url.strip_prefix("sqlite://").unwrap().to_owned();
    std::fs::write(&file, "").unwrap();
    drop(database);
    assert!(!Path::new(&file).exists());
}
