//! Which of two values comes first, where there can be no doubt.

use std::cmp::Ordering;

use scim::comparable;
use scim::schema::{AttrRef, Attribute, Kind};
use serde_json::Value;

/// The way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The smallest value first.
    Ascending,
    /// The largest value first.
    Descending,
}

impl Order {
    /// Its name in `sortOrder`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

/// The value by which a resource is sorted: of a multi-valued attribute that of the primary
/// element, else of the first.
pub(super) fn key(resource: &Value, place: &AttrRef<'_>) -> Option<Value> {
    let parent = match place.extension {
        Some(extension) => resource.get(&extension.id)?,
        None => resource,
    };
    let value = parent.get(&place.attribute.name)?;
    let value = match value {
        Value::Array(elements) => {
            let primary = |it: &&Value| it.get("primary") == Some(&Value::Bool(true));
            elements.iter().find(primary).or(elements.first())?
        }
        single => single,
    };
    let value = match place.sub {
        Some(sub) => value.get(&sub.name)?,
        None => value,
    };
    (!value.is_null() && value != "").then(|| value.clone())
}

/// How two values of an attribute stand in ascending order, nothing being last. `None` where the
/// RFC leaves it to the server: between booleans, and where alphabets differ about characters.
pub(super) fn compare(
    attribute: &Attribute,
    one: Option<&Value>,
    other: Option<&Value>,
) -> Option<Ordering> {
    let (one, other) = match (one, other) {
        (None, None) => return Some(Ordering::Equal),
        (None, Some(_)) => return Some(Ordering::Greater),
        (Some(_), None) => return Some(Ordering::Less),
        (Some(one), Some(other)) => (one, other),
    };
    let one = comparable::value(attribute, one);
    let other = comparable::value(attribute, other);
    match (attribute.kind, &one, &other) {
        (Kind::Boolean, ..) => None,
        (_, Value::String(one), Value::String(other)) => compare_texts(one, other),
        (_, Value::Number(one), Value::Number(other)) => {
            one.as_f64()?.partial_cmp(&other.as_f64()?)
        }
        _ => None,
    }
}

/// Byte order and every alphabet agree where the first difference is between two digits or two
/// letters of the same case, or where one text goes on and the other ends.
pub(super) fn compare_texts(one: &str, other: &str) -> Option<Ordering> {
    let pair = one.chars().zip(other.chars()).find(|(a, b)| a != b);
    let Some((a, b)) = pair else {
        return Some(one.len().cmp(&other.len()));
    };
    let alike = (a.is_ascii_digit() && b.is_ascii_digit())
        || (a.is_ascii_lowercase() && b.is_ascii_lowercase())
        || (a.is_ascii_uppercase() && b.is_ascii_uppercase());
    alike.then(|| a.cmp(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: &str, other: &str, expected: Option<Ordering>) {
        assert_eq!(compare_texts(one, other), expected, "{one} {other}");
    }

    #[test]
    fn texts_are_ordered_only_where_all_alphabets_agree() {
        check("amber", "birch", Some(Ordering::Less));
        check("a-10", "a-9", Some(Ordering::Less));
        check("a-1", "a-10", Some(Ordering::Less));
        check("a-1@x", "a-10@x", None);
        check("a", "B", None);
        check("same", "same", Some(Ordering::Equal));
    }
}
