//! What a filter demands of a value, so that an index can serve it.

use scim::filter::{CompareOp, Expr as Filter, Literal, Predicate, Test};

/// A sub-attribute and the text that it must have.
#[derive(Clone, Copy)]
pub(crate) struct Pin<'f> {
    /// The sub-attribute's name.
    pub(crate) sub: &'f str,
    /// The text, as the comparable document has it.
    pub(crate) wanted: &'f str,
}

/// What every element that satisfies the filter must have in one of the sub-attributes with these
/// names, if it demands something.
pub(super) fn pin<'f>(filter: &'f Filter<'_>, subs: &[&str]) -> Option<Pin<'f>> {
    match filter {
        Filter::And(all) => all.iter().find_map(|filter| pin(filter, subs)),
        Filter::Test(test) => {
            let (sub, wanted) = (test.attribute.sub?.name.as_str(), equality(test)?);
            subs.contains(&sub).then_some(Pin { sub, wanted })
        }
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
