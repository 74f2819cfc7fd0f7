//! The files of a SQLite database: who may read them, and what room there is for them.

use std::path::{Path, PathBuf};

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

/// How much a SQLite database takes on its disk, and how much is free there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes of the file and the log beside it.
    pub taken: u64,
    /// Bytes that whoever runs this may still write.
    pub free: u64,
}

/// The room of a SQLite database; none of another, whose disk is another machine's business, or if it
/// cannot be found out.
pub fn room(url: &str) -> Option<Room> {
    let path = sqlite::path(url).ok()?;
    let size = |ending: &str| {
        let mut file = path.clone().into_os_string();
        file.push(ending);
        std::fs::metadata(file).map_or(0, |found| found.len())
    };
    let directory = path.parent().filter(|it| *it != Path::new(""));
    let disk = rustix::fs::statvfs(directory.unwrap_or(Path::new("."))).ok()?;
    Some(Room {
        taken: size("") + size("-wal"),
        free: disk.f_bavail.saturating_mul(disk.f_frsize),
    })
}

#[cfg(unix)]
fn is_open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let found = std::fs::metadata(file);
    found.is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}
