//! PostgreSQL: connections apart by what they are for, so that look-ups find one whatever searches
//! and writers do.

mod held;

use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::sqlx::Connection;
use sea_orm::sqlx::pool::PoolOptions;
use sea_orm::sqlx::postgres::Postgres;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement};

use super::health::Health;
use super::row::Add;
use super::scan_queue::{SCANS, SHARE, Scan, ScanQueue};
use super::{PATIENCE, TimeLimits, options};
use crate::{StorageError, Trouble};

pub(super) use self::held::Held;

/// After how long without use a connection is tried before it is trusted.
const IDLE: Duration = Duration::from_secs(5);

/// How long a write of a request waits for a row that another one has locked.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// Statements that a connection keeps prepared: more than there are kinds of them, but for those that
/// clients word.
const STATEMENTS: usize = 512;

/// Connections for look-ups, readiness and for cancelling statements.
const LOOK_UPS: u32 = 6;

/// Connections for writes.
const WRITERS: u32 = 10;

/// Of these, one tenant's.
pub(super) const WRITES_OF_ONE_TENANT: usize = 6;

/// The connections to a server.
#[derive(Debug)]
pub(super) struct Pools {
    look_ups: DatabaseConnection,
    scans: DatabaseConnection,
    writers: DatabaseConnection,
    queue: Arc<ScanQueue>,
    health: Arc<Health>,
}

impl Pools {
    /// Opens the first connection; the others are opened when they are needed.
    pub(super) async fn open(
        url: &str,
        limits: Option<TimeLimits>,
        health: &Arc<Health>,
    ) -> Result<Arc<Self>, StorageError> {
        let statement = limits.map(|limits| ("statement_timeout", millis(limits.request)));
        let lock = limits.map(|_| ("lock_timeout", millis(LOCK_TIMEOUT)));
        let connect = |connections, settings| connect(url, connections, settings, health);
        Ok(Arc::new(Self {
            look_ups: connect(LOOK_UPS, Vec::from_iter(statement.clone())).await?,
            scans: connect(SCANS, Vec::from_iter(statement.clone())).await?,
            writers: connect(WRITERS, statement.into_iter().chain(lock).collect()).await?,
            queue: ScanQueue::new(PATIENCE, SHARE),
            health: Arc::clone(health),
        }))
    }

    /// Reads what takes little time.
    pub(super) async fn look_up(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.look_ups.query_all_raw(statement).await
    }

    /// Reads what may last. The statement ends when the future is dropped.
    pub(super) async fn scan(
        &self,
        scan: Scan,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, StorageError> {
        let read = async |held: &Held| Ok::<_, StorageError>(held.query(statement).await?);
        self.run(scan, read).await
    }

    /// Reads what may last, row by row.
    pub(super) async fn gather<A>(
        &self,
        scan: Scan,
        statement: Statement,
        gathered: A,
        add: Add<A>,
    ) -> Result<A, StorageError> {
        let read = async |held: &Held| held.gather(statement, gathered, add).await;
        self.run(scan, read).await
    }

    async fn run<T>(
        &self,
        scan: Scan,
        read: impl AsyncFnOnce(&Held) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let permit = self.queue.admit(scan.tenant).await?;
        let held = self.hold(&self.scans, scan.limit).await?;
        let held = held.admitted_by(permit);
        let begun = Instant::now();
        match read(&held).await {
            Err(StorageError::Unavailable(Trouble::TimedOut))
                if scan.limit.is_some_and(|limit| begun.elapsed() >= limit) =>
            {
                Err(StorageError::TooMuch)
            }
            outcome => outcome,
        }
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin(&self) -> Result<Held, StorageError> {
        let begun = self.hold(&self.writers, None).await;
        begun.inspect_err(|error| self.health.note(error))
    }

    async fn hold(
        &self,
        pool: &DatabaseConnection,
        limit: Option<Duration>,
    ) -> Result<Held, StorageError> {
        let begin = async || Held::begin(pool, &self.look_ups, limit).await;
        match begin().await.map_err(StorageError::from) {
            // The connection may have been dead since before; then another is not.
            Err(StorageError::Unavailable(trouble)) if trouble.is_lost_connection() => {
                Ok(begin().await?)
            }
            outcome => outcome,
        }
    }

    pub(super) async fn close(&self) -> Result<(), StorageError> {
        self.queue.close();
        for pool in [&self.scans, &self.writers, &self.look_ups] {
            pool.close_by_ref().await?;
        }
        Ok(())
    }
}

fn millis(duration: Duration) -> String {
    duration.as_millis().to_string()
}

async fn connect(
    url: &str,
    connections: u32,
    mut settings: Vec<(&'static str, String)>,
    health: &Arc<Health>,
) -> Result<DatabaseConnection, StorageError> {
    let mut options = options(url, connections);
    options
        .test_before_acquire(false)
        .connect_lazy(connections != LOOK_UPS);
    let known = Arc::clone(health);
    options.map_sqlx_postgres_pool_opts(move |options| try_doubtful(options, &known));
    settings.push(("default_transaction_isolation", "read committed".to_owned()));
    // A plan that is kept from when a table was empty stays until somebody analyses the table, and takes
    // whichever index comes first: so each statement is planned for what is there when it is sent.
    settings.push(("plan_cache_mode", "force_custom_plan".to_owned()));
    options.map_sqlx_postgres_opts(move |options| {
        let settings = settings.iter().map(|(name, value)| (*name, value.as_str()));
        options
            .application_name("rollcall")
            .statement_cache_capacity(STATEMENTS)
            .options(settings)
    });
    Ok(sea_orm::Database::connect(options).await?)
}

/// Has a connection tried before it is handed out if it was idle for long, or if any connection was
/// lost since it was last used. After a fail-over all of them are dead, and the first request that
/// notices spares the others.
fn try_doubtful(options: PoolOptions<Postgres>, health: &Arc<Health>) -> PoolOptions<Postgres> {
    let health = Arc::clone(health);
    options.before_acquire(move |connection, meta| {
        let is_doubtful = meta.idle_for >= IDLE || health.lost_one_within(meta.idle_for);
        Box::pin(async move {
            if is_doubtful {
                connection.ping().await?;
            }
            Ok(true)
        })
    })
}
