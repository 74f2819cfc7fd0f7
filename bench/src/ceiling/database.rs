//! The ceiling's database, whichever it is.

use anyhow::Result;

use super::postgres::Postgres;
use super::sqlite::Sqlite;
use super::work::{Change, Done, Lookup};

/// One of the two.
#[derive(Clone)]
pub(super) enum Database {
    /// A file.
    Sqlite(Sqlite),
    /// A server.
    Postgres(Postgres),
}

impl Database {
    pub(super) async fn find(&self, lookup: Lookup) -> Result<Option<String>> {
        match self {
            Self::Sqlite(sqlite) => sqlite.find(&lookup),
            Self::Postgres(postgres) => postgres.find(lookup).await,
        }
    }

    pub(super) async fn change(&self, change: Change) -> Result<Done> {
        match self {
            Self::Sqlite(sqlite) => sqlite.change(change).await,
            Self::Postgres(postgres) => postgres.change(change).await,
        }
    }
}
