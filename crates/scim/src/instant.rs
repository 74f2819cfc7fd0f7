//! Points in time, as SCIM writes and compares them (RFC 7643 §2.3.5).

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

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

/// Puts an instant into JSON as [`format()`] writes it; for `serialize_with`.
pub fn serialize<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&format(*at))
}

/// The same for one that may be missing, which is null.
pub fn serialize_optional<S: Serializer>(
    at: &Option<DateTime<Utc>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    at.map(format).serialize(serializer)
}

/// The number by which instants are compared, in memory and in SQL alike: milliseconds since 1970.
/// What a client writes more finely is cut off.
pub fn millis(instant: DateTime<Utc>) -> i64 {
    instant.timestamp_millis()
}
