//! The ceiling as a process of its own, so that its CPU time can be told from this program's.

use anyhow::Result;
use tokio::process::Command;

use super::child::Running;
use super::processes::Processes;
use super::store::Store;
use crate::load::Endpoint;

/// The token that it takes.
const TOKEN: &str = "ceiling";

/// The ceiling, running.
#[derive(Debug)]
pub(crate) struct Ceiling {
    _running: Running,
    /// How to reach it.
    pub(crate) endpoint: Endpoint,
    /// It, and its database's process.
    pub(crate) processes: Processes,
}

impl Ceiling {
    /// Starts it on a store of its own.
    pub(crate) async fn start(store: &Store) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["ceiling", "--store", &store.url(), "--token", TOKEN]);
        let mut address = String::new();
        let running = Running::start(command, |line| {
            let told = line.strip_prefix("listening on http://");
            address.push_str(told.unwrap_or_default());
            told.is_some()
        });
        let running = running.await?;
        let mut ids = vec![running.id];
        ids.extend(store.process());
        Ok(Self {
            _running: running,
            endpoint: Endpoint {
                address,
                prefix: "",
                token: TOKEN.to_owned(),
            },
            processes: Processes::new(&ids),
        })
    }
}
