//! Faults of a disk: lets chosen calls of a program on its SQLite database fail.
//!
//! A small C library is preloaded into the program (`LD_PRELOAD`) and does it. It is told which
//! calls by a file, so that one running process can be armed again and again. Needs `cc`.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::temporary_directory;

const LIBRARY: &str = "libfaults.so";
const SOURCE: &str = include_str!("faults.c");

/// The size of a field of the control file; faults.c says which fields there are.
const FIELD: usize = 8;
const FIRST: u64 = 2 * FIELD as u64;
const SEEN: u64 = 5 * FIELD as u64;
const FIELDS: usize = 7;

/// What kind of call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// Whatever writes or truncates.
    Write = 1,
    /// `fsync` and `fdatasync`.
    Sync = 2,
    /// Whatever reads.
    Read = 3,
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errno {
    /// `EIO`, the device fails.
    Io = 5,
    /// `ENOSPC`, the device is full.
    Full = 28,
}

/// Which calls fail.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Of what kind they are; others are not counted.
    pub call: Call,
    /// How they fail.
    pub errno: Errno,
    /// The number of the first that fails, from 1, counted over all files of the database.
    pub first: u32,
    /// The distance from one that fails to the next.
    pub gap: u32,
    /// How many fail; `None`: from the first on each that is due, until disarmed.
    pub count: Option<u32>,
}

/// What came of a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How many calls of its kind there were.
    pub calls: i64,
    /// How many of them failed.
    pub failed: i64,
}

/// The faults of one database, to be brought into every program that [`Faults::environment`] is
/// given to. At first nothing fails.
#[derive(Debug)]
pub struct Faults {
    control: File,
    environment: [(&'static str, String); 3],
    _directory: TempDir,
}

impl Faults {
    /// Faults of the database in that file, whose path is absolute and leads over no links.
    ///
    /// # Panics
    ///
    /// If `cc` is missing or there is no room for temporary files.
    pub fn new(database: &Path) -> Self {
        let directory = temporary_directory();
        build(directory.path());
        let path = directory.path().join("control");
        let control = File::create_new(&path).and_then(|file| {
            file.set_len((FIELDS * FIELD) as u64)?;
            Ok(file)
        });
        let Ok(control) = control else {
            panic!("no control file at {}", path.display());
        };
        let environment = [
            ("LD_PRELOAD", text(&directory.path().join(LIBRARY))),
            ("ROLLCALL_TEST_FAULTS", text(&path)),
            ("ROLLCALL_TEST_FAULTS_ON", text(database)),
        ];
        Self {
            control,
            environment,
            _directory: directory,
        }
    }

    /// The environment variables that bring the faults into a program.
    pub fn environment(&self) -> &[(&'static str, String)] {
        &self.environment
    }

    /// From now on calls are counted, and fail as the fault says.
    pub fn arm(&self, fault: Fault) {
        self.disarm();
        let count = fault.count.map_or(-1, i64::from);
        let rest = [fault.first.into(), fault.gap.into(), count, 0, 0];
        self.write(FIRST, &rest);
        self.write(0, &[fault.call as i64, fault.errno as i64]);
    }

    /// From now on nothing fails. Tells what came of the fault before.
    pub fn disarm(&self) -> Seen {
        self.write(0, &[0]);
        self.seen()
    }

    /// What came of the fault so far.
    ///
    /// # Panics
    ///
    /// If the control file cannot be read.
    pub fn seen(&self) -> Seen {
        let mut bytes = [[0; FIELD]; 2];
        if let Err(error) = self.control.read_exact_at(bytes.as_flattened_mut(), SEEN) {
            panic!("the control file cannot be read: {error}");
        }
        let [calls, failed] = bytes.map(i64::from_ne_bytes);
        Seen { calls, failed }
    }

    fn write(&self, at: u64, fields: &[i64]) {
        let bytes: Vec<u8> = fields.iter().flat_map(|it| it.to_ne_bytes()).collect();
        if let Err(error) = self.control.write_all_at(&bytes, at) {
            panic!("the control file cannot be written: {error}");
        }
    }
}

/// Builds the library in a directory.
fn build(directory: &Path) {
    if let Err(error) = std::fs::write(directory.join("faults.c"), SOURCE) {
        panic!("faults.c cannot be written: {error}");
    }
    let status = Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-o", LIBRARY, "faults.c", "-ldl"])
        .current_dir(directory)
        .status();
    match status {
        Ok(status) if status.success() => {}
        Ok(status) => panic!("cc ended with {status}; its message is above"),
        Err(error) => panic!("cc cannot be run: {error}"),
    }
}

fn text(path: &Path) -> String {
    match path.to_str() {
        Some(text) => text.to_owned(),
        None => panic!("{} is not UTF-8", path.display()),
    }
}
