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

/// A point in time of which spans are told from now on, not back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ahead(When);

/// What can be said of what was.
const EXPECTED: &str = "expected a time such as 7d (ago), 12h, today, yesterday, 2026-01-31 or \
    2026-01-31T12:00:00Z";

/// What can be said of what is to come.
const EXPECTED_AHEAD: &str = "expected a time such as 90d (from now), 12h, today, tomorrow, \
    2027-01-31 or 2027-01-31T12:00:00Z";

/// The latest that can be written with a year of four digits.
const LATEST: i64 = 253_402_300_799;

/// Reads one.
pub(super) fn when(text: &str) -> Result<When, String> {
    read(text).ok_or_else(|| EXPECTED.to_owned())
}

/// Reads one that is to come, or may be.
pub(super) fn ahead(text: &str) -> Result<Ahead, String> {
    let read = match text {
        "tomorrow" => Some(When::Days(-1)),
        _ => read(text),
    };
    read.map(Ahead).ok_or_else(|| EXPECTED_AHEAD.to_owned())
}

fn read(text: &str) -> Option<When> {
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
}

impl Ahead {
    /// The point itself; the latest that can be told if it lies further ahead.
    pub(super) fn from(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let latest = DateTime::from_timestamp(LATEST, 0).unwrap_or_default();
        match self.0 {
            When::Ago(span) => now.checked_add_signed(span).unwrap_or(latest).min(latest),
            other => other.from(now),
        }
    }
}

/// Reads how long something is to last, such as 2d or 1h; 0 or none for no time at all.
pub(super) fn span(text: &str) -> Result<TimeDelta, String> {
    if matches!(text, "0" | "none") {
        return Ok(TimeDelta::zero());
    }
    let span = duration::parse(text);
    let span = span.map_err(|expected| format!("expected 0, or {expected}"))?;
    TimeDelta::from_std(span).map_err(|_| "expected a shorter time".into())
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
    fn a_time_may_last_or_be_none() {
        for (text, expected) in [
            ("2d", Some(TimeDelta::days(2))),
            ("1h", Some(TimeDelta::hours(1))),
            ("0", Some(TimeDelta::zero())),
            ("none", Some(TimeDelta::zero())),
            ("-1h", None),
            ("soon", None),
            ("99999999999999999y", None),
        ] {
            assert_eq!(span(text).ok(), expected, "{text}");
        }
    }

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
            assert_eq!(ahead(text), Err(EXPECTED_AHEAD.to_owned()), "{text}");
        }
        assert!(when("tomorrow").is_err());
    }

    #[test]
    fn what_is_to_come_is_told_from_now_on() {
        let now = instant::parse("2026-11-27T10:30:00Z").unwrap();
        for (text, expected) in [
            ("now", "2026-11-27T10:30:00Z"),
            ("today", "2026-11-27T00:00:00Z"),
            ("tomorrow", "2026-11-28T00:00:00Z"),
            ("yesterday", "2026-11-26T00:00:00Z"),
            ("90d", "2027-02-25T10:30:00Z"),
            ("2026-11-21", "2026-11-21T00:00:00Z"),
            ("99999y", "9999-12-31T23:59:59Z"),
        ] {
            let point = ahead(text).map(|it| it.from(now));
            assert_eq!(point, Ok(instant::parse(expected).unwrap()), "{text}");
        }
    }
}
