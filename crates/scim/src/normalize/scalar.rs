//! Values without parts: text, booleans, numbers, times, Base64.

use serde_json::{Number, Value};

use crate::schema::Kind;
use crate::{Attribute, Limits, ScimError, instant};

/// The characters of a wrong value that an error message repeats.
const EXCERPT: usize = 40;

/// From here on decimals have no fraction, and are written with an exponent.
const SHORTENED: f64 = 1e16;

/// The canonical form of a value of a simple attribute. Text stays exactly as it was sent.
pub(super) fn read(
    attribute: &Attribute,
    value: &Value,
    place: &str,
    limits: &Limits,
) -> Result<Value, ScimError> {
    if let Value::String(text) = value {
        check_text(text, place, limits)?;
    }
    let read = match attribute.kind {
        Kind::String | Kind::Reference => text(value),
        Kind::Boolean => boolean(value),
        Kind::Integer => integer(value),
        Kind::Decimal => decimal(value),
        Kind::DateTime => matching(value, |text| instant::parse(text).is_some()),
        Kind::Binary => matching(value, is_base64),
        Kind::Complex => None,
    };
    read.ok_or_else(|| mismatch(place, expected(attribute.kind), value))
}

/// 400 `invalidValue`: the value at `place` is not `expected`.
pub(super) fn mismatch(place: &str, expected: &str, value: &Value) -> ScimError {
    ScimError::invalid_value(format!(
        "{place} must be {expected}, but the request has {}. Correct the value, or the attribute \
         mapping it comes from.",
        describe(value)
    ))
}

fn check_text(text: &str, place: &str, limits: &Limits) -> Result<(), ScimError> {
    if text.len() > limits.string_length {
        return Err(ScimError::invalid_value(format!(
            "{place} is {} bytes long, the limit is {} (max_text_bytes). Shorten the value.",
            text.len(),
            limits.string_length
        )));
    }
    if text.contains('\0') {
        return Err(ScimError::invalid_value(format!(
            "{place} contains a NUL character, which cannot be stored. Remove it from the value."
        )));
    }
    Ok(())
}

fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(flag) => Some(flag.to_string().into()),
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true.into()),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false.into()),
        _ => None,
    }
}

fn integer(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => number.as_i64().map(Value::from),
        Value::String(text) => text.parse::<i64>().ok().map(Value::from),
        _ => None,
    }
}

fn decimal(value: &Value) -> Option<Value> {
    let number = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) => Number::from_f64(text.parse().ok()?)?,
        _ => return None,
    };
    without_exponent(number).map(Value::Number)
}

/// Large numbers with all their digits: PostgreSQL gives them back so, and what is read has to be
/// what was written.
fn without_exponent(number: Number) -> Option<Number> {
    match number.as_f64().filter(|_| number.is_f64()) {
        Some(decimal) if decimal.abs() >= SHORTENED => format!("{decimal:.0}").parse().ok(),
        _ => Some(number),
    }
}

fn matching(value: &Value, holds: impl Fn(&str) -> bool) -> Option<Value> {
    value
        .as_str()
        .filter(|text| holds(text))
        .map(|_| value.clone())
}

/// Whether only characters of Base64 occur, in either alphabet, padded and wrapped or not.
fn is_base64(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(&byte))
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "text",
        Kind::Boolean => "true or false",
        Kind::Decimal => "a number",
        Kind::Integer => "a whole number",
        Kind::DateTime => "a time such as 2026-01-31T09:00:00Z",
        Kind::Binary => "Base64 data",
        Kind::Reference => "a URI",
        Kind::Complex => "an object",
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::String(text) => format!("the text {:?}", excerpt(text)),
        Value::Array(elements) => format!("a list of {} values", elements.len()),
        Value::Object(_) => "an object".to_owned(),
        Value::Null => "no value".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("the value {value}"),
    }
}

fn excerpt(text: &str) -> String {
    let mut excerpt: String = text.chars().take(EXCERPT).collect();
    if excerpt.len() < text.len() {
        excerpt.push('…');
    }
    excerpt
}
