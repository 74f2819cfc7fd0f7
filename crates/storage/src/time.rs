//! Points in time as the database has them: milliseconds since 1970.

use chrono::{DateTime, Utc};

use sea_orm::DbBackend;
use sea_orm::sea_query::{Expr, Func};

use crate::StorageError;

pub(crate) fn to_millis(at: DateTime<Utc>) -> i64 {
    scim::instant::millis(at)
}

/// A point in time, or the one in that column if it is later: the clock may have been set back.
pub(crate) fn later(backend: DbBackend, column: &'static str, at: DateTime<Utc>) -> Expr {
    let greatest = match backend {
        DbBackend::Postgres => "GREATEST",
        _ => "MAX",
    };
    let both = [Expr::col(column), Expr::val(to_millis(at))];
    Func::cust(greatest).args(both).into()
}

pub(crate) fn from_millis(millis: i64) -> Result<DateTime<Utc>, StorageError> {
    DateTime::from_timestamp_millis(millis)
        .ok_or_else(|| StorageError::internal(format!("{millis} is not a point in time")))
}

pub(crate) fn from_optional(millis: Option<i64>) -> Result<Option<DateTime<Utc>>, StorageError> {
    millis.map(from_millis).transpose()
}
