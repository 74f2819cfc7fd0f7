//! The ceiling: what this machine can do at most.
//!
//! A server of the shape of SCIM on raw SQL, which does as little as a server can that still keeps
//! every acknowledged write: no validation, no tenants, no contacts, no journal, one token. It says
//! nothing about what a good server does, only how fast the machine, the HTTP library and the
//! database are. Rollcall's figures are told as shares of its own, measured in the same minute.

mod database;
mod document;
mod http;
mod postgres;
mod sqlite;
mod work;

use std::path::Path;

use anyhow::Result;

use database::Database;

/// Threads that serve HTTP.
const WORKERS: usize = 2;

/// Serves until it is killed. Prints where it listens.
///
/// # Errors
/// The store cannot be opened, or no port is free.
pub(crate) fn serve(store: &str, token: String) -> Result<()> {
    actix_web::rt::System::new().block_on(async {
        let database = match store.strip_prefix("sqlite://") {
            Some(file) => Database::Sqlite(sqlite::Sqlite::open(Path::new(file))?),
            None => Database::Postgres(postgres::Postgres::open(store).await?),
        };
        http::serve(database, token, WORKERS).await
    })
}
