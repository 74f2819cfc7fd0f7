//! Comparison values read by the type of their attribute (RFC 7643 §2.3).

use super::ast::{CompareOp, RawValue};
use super::expr::Literal;
use crate::schema::{AttrRef, Attribute, Kind};
use crate::syntax::excerpt;
use crate::{ScimError, comparable, instant};

/// The literal that `raw` is for the attribute at `place`, which is not complex.
pub(super) fn literal(
    place: AttrRef<'_>,
    operator: CompareOp,
    raw: &RawValue,
) -> Result<Literal, ScimError> {
    let attribute = place.leaf();
    if !operators(attribute.kind).contains(&operator) {
        return Err(unfit_operator(place, operator));
    }
    let (RawValue::Quoted(written) | RawValue::Bare(written)) = raw;
    read(attribute, written).ok_or_else(|| unfit_value(place, written))
}

/// Quotes are not looked at: clients quote booleans and dates, and forget to quote text.
fn read(attribute: &Attribute, written: &str) -> Option<Literal> {
    match attribute.kind {
        Kind::String | Kind::Reference | Kind::Binary | Kind::Complex => {
            let text = comparable::text(attribute, written);
            Some(Literal::Text(text.into_owned()))
        }
        Kind::Boolean => boolean(written).map(Literal::Boolean),
        Kind::Integer => written.parse().ok().map(Literal::Integer),
        Kind::Decimal => decimal(written).map(Literal::Decimal),
        Kind::DateTime => instant::parse(written).map(|it| Literal::Instant(instant::millis(it))),
    }
}

fn boolean(written: &str) -> Option<bool> {
    match written {
        _ if written.eq_ignore_ascii_case("true") => Some(true),
        _ if written.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Rust also reads words such as `inf` and `nan`; JSON has no such numbers.
fn decimal(written: &str) -> Option<f64> {
    written
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
}

fn operators(kind: Kind) -> &'static [CompareOp] {
    use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
    match kind {
        Kind::String | Kind::Reference | Kind::Complex => &CompareOp::ALL,
        Kind::Boolean | Kind::Binary => &[Eq, Ne],
        Kind::Integer | Kind::Decimal | Kind::DateTime => &[Eq, Ne, Gt, Ge, Lt, Le],
    }
}

fn unfit_operator(place: AttrRef<'_>, operator: CompareOp) -> ScimError {
    let kind = place.leaf().kind;
    let fitting: Vec<&str> = operators(kind)
        .iter()
        .map(|fitting| fitting.as_str())
        .collect();
    ScimError::invalid_filter(format!(
        "The operator \"{operator}\" does not fit the attribute {}, whose type is {}; use pr, {}.",
        place.path(),
        kind.as_str(),
        fitting.join(", ")
    ))
}

fn unfit_value(place: AttrRef<'_>, written: &str) -> ScimError {
    let kind = place.leaf().kind;
    let example = match kind {
        Kind::Boolean => "true or false",
        Kind::Integer => "a whole number such as 42",
        Kind::Decimal => "a number such as 4.2",
        Kind::DateTime => "a date with time and offset such as \"2026-01-31T08:00:00Z\"",
        Kind::String | Kind::Reference | Kind::Binary | Kind::Complex => "text",
    };
    ScimError::invalid_filter(format!(
        "The value '{}' does not fit the attribute {}, whose type is {}; write {example}.",
        excerpt(written),
        place.path(),
        kind.as_str()
    ))
}
