//! What time it is where the database is.

use chrono::{DateTime, Utc};
use sea_orm::DbBackend;

use super::Database;
use crate::StorageError;
use crate::statement::Fixed;
use crate::time::from_millis;

impl Database {
    /// The clock of PostgreSQL's server; none for SQLite, which has that of this machine.
    pub async fn server_time(&self) -> Result<Option<DateTime<Utc>>, StorageError> {
        const SQL: &str =
            "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS at";
        let reader = self.reader();
        if reader.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let read = reader.one(Fixed(SQL, []), |row| from_millis(row.get("at")?));
        read.await
    }
}
