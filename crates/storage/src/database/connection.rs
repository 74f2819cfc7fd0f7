//! Where statements go: to connections that only read, or into a transaction.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::sea_query::Values;
use sea_orm::{DbBackend, QueryResult, Statement};

use super::deadline;
use super::health::Health;
use super::postgres::{Held, Pools};
use super::record::Record;
use super::row::{Add, OwnedRow, Row};
use super::scan_queue::Scan;
use super::sqlite::{Readers, Unit};
use crate::statement::{Fixed, Sql};
use crate::tenant_key::TenantKey;
use crate::{StorageError, Trouble};

/// So many look-ups take little time together.
const FEW: usize = 200;

/// How long a request may read one long answer: meanwhile the database keeps what others change or
/// remove, for its sake.
const SNAPSHOT: Duration = Duration::from_secs(10);

/// What statements can be sent to. Reads take one of these; writes take a [`Transaction`], which
/// is one as well.
///
/// [`Transaction`]: super::Transaction
#[derive(Debug)]
pub struct Connection {
    place: Place,
    health: Arc<Health>,
    record: Arc<Record>,
    /// How long a statement of a search may take.
    search_limit: Option<Duration>,
    /// When its statements end.
    deadline: Option<Instant>,
}

/// The connections behind it.
#[derive(Debug)]
pub(super) enum Place {
    SqliteReaders(Arc<Readers>),
    SqliteUnit(Unit),
    PostgresPools(Arc<Pools>),
    PostgresTransaction(Held),
}

impl Connection {
    pub(super) fn new(place: Place, health: Arc<Health>, record: Arc<Record>) -> Self {
        Self {
            place,
            health,
            record,
            search_limit: None,
            deadline: None,
        }
    }

    pub(super) fn limiting_searches(self, search_limit: Option<Duration>) -> Self {
        Self {
            search_limit,
            ..self
        }
    }

