//! Where a server keeps everything.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use sqlx::{Connection, PgConnection};

/// A SQLite file or a database of PostgreSQL.
#[derive(Clone, Debug)]
pub(crate) enum Store {
    /// The file, which may not exist yet.
    Sqlite(PathBuf),
    /// The URL, and the process of PostgreSQL.
    Postgres { url: String, process: u32 },
}

impl Store {
    /// As Rollcall's setting names it.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(file) => format!("sqlite://{}", file.display()),
            Self::Postgres { url, .. } => url.clone(),
        }
    }

    /// The process that does the database's work, if the server itself does not.
    pub(crate) fn process(&self) -> Option<u32> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres { process, .. } => Some(*process),
        }
    }

    /// Bytes on the disk, with what waits in a write-ahead log of its own.
    pub(crate) async fn bytes(&self) -> Result<u64> {
        match self {
            Self::Sqlite(file) => {
                let log = PathBuf::from(format!("{}-wal", file.display()));
                let of_log = fs::metadata(log).map_or(0, |file| file.len());
                Ok(fs::metadata(file)?.len() + of_log)
            }
            Self::Postgres { url, .. } => {
                let mut connection = PgConnection::connect(url).await?;
                let query = "SELECT pg_database_size(current_database())";
                let bytes: i64 = sqlx::query_scalar(query).fetch_one(&mut connection).await?;
                Ok(bytes.unsigned_abs())
            }
        }
    }
}
