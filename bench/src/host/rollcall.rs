//! Rollcall as anybody would start it.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use hyper::Method;
use serde::Deserialize;
use tokio::process::Command;

use super::child::Running;
use super::processes::Processes;
use super::store::Store;
use crate::load::{Connection, Endpoint};

const TENANT: &str = "bench";

/// The program, and where it writes its log.
#[derive(Clone, Debug)]
pub(crate) struct RollcallProgram {
    /// The binary `rollcall`.
    pub(crate) binary: PathBuf,
    /// Where the log goes.
    pub(crate) log: PathBuf,
}

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Rollcall {
    running: Running,
    /// How to reach it, as the first tenant.
    pub(crate) endpoint: Endpoint,
    /// It, and its database's process.
    pub(crate) processes: Processes,
    /// From the start of the process until it was ready.
    pub(crate) start: Duration,
}

#[derive(Deserialize)]
struct Issued {
    token: String,
}

impl RollcallProgram {
    /// Makes a tenant; gives a token of it.
    pub(crate) async fn create_tenant(&self, store: &Store, tenant: &str) -> Result<String> {
        self.run(store, &["tenant", "create", tenant]).await?;
        let told = self
            .run(store, &["token", "create", tenant, "--json"])
            .await?;
        let issued: Issued = serde_json::from_slice(&told)?;
        Ok(issued.token)
    }

    /// Starts a server on a fresh store.
    pub(crate) async fn start_fresh(&self, store: &Store) -> Result<Rollcall> {
        let token = self.create_tenant(store, TENANT).await?;
        self.start(store, token).await
    }

    /// Starts a server on a store whose token is known, and waits until it is ready.
    pub(crate) async fn start(&self, store: &Store, token: String) -> Result<Rollcall> {
        let started = Instant::now();
        let mut command = self.command(store)?;
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        let mut address = String::new();
        let running = Running::start(command, |line| {
            let told = line.strip_prefix("listening on http://");
            address.push_str(told.unwrap_or_default());
            told.is_some()
        });
        let running = running.await.with_context(|| self.see_log())?;
        let endpoint = Endpoint {
            address,
            prefix: "/scim/v2",
            token,
        };
        until_ready(&endpoint).await?;
        let start = started.elapsed();
        let mut ids = vec![running.id];
        ids.extend(store.process());
        Ok(Rollcall {
            running,
            endpoint,
            processes: Processes::new(&ids),
            start,
        })
    }

    async fn run(&self, store: &Store, arguments: &[&str]) -> Result<Vec<u8>> {
        let output = self.command(store)?.args(arguments).output().await;
        let output = output.with_context(|| format!("{} cannot be run", self.binary.display()))?;
        ensure!(
            output.status.success(),
            "{} failed; {}",
            arguments.join(" "),
            self.see_log()
        );
        Ok(output.stdout)
    }

    fn command(&self, store: &Store) -> Result<Command> {
        let mut command = Command::new(&self.binary);
        command
            .env("ROLLCALL_DATABASE_URL", store.url())
            .stderr(self.open_log()?);
        Ok(command)
    }

    fn open_log(&self) -> Result<File> {
        let options = OpenOptions::new().create(true).append(true).open(&self.log);
        options.with_context(|| format!("{} cannot be written", self.log.display()))
    }

    fn see_log(&self) -> String {
        format!("its log is {}", self.log.display())
    }
}

impl Rollcall {
    /// The server's own process, without its database's.
    pub(crate) fn alone(&self) -> Processes {
        Processes::new(&[self.running.id])
    }

    /// Stops it.
    pub(crate) async fn stop(self) -> Result<()> {
        self.running.stop().await
    }
}

async fn until_ready(endpoint: &Endpoint) -> Result<()> {
    let mut connection = Connection::new(Endpoint {
        prefix: "",
        ..endpoint.clone()
    });
    let answer = connection.send(&Method::GET, "/readyz", None).await?;
    ensure!(answer.status == 200, "/readyz answers {}", answer.status);
    Ok(())
}
