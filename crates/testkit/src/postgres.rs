//! One PostgreSQL cluster for each test process, and fresh databases in it.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::NamedTempFile;

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static COUNTER: AtomicU64 = AtomicU64::new(1);

/// A running cluster. It lives in a process of its own, which ends when `_input` is closed, and
/// the operating system sees to that however this process ends.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) directory: String,
    path: String,
    _input: ChildStdin,
}

/// A database in the cluster; dropped with this value.
#[derive(Debug)]
pub(crate) struct Postgres {
    name: String,
}

impl Postgres {
    /// Creates a database in this process's cluster, which is started if it isn't running.
    pub(crate) fn create() -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{number}");
        administer("createdb", &[&name]);
        Self { name }
    }

    /// Runs an SQL script in it, which must succeed from beginning to end.
    pub(crate) fn load(&self, script: &[u8]) {
        let file = match script_file(script) {
            Ok(file) => file,
            Err(error) => panic!("no temporary file for the script: {error}"),
        };
        let path = file.path().display().to_string();
        let stop = "ON_ERROR_STOP=1";
        let arguments = ["-X", "-q", "-v", stop, "-d", &self.name, "-f", &path];
        administer("psql", &arguments);
    }

    /// Runs SQL in it; what it answers is a row a line, with `|` between the columns.
    pub(crate) fn ask(&self, sql: &str) -> String {
        administer("psql", &["-X", "-q", "-At", "-d", &self.name, "-c", sql])
    }

    /// Its name in the cluster, which begins each entry in the log about it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The cluster's log.
    pub(crate) fn log() -> PathBuf {
        Path::new(&cluster().directory).join("log")
    }

    /// Its URL.
    pub(crate) fn url(&self) -> String {
        let directory = cluster().directory.replace('/', "%2F");
        format!(
            "postgres://postgres@localhost/{}?host={directory}",
            self.name
        )
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        administer("dropdb", &["--force", "--if-exists", &self.name]);
    }
}

fn script_file(script: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    file.write_all(script)?;
    Ok(file)
}

/// Runs one of PostgreSQL's client programs against the cluster, and tells what it printed.
fn administer(program: &str, arguments: &[&str]) -> String {
    let cluster = cluster();
    let output = Command::new("env")
        .arg(format!("PATH={}", cluster.path))
        .arg(program)
        .args(["-h", &cluster.directory, "-U", "postgres"])
        .args(arguments)
        .output();
    match output {
        Ok(output) if output.status.success() || std::thread::panicking() => {
            String::from_utf8_lossy(&output.stdout).into_owned()
        }
        Ok(output) => panic!("{program}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("{program} cannot be run: {error}"),
    }
}

fn cluster() -> &'static Cluster {
    CLUSTER.get_or_init(start)
}

fn start() -> Cluster {
    run(None)
}

/// Runs a cluster, which listens with TLS at a port of this machine if one is given.
pub(crate) fn run(tls_port: Option<u16>) -> Cluster {
    const SCRIPT: &str = include_str!("cluster.sh");
    let port = tls_port.map(|port| port.to_string()).unwrap_or_default();
    let child = Command::new("sh")
        .args(["-c", SCRIPT, "sh", SCRIPT, &port])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => panic!("sh cannot be run: {error}"),
    };
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        panic!("the cluster's process has no pipes");
    };
    let mut lines = BufReader::new(output).lines();
    let mut line = || match lines.next() {
        Some(Ok(line)) => line,
        _ => panic!("no PostgreSQL for the tests; its message is above"),
    };
    Cluster {
        directory: line(),
        path: line(),
        _input: input,
    }
}
