//! The first and the last day of work.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use scim::instant;

/// When a first day begins: a day without a time, at its beginning in UTC. `None` for what is no
/// date.
pub(super) fn begin(day: &str) -> Option<DateTime<Utc>> {
    match day.parse::<NaiveDate>() {
        Ok(day) => Some(midnight(day)),
        Err(_) => instant::parse(day),
    }
}

/// When a last day is over: a day without a time, at the beginning of the next in UTC.
pub(super) fn end(day: &str) -> Option<DateTime<Utc>> {
    match day.parse::<NaiveDate>() {
        Ok(day) => day.succ_opt().map(midnight),
        Err(_) => instant::parse(day),
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
