//! The statements that were sent, kept while somebody asks for it, so that tests can hold the plans
//! of all that a use-case sends.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sea_orm::sea_query::Values;
use sea_orm::{DbBackend, Statement};

use super::Database;
use crate::StorageError;
use crate::statement::Sql;

/// A statement as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct SentStatement {
    backend: DbBackend,
    sql: String,
    values: Values,
}

impl SentStatement {
    /// Its text, with placeholders for the values.
    pub fn sql(&self) -> &str {
        &self.sql
    }
}

/// Its text with the values in their places, for people to read.
impl fmt::Display for SentStatement {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What this crate writes itself has PostgreSQL's placeholders on both databases.
        let backend = if self.sql.contains("$1") {
            DbBackend::Postgres
        } else {
            self.backend
        };
        let values = self.values.0.iter().cloned();
        Statement::from_sql_and_values(backend, &self.sql, values).fmt(formatter)
    }
}

/// Statements that were sent since somebody began to ask for them.
#[derive(Debug, Default)]
pub(super) struct Record {
    is_kept: AtomicBool,
    statements: Mutex<Vec<(String, Values)>>,
}

impl Record {
    pub(super) fn note(&self, sql: &str, values: &Values) {
        if !self.is_kept.load(Ordering::Relaxed) {
            return;
        }
        self.lock().push((sql.to_owned(), values.clone()));
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, Vec<(String, Values)>> {
        self.statements
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Database {
    /// Keeps every statement from now on, until they are taken.
    pub fn record_statements(&self) {
        self.parts.record.lock().clear();
        self.parts.record.is_kept.store(true, Ordering::Relaxed);
    }

    /// The statements since [`Database::record_statements`]. No more are kept.
    pub fn recorded_statements(&self) -> Vec<SentStatement> {
        self.parts.record.is_kept.store(false, Ordering::Relaxed);
        let backend = self.reader().backend();
        let sent = std::mem::take(&mut *self.parts.record.lock());
        sent.into_iter()
            .map(|(sql, values)| SentStatement {
                backend,
                sql,
                values,
            })
            .collect()
    }

    /// How the database would carry out a statement, a step a line.
    ///
    /// # Errors
    ///
    /// As any read.
    pub async fn plan(&self, statement: &SentStatement) -> Result<Vec<String>, StorageError> {
        let column = match self.reader().backend() {
            DbBackend::Postgres => "QUERY PLAN",
            _ => "detail",
        };
        let explain = Explain(statement);
        self.reader().all(explain, |row| row.get(column)).await
    }
}

/// A statement that tells the plan of another one.
struct Explain<'s>(&'s SentStatement);

impl Sql for Explain<'_> {
    fn build(self, backend: DbBackend) -> (std::borrow::Cow<'static, str>, Values) {
        let explain = match backend {
            DbBackend::Postgres => "EXPLAIN",
            _ => "EXPLAIN QUERY PLAN",
        };
        let text = format!("{explain} {}", self.0.sql);
        (text.into(), self.0.values.clone())
    }
}
