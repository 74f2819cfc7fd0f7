//! Values of single attributes.

use scim::Attribute;
use scim::schema::Kind;
use serde_json::{Value, json};

/// A valid certificate without meaning, as DER in Base64: a server may look inside.
const CERTIFICATE: &str = include_str!("certificate.txt");

/// The `nth` value for an attribute that is no object. `parent` is the attribute it is part of, and
/// `unique` makes a text from a stem that no other value has.
pub(super) fn simple(
    attribute: &Attribute,
    parent: Option<&str>,
    nth: usize,
    unique: &dyn Fn(&str) -> String,
) -> Value {
    match attribute.kind {
        Kind::Boolean => json!(nth.is_multiple_of(2)),
        Kind::Integer => json!(41 + nth),
        Kind::Decimal => json!(f64::from(u32::try_from(nth).unwrap_or_default()) + 1.5),
        Kind::DateTime => json!(format!("2026-01-{:02}T09:30:00Z", nth % 28 + 1)),
        Kind::Binary if parent == Some("x509Certificates") => json!(CERTIFICATE.trim_end()),
        Kind::Binary => json!(pick(&["c2NpbQ==", "Y2hlY2s=", "dGVzdA=="], nth)),
        Kind::Reference => json!(format!("https://example.com/{}", unique("page"))),
        Kind::String | Kind::Complex => json!(text(attribute, parent, nth, unique)),
    }
}

fn text(
    attribute: &Attribute,
    parent: Option<&str>,
    nth: usize,
    unique: &dyn Fn(&str) -> String,
) -> String {
    if !attribute.canonical_values.is_empty() {
        let index = nth % attribute.canonical_values.len();
        return attribute
            .canonical_values
            .get(index)
            .cloned()
            .unwrap_or_default();
    }
    let fixed: &[&str] = match (parent, attribute.name.as_str()) {
        (None, "userName") | (Some("emails"), "value") => {
            return format!("{}@example.com", unique("user"));
        }
        (None, "password") => return format!("{}-aA1!", unique("Pw")),
        (_, "preferredLanguage" | "locale") => &["en-AU", "de-DE", "pl-PL"],
        (_, "timezone") => &["Australia/Perth", "Europe/Berlin", "Europe/Warsaw"],
        (_, "country") => &["AU", "DE", "PL"],
        (_, "postalCode") => &["6000", "10115", "00-001"],
        (Some("phoneNumbers"), "value") => {
            &["+1 201 555 0100", "+1 201 555 0101", "+1 201 555 0102"]
        }
        _ => return unique(&stem(&attribute.name)),
    };
    pick(fixed, nth).to_owned()
}

fn pick<'v>(values: &[&'v str], nth: usize) -> &'v str {
    values
        .get(nth % values.len().max(1))
        .copied()
        .unwrap_or_default()
}

/// The name as the beginning of a made-up text.
fn stem(name: &str) -> String {
    name.trim_start_matches('$').to_owned()
}
