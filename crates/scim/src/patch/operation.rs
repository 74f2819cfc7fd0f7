//! The strict form: an operation with a checked target and checked, canonical values.

use serde_json::{Map, Value};

use super::selector::Selector;
use super::step::Step;
use super::wire::Verb;
use crate::error::ScimError;
use crate::limits::Limits;
use crate::normalize;
use crate::schema::{AttrRef, Kind, Mutability};

/// One change of one attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Operation<'s> {
    pub(super) place: String,
    pub(super) target: AttrRef<'s>,
    pub(super) selector: Option<Selector<'s>>,
    pub(super) change: Change,
    /// Whether the client wrote `remove`.
    pub(super) removal: bool,
}

/// What becomes of the value. Values are canonical; of a multi-valued attribute without a
/// selector they are lists, with one they are an element or the value of a sub-attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// It joins what is there: elements are appended, sub-attributes merged.
    Add(Value),
    /// It takes the place of what is there.
    Put(Value),
    /// What is there goes.
    Remove,
    /// What is there goes as far as it equals this.
    RemoveEqual(Value),
}

/// Checks the values of steps. Names that no schema knows are added to `ignored`.
pub(super) struct Checker<'l> {
    pub(super) limits: &'l Limits,
    pub(super) ignored: &'l mut Vec<String>,
}

impl Checker<'_> {
    /// The operations of one step: one, or for a complex attribute one for each sub-attribute,
    /// because those that are not given stay as they are (RFC 7644 §3.5.2.3).
    pub(super) fn operations<'s>(
        &mut self,
        step: Step<'s>,
    ) -> Result<Vec<Operation<'s>>, ScimError> {
        let leaf = step.target.leaf();
        match step.value {
            None => Ok(vec![self.operation(step, Change::Remove)?]),
            Some(Value::Object(parts)) if leaf.kind == Kind::Complex && !leaf.multi_valued => {
                self.parts(step.verb, step.target, parts)
            }
            Some(ref value) => {
                let change = self.change(&step, value)?;
                Ok(change
                    .map(|change| self.operation(step, change))
                    .transpose()?
                    .into_iter()
                    .collect())
            }
        }
    }

    fn parts<'s>(
        &mut self,
        verb: Verb,
        target: AttrRef<'s>,
        parts: Map<String, Value>,
    ) -> Result<Vec<Operation<'s>>, ScimError> {
        let mut operations = Vec::new();
        for (name, value) in parts {
            let Some(sub) = target.attribute.sub(&name) else {
                normalize::note_ignored(self.ignored, &format!("{}.{name}", target.path()));
                continue;
            };
            if sub.mutability == Mutability::ReadOnly {
                continue;
            }
            let target = target.with_sub(sub);
            let part = Step {
                verb,
                place: target.path(),
                target,
                filter: None,
                value: Some(value),
            };
            operations.extend(self.operations(part)?);
        }
        Ok(operations)
    }

    fn operation<'s>(&self, step: Step<'s>, change: Change) -> Result<Operation<'s>, ScimError> {
        let list = AttrRef {
            sub: None,
            ..step.target
        };
        let selector = step
            .filter
            .map(|filter| Selector::new(&filter, list, self.limits))
            .transpose()?;
        Ok(Operation {
            place: step.place,
            target: step.target,
            selector,
            change,
            removal: step.verb == Verb::Remove,
        })
    }

    /// What a value asks for; `None` if it asks for nothing, as adding no elements does.
    fn change(&mut self, step: &Step<'_>, value: &Value) -> Result<Option<Change>, ScimError> {
        let leaf = step.target.leaf();
        let whole_list = leaf.multi_valued && step.filter.is_none();
        let value =
            normalize::attribute_value(leaf, value, &step.place, self.limits, self.ignored)?;
        let value = match value {
            Some(value) if leaf.multi_valued && !whole_list => Some(only(value, &step.place)?),
            value => value,
        };
        Ok(match (step.verb, value) {
            (Verb::Add | Verb::Remove, None) if whole_list => None,
            (_, None) => Some(Change::Remove),
            (Verb::Add, Some(value)) if leaf.multi_valued => Some(Change::Add(value)),
            (Verb::Remove, Some(value)) => Some(Change::RemoveEqual(value)),
            (_, Some(value)) => Some(Change::Put(value)),
        })
    }
}

/// The one element of a list that stands for an element.
fn only(value: Value, place: &str) -> Result<Value, ScimError> {
    match value {
        Value::Array(mut elements) if elements.len() == 1 => Ok(elements.remove(0)),
        Value::Array(elements) => Err(ScimError::invalid_value(format!(
            "{place} selects elements by a filter and needs one object as its value, not {}.",
            elements.len()
        ))),
        element => Ok(element),
    }
}
