//! Times as they are seen from now.

use chrono::{DateTime, TimeDelta, Utc};

/// What is further away is told by its day.
const FAR: TimeDelta = TimeDelta::days(90);

/// How long ago a time was, or how soon it is.
pub(super) fn seen_from(now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let past = now - at;
    if past.abs() > FAR {
        return at.format("%Y-%m-%d").to_string();
    }
    if past < TimeDelta::zero() {
        return format!("in {}", span(-past));
    }
    if past < TimeDelta::minutes(1) {
        return "just now".to_owned();
    }
    format!("{} ago", span(past))
}

fn span(span: TimeDelta) -> String {
    let (minutes, hours) = (span.num_minutes(), span.num_hours());
    match (hours, minutes) {
        (48.., _) => format!("{} days", span.num_days()),
        (2.., _) => format!("{hours} h"),
        (_, 1..) => format!("{minutes} min"),
        _ => format!("{} s", span.num_seconds()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_as_people_would() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        for (seconds, expected) in [
            (0, "just now"),
            (-59, "just now"),
            (-60, "1 min ago"),
            (-7_199, "119 min ago"),
            (-7_200, "2 h ago"),
            (-86_400, "24 h ago"),
            (-2 * 86_400, "2 days ago"),
            (-90 * 86_400, "90 days ago"),
            (-90 * 86_400 - 1, "2024-07-05"),
            (30, "in 30 s"),
            (20 * 86_400, "in 20 days"),
            (365 * 86_400, "2025-10-04"),
        ] {
            let at = now + TimeDelta::seconds(seconds);
            assert_eq!(seen_from(now, at), expected, "{seconds}");
        }
    }
}
