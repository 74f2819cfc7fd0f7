//! What a filter demands of a value, so that an index can serve it.

use scim::filter::{CompareOp, Expr as Filter, Literal, Predicate, Test};
use scim::schema::AttrRef;

/// The `value` that every element which satisfies the filter must have, if it demands one.
pub(super) fn pinned_value<'f>(filter: &'f Filter<'_>) -> Option<&'f str> {
    match filter {
        Filter::And(all) => all.iter().find_map(pinned_value),
        Filter::Test(test) if is_value(test.attribute) => equality(test),
        _ => None,
    }
}

/// The text that the attribute must have, if the test is an equality.
pub(super) fn equality<'f>(test: &'f Test<'_>) -> Option<&'f str> {
    match &test.predicate {
        Predicate::Compare(CompareOp::Eq, Literal::Text(wanted)) => Some(wanted),
        _ => None,
    }
}

/// Whether the attribute is the `value` of another.
pub(super) fn is_value(attribute: AttrRef<'_>) -> bool {
    attribute.sub.is_some_and(|sub| sub.name == "value")
}
