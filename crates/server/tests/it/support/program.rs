//! The real program `rollcall`, in a directory and an environment of its own.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::thread::JoinHandle;

use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Program {
    directory: TempDir,
    environment: Vec<(String, String)>,
    /// The token that `serve` printed last.
    token: Mutex<Option<String>>,
}

/// A command that has ended.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    /// With a SQLite database in a fresh working directory, which is the default.
    pub(crate) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
            environment: Vec::new(),
            token: Mutex::default(),
        }
    }

    pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
        self.environment
            .push((variable.to_owned(), value.to_owned()));
        self
    }

    /// Puts a file into the working directory.
    pub(crate) fn with_file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.directory.path().join(name), text).unwrap();
        self
    }

    pub(crate) fn has_file(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// The path of something in the working directory.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        ended(&mut self.command(arguments))
    }

    /// Runs a command that prints somewhere else.
    pub(crate) fn run_into(&self, stdout: Stdio, arguments: &[&str]) -> Run {
        ended(self.command(arguments).stdout(stdout))
    }

    /// Runs a command on a terminal of so many columns. Returns what it shows there.
    pub(crate) fn run_on_terminal(&self, columns: u16, arguments: &[&str]) -> String {
        let mut shell = Command::new("/usr/bin/script");
        let quoted = arguments.iter().map(|it| format!(" '{it}'"));
        let command = format!(
            "stty cols {columns} rows 24; exec '{}'{}",
            env!("CARGO_BIN_EXE_rollcall"),
            quoted.collect::<String>()
        );
        shell.args(["--quiet", "--return", "--command", &command, "/dev/null"]);
        let shell = self.surround(&mut shell).env("PATH", "/usr/bin:/bin");
        ended(shell.stdin(Stdio::null())).stdout.replace('\r', "")
    }

    /// Starts a command whose stdout is read while it runs.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).spawn().unwrap()
    }

    /// Runs a command with a closed stdout.
    pub(crate) fn run_without_stdout(&self, arguments: &[&str]) -> Run {
        let mut shell = Command::new("sh");
        shell
            .args([
                "-c",
                "exec \"$0\" \"$@\" >&-",
                env!("CARGO_BIN_EXE_rollcall"),
            ])
            .args(arguments);
        ended(self.surround(&mut shell))
    }

    /// Runs a command that has to succeed, with `--json`.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let run = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(run.status, 0, "{arguments:?}: {run:?}");
        serde_json::from_str(&run.stdout).unwrap()
    }

    /// Starts `serve` on a free port and returns when it accepts connections.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Running {
        let arguments = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut command = self.command(&arguments);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        let mut running = Running {
            stdout: BufReader::new(child.stdout.take().unwrap()),
            child,
            log: Some(log),
            url: String::new(),
            greeting: String::new(),
            token: None,
        };
        running.wait_until_it_listens();
        let mut token = self.token.lock().unwrap();
        *token = running.printed_token().or_else(|| token.take());
        running.token.clone_from(&token);
        running
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rollcall"));
        command.args(arguments);
        self.surround(&mut command);
        command
    }

    fn surround<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let command = command.current_dir(self.directory.path()).env_clear();
        command.envs(self.environment.iter().cloned())
    }
}

fn ended(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A running server. It is killed when this is dropped.
pub(crate) struct Running {
    child: Child,
    stdout: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
    /// As it was printed.
    pub(crate) url: String,
    /// What was printed before.
    pub(crate) greeting: String,
    token: Option<String>,
}

impl Running {
    fn wait_until_it_listens(&mut self) {
        loop {
            let mut line = String::new();
            let read = self.stdout.read_line(&mut line).unwrap();
            assert_ne!(
                read,
                0,
                "it ended: {}",
                self.log.take().unwrap().join().unwrap()
            );
            if let Some(url) = line.strip_prefix("listening on ") {
                url.trim_end().clone_into(&mut self.url);
                return;
            }
            self.greeting.push_str(&line);
        }
    }

    /// The token that was printed, now or when the program was started before.
    pub(crate) fn token(&self) -> String {
        self.token.clone().unwrap()
    }

    fn printed_token(&self) -> Option<String> {
        let mut words = self.greeting.split_whitespace();
        words
            .rfind(|word| word.starts_with("rc_"))
            .map(str::to_owned)
    }

    /// Of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("kill")
            .args(["-s", name, &id])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the end. Returns the exit status and all log lines.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().unwrap().code();
        (status, self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
