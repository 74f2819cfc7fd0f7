//! Whether a server kept what it was sent.

use scim::Attribute;
use scim::comparable;
use serde_json::Value;

use crate::values;

/// Whether two values of an attribute are the same by its characteristics: letter case counts only
/// if it is `caseExact`, times are compared as instants, and the order of a list doesn't count.
pub fn same(attribute: &Attribute, one: &Value, other: &Value) -> bool {
    contains(attribute, one, other) && contains(attribute, other, one)
}

/// Whether `found` holds everything of `sent`: a server may add sub-attributes such as `display` or
/// `$ref`, and elements of its own, but may not lose or change any. What isn't returned by default isn't looked
/// for.
pub fn contains(attribute: &Attribute, found: &Value, sent: &Value) -> bool {
    match (sent, found) {
        (Value::Array(sent), Value::Array(found)) => sent
            .iter()
            .all(|sent| found.iter().any(|found| contains(attribute, found, sent))),
        (Value::Object(sent), Value::Object(found)) => sent.iter().all(|(name, sent)| {
            let Some(sub) = attribute.sub(name) else {
                return true;
            };
            !values::shown(sub)
                || found
                    .get(&sub.name)
                    .is_some_and(|found| contains(sub, found, sent))
        }),
        _ => comparable::value(attribute, sent) == comparable::value(attribute, found),
    }
}
