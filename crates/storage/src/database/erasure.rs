//! Erasing for real. A deleted row is gone for whoever asks, and its bytes stand in the files
//! nevertheless, until something is written over them.

use sea_orm::ConnectionTrait;

use super::{Database, Engine, Transaction};
use crate::StorageError;
use crate::statement::Fixed;

impl Transaction {
    /// To be called by whoever erases something in this transaction. It may take as long as it needs,
    /// and until [`Database::overwrite_erased`] has succeeded the database knows that there is something
    /// to be overwritten, whatever ends this process in between.
    pub(crate) async fn mark_erasure(&self) -> Result<(), StorageError> {
        let mark = match self.backend() {
            sea_orm::DbBackend::Postgres => "SET LOCAL statement_timeout = 0",
            _ => "PRAGMA user_version = 1",
        };
        self.execute(Fixed(mark, [])).await?;
        Ok(())
    }
}

impl Database {
    /// Whether rows were erased whose bytes may still stand in the SQLite file. PostgreSQL sees to that
    /// by itself sooner or later.
    ///
    /// # Errors
    ///
    /// As every read.
    pub async fn has_erased_remains(&self) -> Result<bool, StorageError> {
        if matches!(self.parts.engine, Engine::Postgres(_)) {
            return Ok(false);
        }
        let mark = Fixed("PRAGMA user_version", []);
        let mark = self
            .reader()
            .one(mark, |row| row.get::<i64>("user_version"));
        Ok(mark.await?.is_some_and(|mark| mark != 0))
    }

    /// Sees to it that nothing of erased rows stands in the database's files. SQLite's is written anew
    /// and its write-ahead log cut off; writers wait meanwhile, and it takes as much room again as all
    /// that is left. PostgreSQL's tables are vacuumed.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`], also if somebody reads on from before the erasure for too long; it
    /// can be tried again.
    pub async fn overwrite_erased(&self) -> Result<(), StorageError> {
        match &self.parts.engine {
            Engine::Sqlite(writer, _) => writer.rewrite().await,
            Engine::Postgres(_) => {
                let vacuum = format!("VACUUM {}", crate::tenants::tables().join(", "));
                let vacuum = async |conn: &sea_orm::DatabaseConnection| {
                    conn.execute_unprepared(&vacuum).await
                };
                self.migrate(vacuum).await??;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Database;
    use crate::statement::Fixed;

    #[tokio::test]
    async fn an_erasure_on_postgres_may_take_as_long_as_it_needs_and_nothing_else() {
        let place = testkit::postgres();
        let database = Database::open(&place.url).await.unwrap();
        let unit = database.begin().await.unwrap();
        let show = || Fixed("SHOW statement_timeout", []);
        let timeout = async || {
            let shown = unit.one(show(), |row| row.get::<String>("statement_timeout"));
            shown.await.unwrap().unwrap()
        };
        let before = timeout().await;
        unit.mark_erasure().await.unwrap();
        assert_eq!(timeout().await, "0");
        unit.commit().await.unwrap();
        let reader = database.reader();
        let after = reader.one(show(), |row| row.get::<String>("statement_timeout"));
        assert_eq!(after.await.unwrap(), Some(before));
    }
}
