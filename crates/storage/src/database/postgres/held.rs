//! A transaction on PostgreSQL whose statement ends when nobody waits for it any more. The driver
//! would let it run on and keep its connection, and the locks of its transaction, until it is done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::TryStreamExt;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement, StreamTrait, TransactionTrait,
};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::StorageError;
use crate::database::row::{Add, Row};
use crate::database::scan_queue::Permit;

/// A statement that was about to begin when it was cancelled is cancelled again after this time.
const AGAIN: Duration = Duration::from_secs(1);

/// How often a statement is cancelled before it is left to the server's own time limit.
const TIMES: u32 = 10;

const LIMITED: &str =
    "SELECT pg_backend_pid() AS process, set_config('statement_timeout', $1, true)";

/// A transaction. Dropping it undoes it and ends its statement.
#[derive(Debug)]
pub(in crate::database) struct Held {
    /// None after the end.
    transaction: Option<DatabaseTransaction>,
    /// The server's process that carries it out.
    process: i32,
    has_statement: AtomicBool,
    /// Leave to scan, until the statement has ended.
    permit: Option<Permit>,
    /// Where the server is told to end a statement.
    look_ups: DatabaseConnection,
}

impl Held {
    /// `limit` is that of each statement.
    pub(super) async fn begin(
        pool: &DatabaseConnection,
        look_ups: &DatabaseConnection,
        limit: Option<Duration>,
    ) -> Result<Self, DbErr> {
        let transaction = pool.begin().await?;
        let process = match limit {
            None => statement("SELECT pg_backend_pid() AS process", []),
            Some(limit) => {
                // The server takes 0 for no limit.
                let limit = limit.as_millis().max(1).to_string();
                statement(LIMITED, [limit.into()])
            }
        };
        let process = transaction.query_one_raw(process).await?;
        let process = process.map(|row| row.try_get("", "process")).transpose()?;
        Ok(Self {
            transaction: Some(transaction),
            process: process.unwrap_or_default(),
            has_statement: AtomicBool::new(false),
            permit: None,
            look_ups: look_ups.clone(),
        })
    }

    pub(super) fn admitted_by(mut self, permit: Permit) -> Self {
        self.permit = Some(permit);
        self
    }

    pub(in crate::database) async fn execute(
        &self,
        statement: Statement,
    ) -> Result<ExecResult, DbErr> {
        self.noted(self.transaction()?.execute_raw(statement)).await
    }

    pub(in crate::database) async fn query(
        &self,
        statement: Statement,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let rows = self.transaction()?.query_all_raw(statement);
        self.noted(rows).await
    }

    /// Adds the rows of an answer to what is gathered as they come.
    pub(in crate::database) async fn gather<A>(
        &self,
        statement: Statement,
        mut gathered: A,
        add: Add<A>,
    ) -> Result<A, StorageError> {
        let transaction = self.transaction()?;
        self.noted(async {
            let mut rows = transaction.stream_raw(statement).await?;
            while let Some(row) = rows.try_next().await? {
                if add(&mut gathered, &Row::Postgres(&row))?.is_break() {
                    break;
                }
            }
            Ok(gathered)
        })
        .await
    }

    pub(in crate::database) async fn commit(mut self) -> Result<(), DbErr> {
        match self.transaction.take() {
            Some(transaction) => transaction.commit().await,
            None => Ok(()),
        }
    }

    fn transaction(&self) -> Result<&DatabaseTransaction, DbErr> {
        let ended = || DbErr::Custom("the transaction has ended".to_owned());
        self.transaction.as_ref().ok_or_else(ended)
    }

    async fn noted<T>(&self, statement: impl Future<Output = T>) -> T {
        self.has_statement.store(true, Ordering::Relaxed);
        let outcome = statement.await;
        self.has_statement.store(false, Ordering::Relaxed);
        outcome
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(transaction) = self.transaction.take() else {
            return;
        };
        if *self.has_statement.get_mut()
            && let Ok(runtime) = Handle::try_current()
        {
            let (look_ups, permit) = (self.look_ups.clone(), self.permit.take());
            let end = end(look_ups, self.process, transaction);
            runtime.spawn(async move {
                end.await;
                drop(permit);
            });
        }
    }
}

/// Ends the statement of a transaction. Its connection is given back only after that, so no
/// statement of anybody else can be hit.
async fn end(look_ups: DatabaseConnection, process: i32, transaction: DatabaseTransaction) {
    for _ in 0..TIMES {
        let cancel = statement("SELECT pg_cancel_backend($1)", [process.into()]);
        // Should it fail, it is tried again.
        let _ = timeout(AGAIN, look_ups.query_one_raw(cancel)).await;
        let is_free = transaction.execute_unprepared("SELECT 1");
        if timeout(AGAIN, is_free).await.is_ok() {
            return;
        }
    }
}

fn statement<const N: usize>(sql: &str, values: [sea_orm::Value; N]) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}
