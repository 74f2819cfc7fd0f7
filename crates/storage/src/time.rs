//! Points in time as the database has them: milliseconds since 1970.

use chrono::{DateTime, Utc};

use crate::StorageError;

pub(crate) fn to_millis(at: DateTime<Utc>) -> i64 {
    scim::instant::millis(at)
}

pub(crate) fn from_millis(millis: i64) -> Result<DateTime<Utc>, StorageError> {
    DateTime::from_timestamp_millis(millis)
        .ok_or_else(|| StorageError::internal(format!("{millis} is not a point in time")))
}

pub(crate) fn from_optional(millis: Option<i64>) -> Result<Option<DateTime<Utc>>, StorageError> {
    millis.map(from_millis).transpose()
}
