//! Points in time as people say them.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use scim::instant;

use crate::duration;

/// A point in time, perhaps seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// That one.
    At(DateTime<Utc>),
    /// So long ago.
    Ago(TimeDelta),
    /// The beginning of the day so many days ago, in UTC.
    Days(i64),
}

/// What can be said.
const EXPECTED: &str = "expected a time such as 7d (ago), 12h, today, yesterday, 2026-01-31 or \
    2026-01-31T12:00:00Z";

/// Reads one.
pub(super) fn when(text: &str) -> Result<When, String> {
    let span = || TimeDelta::from_std(duration::parse(text).ok()?).ok();
    let day = || {
        Some(
            text.parse::<NaiveDate>()
                .ok()?
                .and_time(NaiveTime::MIN)
                .and_utc(),
        )
    };
    match text {
        "now" => Some(When::Ago(TimeDelta::zero())),
        "today" => Some(When::Days(0)),
        "yesterday" => Some(When::Days(1)),
        _ => None,
    }
    .or_else(|| span().map(When::Ago))
    .or_else(|| day().or_else(|| instant::parse(text)).map(When::At))
    .ok_or_else(|| EXPECTED.to_owned())
}

impl When {
    /// The point itself; the earliest that can be told if it lies further back.
    pub(super) fn from(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let before = |start: DateTime<Utc>, span: Option<TimeDelta>| {
            let point = span.and_then(|span| start.checked_sub_signed(span));
            point.unwrap_or_default().max(DateTime::UNIX_EPOCH)
        };
        match self {
            Self::At(at) => at,
            Self::Ago(span) => before(now, Some(span)),
            Self::Days(days) => {
                let midnight = now.date_naive().and_time(NaiveTime::MIN).and_utc();
                before(midnight, TimeDelta::try_days(days))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_say_times_in_many_ways() {
        let now = instant::parse("2026-11-27T10:30:00Z").unwrap();
        for (text, expected) in [
            ("now", "2026-11-27T10:30:00Z"),
            ("today", "2026-11-27T00:00:00Z"),
            ("yesterday", "2026-11-26T00:00:00Z"),
            ("7d", "2026-11-20T10:30:00Z"),
            ("12h", "2026-11-26T22:30:00Z"),
            ("1y", "2025-11-27T10:30:00Z"),
            ("2026-11-21", "2026-11-21T00:00:00Z"),
            ("2026-11-21T08:00:00+02:00", "2026-11-21T06:00:00Z"),
            ("99999y", "1970-01-01T00:00:00Z"),
        ] {
            let point = when(text).map(|it| it.from(now));
            assert_eq!(point, Ok(instant::parse(expected).unwrap()), "{text}");
        }
        for text in [
            "",
            "soon",
            "7",
            "2026-13-01",
            "-1d",
            "99999999999999999999d",
        ] {
            assert_eq!(when(text), Err(EXPECTED.to_owned()), "{text}");
        }
    }
}
