//! Opening a database, and what is known of its health.

mod access;
mod clock;
mod connection;
mod deadline;
mod erasure;
mod files;
mod health;
mod limits;
mod postgres;
mod probe;
mod record;
mod row;
mod scan_queue;
mod sqlite;
mod statistics;
mod transaction;

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::Query;
use sea_orm::{ConnectOptions, DatabaseConnection, DbBackend};

use crate::StorageError;
use crate::statement::Fixed;

pub use self::access::Access;
pub use self::connection::Connection;
pub use self::files::{Room, files_open_to_others, room};
pub use self::health::WriteState;
pub use self::limits::TimeLimits;
pub use self::record::SentStatement;
pub(crate) use self::row::{JsonText, Row};
pub use self::transaction::Transaction;

use self::connection::Place;
use self::health::Health;
use self::postgres::Pools;
use self::record::Record;
use self::sqlite::{Readers, Writer};

/// How long to wait for a connection, and on SQLite for another process that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open database, SQLite or PostgreSQL. Cheap to clone.
///
/// SQLite has one connection that writes and several that only read. PostgreSQL has some for
/// look-ups, some for reads that may last and some for writes.
#[derive(Clone, Debug)]
pub struct Database {
    parts: Arc<Parts>,
}

#[derive(Debug)]
struct Parts {
    url: String,
    engine: Engine,
    reader: Connection,
    health: Arc<Health>,
    record: Arc<Record>,
}

/// What writes.
#[derive(Debug)]
enum Engine {
    Sqlite(Arc<Writer>, Arc<Readers>),
    Postgres(Arc<Pools>),
}

impl Database {
    /// Opens `sqlite://path` or `postgres://…`. A SQLite file that is missing is created. Applies
    /// no migrations. Statements may take as long as they like.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unavailable`] if the server doesn't answer, and [`StorageError::Internal`]
    /// if the URL is malformed or the file cannot be opened; then its text says why.
    pub async fn open(url: &str) -> Result<Self, StorageError> {
        Self::open_with(url, Access::Make, None).await
    }

    /// Opens one for what is to be done with it.
    ///
    /// # Errors
    ///
    /// As [`Database::open`], and [`Trouble::Missing`] if there is none, or only an empty file, and
    /// none is to be made.
    ///
    /// [`Trouble::Missing`]: crate::Trouble::Missing
    pub async fn open_for(url: &str, access: Access) -> Result<Self, StorageError> {
        Self::open_with(url, access, None).await
    }

    /// One for a server, whose requests may cause no more work than `limits` allow.
    ///
    /// # Errors
    ///
    /// As [`Database::open`].
    pub async fn open_for_requests(url: &str, limits: TimeLimits) -> Result<Self, StorageError> {
        Self::open_with(url, Access::Make, Some(limits)).await
    }

    async fn open_with(
        url: &str,
        access: Access,
        limits: Option<TimeLimits>,
    ) -> Result<Self, StorageError> {
        let (health, record) = (Arc::<Health>::default(), Arc::<Record>::default());
        let (engine, place) = match url.split_once(':') {
            Some(("sqlite", _)) => {
                let (writer, readers) = sqlite::open(url, access, &health).await?;
                let place = Place::SqliteReaders(Arc::clone(&readers));
                (Engine::Sqlite(writer, readers), place)
            }
            Some(("postgres" | "postgresql", _)) => {
                let pools = Pools::open(url, limits, &health).await;
                let pools = pools.map_err(StorageError::while_connecting)?;
                let place = Place::PostgresPools(Arc::clone(&pools));
                (Engine::Postgres(pools), place)
            }
            _ => {
                let message = "a database URL begins with sqlite:// or postgres://";
                return Err(StorageError::internal(message));
            }
        };
        let reader = Connection::new(place, Arc::clone(&health), Arc::clone(&record))
            .limiting_searches(limits.map(|limits| limits.search));
        let parts = Parts {
            url: url.to_owned(),
            engine,
            reader,
            health,
            record,
        };
        Ok(Self {
            parts: Arc::new(parts),
        })
    }

    /// For reads outside a transaction.
    pub fn reader(&self) -> &Connection {
        &self.parts.reader
    }

    /// Lends a connection for applying migrations, on which no statement takes too long. The one
    /// type of sea-orm that leaves this crate: migrations are its own.
    ///
    /// # Errors
    ///
    /// As [`Database::open`].
    pub async fn migrate<T>(
        &self,
        work: impl AsyncFnOnce(&DatabaseConnection) -> T,
    ) -> Result<T, StorageError> {
        let mut options = options(&self.parts.url, 1);
        options.map_sqlx_sqlite_opts(|options| options.foreign_keys(true).busy_timeout(PATIENCE));
        let connection = sea_orm::Database::connect(options).await?;
        let outcome = work(&connection).await;
        connection.close().await?;
        Ok(outcome)
    }