    pub(super) fn until(self, deadline: Option<Instant>) -> Self {
        Self { deadline, ..self }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Which language it speaks.
    pub(crate) fn backend(&self) -> DbBackend {
        match &self.place {
            Place::SqliteReaders(_) | Place::SqliteUnit(_) => DbBackend::Sqlite,
            Place::PostgresPools(_) | Place::PostgresTransaction(_) => DbBackend::Postgres,
        }
    }

    /// Runs a statement that takes little time, and tells how many rows it changed.
    pub(crate) async fn execute(&self, sql: impl Sql) -> Result<u64, StorageError> {
        let (text, values) = self.built(sql)?;
        match &self.place {
            Place::SqliteUnit(unit) => unit.execute(&text, values),
            Place::PostgresTransaction(held) => {
                let done = held.execute(on_postgres(text, values));
                Ok(self.noted(done).await?.rows_affected())
            }
            Place::SqliteReaders(_) | Place::PostgresPools(_) => {
                Err(StorageError::internal("a reader cannot write"))
            }
        }
    }

    /// All rows of an answer that takes little time: look-ups by an index.
    pub(crate) async fn all<T>(
        &self,
        sql: impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let (text, values) = self.built(sql)?;
        match &self.place {
            Place::SqliteReaders(readers) => readers.look_up(&text, &values, read),
            Place::SqliteUnit(unit) => unit.query(&text, &values, read),
            Place::PostgresPools(pools) => {
                let rows = pools.look_up(on_postgres(text, values)).await?;
                read_all(&rows, read)
            }
            Place::PostgresTransaction(held) => {
                let rows = held.query(on_postgres(text, values));
                read_all(&self.noted(rows).await?, read)
            }
        }
    }

    /// The first row of an answer that takes little time.
    pub(crate) async fn one<T>(
        &self,
        sql: impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Option<T>, StorageError> {
        Ok(self.all(sql, read).await?.into_iter().next())
    }

    /// All rows of an answer that may take long: ranges, whole tables, many ids. It runs where it
    /// keeps no look-up waiting, and ends when the future is dropped. Tenants take turns in it;
    /// within a transaction it makes no difference whose it is.
    pub(crate) async fn scan<T>(
        &self,
        tenant: impl Into<Option<TenantKey>>,
        sql: impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let tenant = tenant.into();
        self.scan_within(
            Scan {
                tenant,
                limit: None,
            },
            sql,
            read,
        )
        .await
    }

    /// The same for a statement that a client words, and which is given up where it takes more work
    /// than one request may cause.
    pub(crate) async fn search<T>(
        &self,
        tenant: TenantKey,
        sql: impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let scan = Scan {
            tenant: Some(tenant),
            limit: self.search_limit,
        };
        self.scan_within(scan, sql, read).await
    }

    async fn scan_within<T>(
        &self,
        scan: Scan,
        sql: impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        let (text, values) = self.built(sql)?;
        let owned: Vec<OwnedRow> = match &self.place {
            Place::SqliteReaders(readers) => readers.scan(scan, text.into_owned(), values).await?,
            Place::SqliteUnit(unit) => unit.scan(text.into_owned(), values).await?,
            Place::PostgresPools(pools) => {
                let rows = pools.scan(scan, on_postgres(text, values)).await?;
                return read_all(&rows, read);
            }
            Place::PostgresTransaction(held) => {
                let rows = held.query(on_postgres(text, values));
                return read_all(&self.noted(rows).await?, read);
            }
        };
        owned.iter().map(|row| read(&Row::Owned(row))).collect()
    }

    /// Adds the rows of an answer that may be long to what is gathered, while they come: of the rows
    /// nothing else is kept. It has its time, may end early, and runs where [`Connection::scan`] does.
    pub(crate) async fn gather<A: Send + 'static>(
        &self,
        tenant: impl Into<Option<TenantKey>>,
        sql: impl Sql,
        gathered: A,
        add: Add<A>,
    ) -> Result<A, StorageError> {
        let (text, values) = self.built(sql)?;
        let scan = Scan {
            tenant: tenant.into(),
            limit: self.search_limit.map(|_| SNAPSHOT),
        };
        let outcome = match &self.place {
            Place::SqliteReaders(readers) => {
                let sql = (text.into_owned(), values);
                readers.gather(scan, sql, gathered, add).await
            }
            Place::SqliteUnit(unit) => {
                unit.gather((text.into_owned(), values), gathered, add)
                    .await
            }
            Place::PostgresPools(pools) => {
                let statement = on_postgres(text, values);
                pools.gather(scan, statement, gathered, add).await
            }
            Place::PostgresTransaction(held) => {
                let rows = held.gather(on_postgres(text, values), gathered, add);
                self.noted(rows).await
            }
        };
        outcome.map_err(|error| match error {
            StorageError::TooMuch => StorageError::Unavailable(Trouble::TimedOut),
            error => error,
        })
    }

    /// All rows of an answer about so many things, which are looked up one by one.
    pub(crate) async fn look_up<T>(
        &self,
        tenant: impl Into<Option<TenantKey>>,
        count: usize,
        sql: impl Sql,
        read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
    ) -> Result<Vec<T>, StorageError> {
        if count > FEW {
            return self.scan(tenant, sql, read).await;
        }
        self.all(sql, read).await
    }

    /// Whether the database answers.
    pub(super) async fn ping(&self) -> Result<(), StorageError> {
        self.one(Fixed("SELECT 1", []), |_| Ok(())).await?;
        Ok(())
    }

    pub(super) fn expect_rows(&self, rows: usize) -> Result<(), StorageError> {
        match &self.place {
            Place::SqliteUnit(unit) => unit.expect_rows(rows),
            _ => Ok(()),
        }
    }

    pub(super) fn health(&self) -> &Arc<Health> {
        &self.health
    }

    pub(super) fn into_place(self) -> Place {
        self.place
    }

    fn built(&self, sql: impl Sql) -> Result<(Cow<'static, str>, Values), StorageError> {
        deadline::check(self.deadline)?;
        let (text, values) = sql.build(self.backend());
        self.record.note(&text, &values);
        Ok((text, values))
    }

    /// What goes wrong in a transaction, the database's health shall know.
    async fn noted<T>(
        &self,
        statement: impl Future<Output = Result<T, impl Into<StorageError>>>,
    ) -> Result<T, StorageError> {
        let statement = async { statement.await.map_err(Into::into) };
        let outcome = deadline::hold(self.deadline, statement).await;
        outcome.inspect_err(|error| self.health.note(error))
    }
}

fn on_postgres(sql: Cow<'static, str>, values: Values) -> Statement {
    Statement {
        sql: sql.into_owned(),
        values: Some(values),
        db_backend: DbBackend::Postgres,
    }
}

fn read_all<T>(
    rows: &[QueryResult],
    read: impl Fn(&Row<'_>) -> Result<T, StorageError>,
) -> Result<Vec<T>, StorageError> {
    rows.iter().map(|row| read(&Row::Postgres(row))).collect()
}
