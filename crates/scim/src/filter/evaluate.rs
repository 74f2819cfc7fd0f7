//! What a filter means. The storage's SQL has to select the same resources.

use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::ast::CompareOp;
use super::expr::{Expr, Literal, Predicate, Test};
use crate::comparable;
use crate::schema::AttrRef;

impl Expr<'_> {
    /// Whether the filter selects a resource, given as it would be answered in full: canonical,
    /// with `id`, `meta` and what is computed from other resources.
    pub fn matches(&self, resource: &Map<String, Value>) -> bool {
        self.holds(Subject::Resource(resource))
    }

    /// Whether one element of a complex attribute satisfies a filter whose tests name its
    /// sub-attributes, such as [`super::resolve_elements`] makes.
    pub fn matches_element(&self, element: &Value) -> bool {
        self.holds(Subject::Element(element))
    }

    fn holds(&self, subject: Subject<'_>) -> bool {
        match self {
            Self::And(all) => all.iter().all(|expr| expr.holds(subject)),
            Self::Or(any) => any.iter().any(|expr| expr.holds(subject)),
            Self::Not(expr) => !expr.holds(subject),
            Self::Test(test) => test.holds(&subject.values(test.attribute)),
            Self::Element(attribute, expr) => {
                let elements = subject.values(*attribute);
                elements
                    .into_iter()
                    .any(|element| expr.matches_element(element))
            }
        }
    }
}

/// What tests look at: a resource, or one element of a complex attribute.
#[derive(Clone, Copy)]
enum Subject<'v> {
    Resource(&'v Map<String, Value>),
    Element(&'v Value),
}

impl<'v> Subject<'v> {
    /// The values at a place, each on its own. Empty ones are no values.
    fn values(self, place: AttrRef<'_>) -> Vec<&'v Value> {
        let parents = match self {
            Self::Resource(resource) => each(top_level(resource, place)),
            Self::Element(element) => vec![element],
        };
        let values = match place.sub {
            Some(sub) => parents
                .into_iter()
                .flat_map(|parent| each(parent.get(&sub.name)))
                .collect(),
            None => parents,
        };
        values
            .into_iter()
            .filter(|value| is_present(value))
            .collect()
    }
}

fn top_level<'v>(resource: &'v Map<String, Value>, place: AttrRef<'_>) -> Option<&'v Value> {
    let name = &place.attribute.name;
    match place.extension {
        Some(extension) => resource.get(&extension.id)?.get(name),
        None => resource.get(name),
    }
}

fn each(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(elements)) => elements.iter().collect(),
        Some(single) => vec![single],
        None => Vec::new(),
    }
}

fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => elements.iter().any(is_present),
        Value::Object(fields) => fields.values().any(is_present),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

impl Test<'_> {
    fn holds(&self, values: &[&Value]) -> bool {
        let Predicate::Compare(operator, literal) = &self.predicate else {
            return !values.is_empty();
        };
        let compares = |value: &&Value| {
            let comparable = comparable::value(self.attribute.leaf(), value);
            compare(&comparable, *operator, literal)
        };
        let vacuous = *operator == CompareOp::Ne && values.is_empty();
        vacuous || values.iter().any(compares)
    }
}

fn compare(value: &Value, operator: CompareOp, literal: &Literal) -> bool {
    let ordering = match literal {
        Literal::Text(text) => return compare_text(value.as_str(), operator, text),
        Literal::Boolean(boolean) => value.as_bool().map(|value| value.cmp(boolean)),
        Literal::Integer(number) | Literal::Instant(number) => {
            value.as_i64().map(|value| value.cmp(number))
        }
        Literal::Decimal(number) => {
            let number = comparable::decimal(*number);
            value.as_i64().map(|value| value.cmp(&number))
        }
    };
    satisfies(operator, ordering)
}

/// Text is ordered by its bytes, which for UTF-8 is the order of its code points.
fn compare_text(value: Option<&str>, operator: CompareOp, text: &str) -> bool {
    match operator {
        CompareOp::Co => value.is_some_and(|value| value.contains(text)),
        CompareOp::Sw => value.is_some_and(|value| value.starts_with(text)),
        CompareOp::Ew => value.is_some_and(|value| value.ends_with(text)),
        _ => satisfies(operator, value.map(|value| value.cmp(text))),
    }
}

/// Whether an operator accepts how a value stands to the literal. A value of another type than the
/// literal's has no ordering: it is different, and nothing else.
fn satisfies(operator: CompareOp, ordering: Option<Ordering>) -> bool {
    match operator {
        CompareOp::Eq => ordering == Some(Ordering::Equal),
        CompareOp::Ne => ordering != Some(Ordering::Equal),
        CompareOp::Gt => ordering == Some(Ordering::Greater),
        CompareOp::Ge => ordering.is_some_and(Ordering::is_ge),
        CompareOp::Lt => ordering == Some(Ordering::Less),
        CompareOp::Le => ordering.is_some_and(Ordering::is_le),
        CompareOp::Co | CompareOp::Sw | CompareOp::Ew => false,
    }
}
