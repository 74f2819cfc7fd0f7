//! Who may read the files of a SQLite database.

use std::path::PathBuf;

use super::sqlite;

/// The files of a SQLite database that other users of this machine may read or write. They hold
/// personal data; new ones are their owner's alone.
pub fn files_open_to_others(url: &str) -> Vec<PathBuf> {
    let Ok(path) = sqlite::path(url) else {
        return Vec::new();
    };
    let files = ["", "-wal", "-shm"].into_iter().map(|ending| {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        PathBuf::from(file)
    });
    files.filter(|file| is_open_to_others(file)).collect()
}

#[cfg(unix)]
fn is_open_to_others(file: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(file);
    found.is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &std::path::Path) -> bool {
    false
}
