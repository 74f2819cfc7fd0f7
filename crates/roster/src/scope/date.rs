//! The first and the last day of work.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use scim::instant;

use crate::contact::{ContactState, Field};

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

/// The next time after this at which the first or the last day of a contact changes what it is.
pub fn next_date(contact: &ContactState, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let first = contact.get(&Field::HireDate).and_then(begin);
    let last = contact.get(&Field::LeaveDate).and_then(end);
    let dates = first.into_iter().chain(last);
    dates.filter(|at| *at > after).min()
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
