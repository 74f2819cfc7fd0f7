//! Runs `scim-check`.

use std::process::Stdio;

use tokio::process::{Child, Command};

use crate::server::{Server, TOKEN};

/// How a run of the program ended.
pub(crate) struct Ended {
    /// The exit status.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

/// Runs the program with these arguments and nothing of this machine's environment that it reads.
pub(crate) async fn scim_check(arguments: &[&str]) -> Ended {
    let child = start(arguments);
    let output = child.wait_with_output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ended {
        status: output.status.code().unwrap(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Runs the program against the server, with its token.
pub(crate) async fn check(server: &Server, arguments: &[&str]) -> Ended {
    let fixed = [server.url.as_str(), "--token", TOKEN];
    scim_check(&[&fixed, arguments].concat()).await
}

/// Starts the program.
pub(crate) fn start(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_scim-check"))
        .args(arguments)
        .env_remove("SCIM_CHECK_TOKEN")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// A file in a directory of its own, which lives as long as the first value.
pub(crate) fn file(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (directory, path)
}
