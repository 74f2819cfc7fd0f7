//! Which elements of a multi-valued attribute an operation means.

use serde_json::{Map, Value};

use crate::error::ScimError;
use crate::filter::{self, CompareOp, Expr, Filter, RawValue};
use crate::limits::Limits;
use crate::normalize;
use crate::path::AttrPath;
use crate::schema::AttrRef;

/// The filter of a value path, and the element it describes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Selector<'s> {
    expr: Expr<'s>,
    /// The sub-attributes an element must have to be selected, where the filter says that much:
    /// one `eq`, or several joined by `and`. From them an element is made where none is.
    literals: Option<Map<String, Value>>,
}

impl<'s> Selector<'s> {
    pub(super) fn new(
        filter: &Filter,
        list: AttrRef<'s>,
        limits: &Limits,
    ) -> Result<Self, ScimError> {
        Ok(Self {
            expr: filter::resolve_elements(filter, list)?,
            literals: literals(filter, list, limits)?,
        })
    }

    pub(super) fn selects(&self, element: &Value) -> bool {
        self.expr.matches_element(element)
    }

    /// What a new element starts with; `None` if the filter does not describe one.
    pub(super) fn seed(&self) -> Option<&Map<String, Value>> {
        self.literals.as_ref()
    }
}

fn literals(
    filter: &Filter,
    list: AttrRef<'_>,
    limits: &Limits,
) -> Result<Option<Map<String, Value>>, ScimError> {
    let comparisons = match filter {
        Filter::And(filters) => filters.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut literals = Map::new();
    for comparison in comparisons {
        let Filter::Compare(path, CompareOp::Eq, literal) = comparison else {
            return Ok(None);
        };
        let Some((name, value)) = entry(path, literal, list, limits)? else {
            return Ok(None);
        };
        literals.insert(name, value);
    }
    Ok(Some(literals))
}

fn entry(
    path: &AttrPath,
    literal: &RawValue,
    list: AttrRef<'_>,
    limits: &Limits,
) -> Result<Option<(String, Value)>, ScimError> {
    let sub = match path {
        AttrPath {
            urn: None,
            name,
            sub: None,
        } => list.attribute.sub(name),
        _ => None,
    };
    let Some(sub) = sub else {
        return Ok(None);
    };
    let place = list.with_sub(sub).path();
    let value = normalize::attribute_value(sub, &json(literal), &place, limits, &mut Vec::new())?;
    Ok(value.map(|value| (sub.name.clone(), value)))
}

/// The literal as a client would write it in a body.
fn json(literal: &RawValue) -> Value {
    match literal {
        RawValue::Quoted(text) => Value::String(text.clone()),
        RawValue::Bare(word) => {
            serde_json::from_str(word).unwrap_or_else(|_| Value::String(word.clone()))
        }
    }
}
