//! Which transactions may still not see what was committed before.

use sea_orm::DbBackend;

use crate::statement::Fixed;
use crate::{Connection, StorageError};

/// A place in the order in which transactions begin to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Horizon {
    /// All that write and began before now have a smaller number.
    pub begun: i64,
    /// All with a smaller number have ended.
    pub ended: i64,
}

/// Where transactions are now. On SQLite one writes at a time, so all others have ended.
pub async fn horizon(conn: &Connection) -> Result<Horizon, StorageError> {
    if conn.backend() != DbBackend::Postgres {
        return Ok(Horizon::default());
    }
    let select = Fixed(
        "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT) AS begun, \
         CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) AS ended",
        [],
    );
    let now = conn.one(select, |row| {
        Ok(Horizon {
            begun: row.get("begun")?,
            ended: row.get("ended")?,
        })
    });
    Ok(now.await?.unwrap_or_default())
}
