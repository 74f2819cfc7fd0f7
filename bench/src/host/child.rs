//! A server as a child process, which is killed when nobody holds it any more.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    /// Its process.
    pub(crate) id: u32,
}

impl Running {
    /// Starts a program and hands each line that it prints to `read`, until that is content.
    ///
    /// # Errors
    /// The program cannot be run, or ends or stays silent first.
    pub(crate) async fn start(
        mut command: Command,
        mut read: impl FnMut(&str) -> bool,
    ) -> Result<Self> {
        let name = command
            .as_std()
            .get_program()
            .to_string_lossy()
            .into_owned();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{name} cannot be run"))?;
        let id = child.id().context("the process has no id")?;
        let output = child.stdout.take().context("the process has no output")?;
        let mut lines = BufReader::new(output).lines();
        let started = async {
            while let Some(line) = lines.next_line().await? {
                if read(&line) {
                    return Ok(());
                }
            }
            bail!("{name} ended before it was ready; what it said is above or in its log")
        };
        let late = || format!("{name} was not ready within {} s", PATIENCE.as_secs());
        timeout(PATIENCE, started).await.with_context(late)??;
        tokio::spawn(drain(lines));
        Ok(Self { child, id })
    }

    /// Asks it to end, and waits.
    ///
    /// # Errors
    /// It does not end.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let id = self.id.to_string();
        Command::new("kill").args(["-TERM", &id]).status().await?;
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.context("a server does not end after SIGTERM")??;
        Ok(())
    }
}

/// A pipe that nobody reads would stop the program.
async fn drain(mut lines: Lines<BufReader<ChildStdout>>) {
    while let Ok(Some(_)) = lines.next_line().await {}
}
