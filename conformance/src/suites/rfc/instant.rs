//! Points in time in answers.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::check::{Answer, Stop};

/// The time at that place of the body.
///
/// # Errors
/// There is none, or not in the form of XML Schema's `dateTime` (RFC 7643 §2.3.5).
pub(super) fn expect(answer: &Answer, pointer: &str) -> Result<DateTime<Utc>, Stop> {
    let found = answer.body().pointer(pointer);
    let time = found.and_then(Value::as_str).and_then(parse);
    time.ok_or_else(|| {
        let found = found.map_or("nothing".to_owned(), ToString::to_string);
        answer.fail(format!("{pointer} as a dateTime"), found)
    })
}

/// Reads an XML Schema `dateTime`, whose time zone may be missing.
pub(super) fn parse(text: &str) -> Option<DateTime<Utc>> {
    scim::instant::parse(text).or_else(|| scim::instant::parse(&format!("{text}Z")))
}
