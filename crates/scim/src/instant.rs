//! Points in time, as SCIM writes and compares them (RFC 7643 §2.3.5).

use chrono::{DateTime, SecondsFormat, Utc};

/// Parses an `xsd:dateTime` with an offset. `None` if it is not one.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|instant| instant.to_utc())
}

/// Writes an instant the way every answer does: UTC, milliseconds, `Z`.
pub fn format(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The number by which instants are compared, in memory and in SQL alike: milliseconds since 1970.
/// What a client writes more finely is cut off.
pub fn millis(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_millis()
}
