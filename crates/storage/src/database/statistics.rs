//! Statistics of PostgreSQL's tables. Without them it takes all that a tenant has for a row or two, and
//! any index is as good to it as the right one. A server makes them by itself some minutes after a table
//! has grown; a first sync would be over by then.

use sea_orm::ConnectionTrait;

use super::{Database, Engine};
use crate::StorageError;
use crate::statement::Fixed;

/// The tables of 128 KiB or more that have no statistics, or had less than a quarter of their pages when
/// those were made.
const OUTGROWN: &str = "SELECT relname::text FROM pg_class AS c \
     WHERE relkind = 'r' AND relnamespace = to_regnamespace(current_schema())::oid \
     AND pg_relation_size(oid) >= 131072 AND pg_has_role(relowner, 'USAGE') \
     AND (pg_relation_size(oid) > relpages::bigint * 4 * current_setting('block_size')::bigint \
     OR NOT EXISTS (SELECT 1 FROM pg_stats \
     WHERE schemaname = current_schema() AND tablename = relname)) ORDER BY 1";

impl Database {
    /// Has statistics made of tables that have grown beyond those they have, and returns their names.
    /// They are few pages when it is asked for often, and soon looked through. SQLite needs none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`]; it can be tried again.
    pub async fn keep_statistics(&self) -> Result<Vec<String>, StorageError> {
        if !matches!(self.parts.engine, Engine::Postgres(_)) {
            return Ok(Vec::new());
        }
        let name = |row: &super::Row<'_>| row.get::<String>("relname");
        let mut outgrown = self.reader().all(Fixed(OUTGROWN, []), name).await?;
        let ours = crate::tenants::tables();
        outgrown.retain(|table| ours.contains(&table.as_str()));
        if !outgrown.is_empty() {
            let analyze = format!("ANALYZE {}", outgrown.join(", "));
            let analyze =
                async |conn: &sea_orm::DatabaseConnection| conn.execute_unprepared(&analyze).await;
            // A connection of its own, for which no time limit holds.
            self.migrate(analyze).await??;
        }
        Ok(outgrown)
    }
}
