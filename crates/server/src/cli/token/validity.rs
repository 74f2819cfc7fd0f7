//! How long a new token is valid.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::Args;
use directory::tokens::End;
use scim::instant;

use crate::cli::error::Failure;
use crate::duration;

/// Where nothing else is said. A token that never ends is one that nobody thinks of.
pub(in crate::cli) const USUAL: TimeDelta = TimeDelta::days(365);

/// Flags of commands that make a token.
#[derive(Args, Debug)]
pub(in crate::cli) struct Validity {
    /// How long it is valid, such as 1y, 90d, 12h or 30m [default: 365d]
    #[arg(long, value_name = "TIME", value_parser = span, conflicts_with_all = ["expires_on", "no_expiry"])]
    expires_in: Option<TimeDelta>,
    /// The last day on which it is valid, such as 2027-03-31, or a time in RFC 3339
    #[arg(long, value_name = "DATE", value_parser = last_day, conflicts_with = "no_expiry")]
    expires_on: Option<DateTime<Utc>>,
    /// Have it valid without end
    #[arg(long)]
    no_expiry: bool,
}

impl Validity {
    pub(super) fn end(&self, now: DateTime<Utc>) -> Result<End, Failure> {
        match self.expires_on {
            Some(end) if end <= now => Err(Failure::Usage(format!(
                "--expires-on is {}, which is over: give a time to come",
                instant::format(end)
            ))),
            Some(end) => Ok(End::At(end)),
            None if self.no_expiry => Ok(End::Never),
            None => Ok(End::After(self.expires_in.unwrap_or(USUAL))),
        }
    }
}

/// Reads a time such as 7d.
pub(super) fn span(text: &str) -> Result<TimeDelta, String> {
    let span = duration::parse(text).map_err(|expected| format!("expected {expected}"))?;
    TimeDelta::from_std(span).map_err(|_| "expected a shorter time".into())
}

/// The end of a day in UTC, or a time.
fn last_day(text: &str) -> Result<DateTime<Utc>, String> {
    let midnight = |day: NaiveDate| day.succ_opt().map(|next| next.and_time(NaiveTime::MIN));
    let day = text.parse().ok().and_then(midnight);
    day.map(|end| end.and_utc())
        .or_else(|| instant::parse(text))
        .ok_or_else(|| "expected a day such as 2027-03-31, or a time in RFC 3339".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_and_a_time_is_itself() {
        for (text, expected) in [
            ("2027-03-31", Some("2027-04-01T00:00:00Z")),
            ("2027-12-31", Some("2028-01-01T00:00:00Z")),
            ("2027-03-31T10:00:00+02:00", Some("2027-03-31T08:00:00Z")),
            ("2027-02-30", None),
            ("tomorrow", None),
        ] {
            let expected = expected.map(|it| instant::parse(it).unwrap());
            assert_eq!(last_day(text).ok(), expected, "{text}");
        }
    }
}