    /// Whether no migration was ever applied to it.
    ///
    /// # Errors
    ///
    /// As every read.
    pub async fn is_empty(&self) -> Result<bool, StorageError> {
        let select = match self.reader().backend() {
            DbBackend::Postgres => {
                "SELECT 1 FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA() \
                 AND table_name = 'seaql_migrations'"
            }
            _ => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
        };
        let found = self.reader().one(Fixed(select, []), |_| Ok(())).await?;
        Ok(found.is_none())
    }

    /// The names of the migrations that were applied.
    ///
    /// # Errors
    ///
    /// Also if none was yet.
    pub async fn applied_migrations(&self) -> Result<Vec<String>, StorageError> {
        let select = Query::select()
            .column("version")
            .from("seaql_migrations")
            .take();
        self.reader().all(&select, |row| row.get("version")).await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.reader().ping().await
    }

    /// Closes it in good order: SQLite's write-ahead log goes into the database file first. Clones
    /// are closed with it.
    pub async fn close(self) -> Result<(), StorageError> {
        match &self.parts.engine {
            Engine::Sqlite(writer, readers) => {
                readers.close();
                writer.close().await
            }
            Engine::Postgres(pools) => pools.close().await,
        }
    }

    fn connection(&self, place: Place) -> Connection {
        let (health, record) = (&self.parts.health, &self.parts.record);
        Connection::new(place, Arc::clone(health), Arc::clone(record))
    }
}

/// Statements are not logged: their values are personal data.
fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sea_orm::sea_query::{Func, Query};

    use super::{Connection, Database, TimeLimits};
    use crate::statement::Fixed;

    #[tokio::test]
    async fn sqlite_is_set_up_for_a_server() {
        let place = testkit::sqlite();
        let database = Database::open(&place.url).await.unwrap();
        let unit = database.begin().await.unwrap();
        for (pragma, setting, expected) in [
            ("PRAGMA synchronous", "synchronous", 2),
            ("PRAGMA foreign_keys", "foreign_keys", 1),
        ] {
            let pragma = Fixed(pragma, []);
            let found = unit.one(pragma, |row| row.get::<i64>(setting));
            assert_eq!(found.await.unwrap(), Some(expected), "{setting}");
        }
        let mode = Fixed("PRAGMA journal_mode", []);
        let mode = unit.one(mode, |row| row.get::<String>("journal_mode"));
        assert_eq!(mode.await.unwrap().as_deref(), Some("wal"));
        let reading = Fixed("PRAGMA query_only", []);
        let reading = database
            .reader()
            .one(reading, |row| row.get::<i64>("query_only"));
        assert_eq!(reading.await.unwrap(), Some(1));
    }

    async fn shown(conn: &Connection, setting: &'static str) -> Option<String> {
        let show = Query::select()
            .expr_as(Func::cust("current_setting").arg(setting), "shown")
            .take();
        let found = conn.one(&show, |row| row.get::<String>("shown"));
        found.await.unwrap()
    }

    #[tokio::test]
    async fn postgres_reads_what_is_committed_and_gives_up_on_endless_statements_of_requests() {
        let place = testkit::postgres();
        let limits = TimeLimits {
            request: Duration::from_secs(30),
            search: Duration::from_secs(5),
        };
        for (database, statement, lock) in [
            (Database::open(&place.url).await, "0", "0"),
            (
                Database::open_for_requests(&place.url, limits).await,
                "30s",
                "2s",
            ),
        ] {
            let database = database.unwrap();
            let unit = database.begin().await.unwrap();
            let expected = Some("read committed");
            for conn in [database.reader(), &*unit] {
                let found = shown(conn, "transaction_isolation").await;
                assert_eq!(found.as_deref(), expected);
                let found = shown(conn, "statement_timeout").await;
                assert_eq!(found.as_deref(), Some(statement));
            }
            let found = shown(&unit, "lock_timeout").await;
            assert_eq!(found.as_deref(), Some(lock));
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_may_read_a_new_sqlite_file() {
        use std::os::unix::fs::PermissionsExt;
        let place = testkit::sqlite();
        let database = Database::open(&place.url).await.unwrap();
        let unit = database.begin().await.unwrap();
        unit.execute(Fixed("CREATE TABLE t (x INTEGER)", []))
            .await
            .unwrap();
        unit.commit().await.unwrap();
        let file = place.url.strip_prefix("sqlite://").unwrap();
        for beside in ["", "-wal", "-shm"] {
            let found = std::fs::metadata(format!("{file}{beside}")).unwrap();
            assert_eq!(found.permissions().mode() & 0o777, 0o600, "{beside}");
        }
    }
}
