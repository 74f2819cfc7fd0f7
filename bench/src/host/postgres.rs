//! A PostgreSQL cluster from the programs that are installed, gone afterwards.

use std::path::Path;

use anyhow::{Context, Result};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::process::Command;

use super::child::Running;

/// A cluster that runs.
#[derive(Debug)]
pub(crate) struct Cluster {
    socket: String,
    /// The process of its server.
    pub(crate) id: u32,
    _running: Running,
}

impl Cluster {
    /// Makes one below a directory, and starts it.
    ///
    /// # Errors
    /// PostgreSQL is not installed or does not start.
    pub(crate) async fn start(directory: &Path) -> Result<Self> {
        const SCRIPT: &str = include_str!("cluster.sh");
        let mut command = Command::new("sh");
        command.args(["-c", SCRIPT, "sh", SCRIPT]).arg(directory);
        let mut told = Vec::new();
        let running = Running::start(command, |line| {
            told.push(line.to_owned());
            told.len() == 2
        });
        let running = running.await.context("no PostgreSQL")?;
        let [socket, id] = told.as_slice() else {
            anyhow::bail!("PostgreSQL's script told too little");
        };
        Ok(Self {
            socket: socket.clone(),
            id: id.trim().parse()?,
            _running: running,
        })
    }

    /// Makes an empty database; gives its URL.
    pub(crate) async fn create(&self, name: &str) -> Result<String> {
        let mut connection = PgConnection::connect(&self.url("postgres")).await?;
        let sql = format!("CREATE DATABASE {name}");
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await?;
        Ok(self.url(name))
    }

    fn url(&self, name: &str) -> String {
        let socket = self.socket.replace('/', "%2F");
        format!("postgres://postgres@localhost/{name}?host={socket}")
    }
}
