//! What a filter compared, for people to read.

use scim::filter::{Expr, Filter, RawValue, resolve};
use scim::path::AttrPath;
use scim::schema::AttrRef;
use scim::{Resource, ResourceType};
use serde::Serialize;
use serde_json::Value;

use super::binding::{BoundGroup, bind};

/// One comparison of a filter with a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The attribute, such as `userType` or `groups.slug`.
    pub attribute: String,
    /// The operator, such as `eq` or `pr`.
    pub operator: &'static str,
    /// The value in the filter; null for `pr`.
    pub expected: Value,
    /// What the contact has: a list where there may be several, null where there is nothing.
    pub actual: Value,
    /// Whether the comparison holds by itself, whatever `not` or `or` make of it.
    pub holds: bool,
}

/// Every comparison of a filter, in order.
pub(super) fn compared(
    filter: &Filter,
    bound: &[BoundGroup],
    contact: &Resource,
    contacts: &ResourceType,
) -> Vec<Compared> {
    let mut leaves = Vec::new();
    collect(filter, None, &mut leaves);
    let leaves = leaves.into_iter();
    leaves
        .filter_map(|leaf| compare(&leaf, bound, contact, contacts))
        .collect()
}

/// The single comparisons. One in brackets keeps the brackets, since it asks one element.
fn collect(filter: &Filter, around: Option<&AttrPath>, leaves: &mut Vec<Filter>) {
    match filter {
        Filter::And(all) | Filter::Or(all) => {
            for filter in all {
                collect(filter, around, leaves);
            }
        }
        Filter::Not(filter) => collect(filter, around, leaves),
        Filter::ValuePath(path, filter) => collect(filter, Some(path), leaves),
        Filter::Present(_) | Filter::Compare(..) => leaves.push(match around {
            Some(path) => Filter::ValuePath(path.clone(), Box::new(filter.clone())),
            None => filter.clone(),
        }),
    }
}

/// A comparison of a filter that was resolved as a whole can be resolved alone, so `None` never
/// comes of one.
fn compare(
    leaf: &Filter,
    bound: &[BoundGroup],
    contact: &Resource,
    contacts: &ResourceType,
) -> Option<Compared> {
    let written = resolve(leaf, contacts).ok()?;
    let evaluated = resolve(&bind(leaf, bound), contacts).ok()?;
    let place = place(&written)?;
    let (operator, expected) = asked(leaf);
    Some(Compared {
        attribute: place.path(),
        operator,
        expected,
        actual: actual(place, contact),
        holds: evaluated.matches(contact.attributes()),
    })
}

fn place<'s>(expr: &Expr<'s>) -> Option<AttrRef<'s>> {
    match expr {
        Expr::Test(test) => Some(test.attribute),
        Expr::Not(expr) | Expr::Element(_, expr) => place(expr),
        Expr::And(_) | Expr::Or(_) => None,
    }
}

fn asked(leaf: &Filter) -> (&'static str, Value) {
    match leaf {
        Filter::ValuePath(_, inner) => asked(inner),
        Filter::Compare(_, operator, value) => (operator.as_str(), expected(value)),
        _ => ("pr", Value::Null),
    }
}

fn expected(value: &RawValue) -> Value {
    match value {
        RawValue::Quoted(text) => text.as_str().into(),
        RawValue::Bare(word) => serde_json::from_str(word).unwrap_or_else(|_| word.as_str().into()),
    }
}

fn actual(place: AttrRef<'_>, contact: &Resource) -> Value {
    let Some(value) = contact.get(&place.attribute.name) else {
        return Value::Null;
    };
    let part = |whole: &Value| match place.sub {
        Some(sub) => whole.get(&sub.name).cloned(),
        None => Some(whole.clone()),
    };
    match value {
        Value::Array(elements) => elements.iter().filter_map(part).collect(),
        single => part(single).unwrap_or(Value::Null),
    }
}
