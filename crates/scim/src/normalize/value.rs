//! One attribute's value, held against the attribute.

use std::slice;

use serde_json::{Map, Value};

use super::{elements, note_ignored, scalar};
use crate::schema::{Kind, Mutability};
use crate::{Attribute, Limits, ScimError};

/// Reads values; what no schema knows goes to `ignored`.
pub(super) struct Reader<'a> {
    limits: &'a Limits,
    ignored: &'a mut Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(limits: &'a Limits, ignored: &'a mut Vec<String>) -> Self {
        Self { limits, ignored }
    }

    /// The canonical form of a value of `attribute`, whose path is `place`.
    pub(super) fn attribute(
        &mut self,
        attribute: &Attribute,
        value: &Value,
        place: &str,
    ) -> Result<Option<Value>, ScimError> {
        if attribute.multi_valued {
            self.list(attribute, value, place)
        } else {
            self.single(attribute, only(value), place)
        }
    }

    fn list(
        &mut self,
        attribute: &Attribute,
        value: &Value,
        place: &str,
    ) -> Result<Option<Value>, ScimError> {
        let elements = match value {
            Value::Array(elements) => elements.as_slice(),
            single => slice::from_ref(single),
        };
        self.check_count(elements.len(), place)?;
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            values.extend(self.single(attribute, element, place)?);
        }
        let values = elements::fold_duplicates(attribute, values);
        Ok((!values.is_empty()).then_some(Value::Array(values)))
    }

    fn single(
        &mut self,
        attribute: &Attribute,
        value: &Value,
        place: &str,
    ) -> Result<Option<Value>, ScimError> {
        match value {
            value if is_empty(value) => Ok(None),
            Value::Object(parts) if attribute.kind == Kind::Complex => {
                self.parts(attribute, parts, place)
            }
            value => match value_part(attribute).filter(|_| !value.is_array()) {
                Some(sub) => {
                    let value = scalar::read(sub, value, place, self.limits)?;
                    let parts = Map::from_iter([(sub.name.clone(), value)]);
                    Ok(Some(Value::Object(parts)))
                }
                None => scalar::read(attribute, value, place, self.limits).map(Some),
            },
        }
    }

    fn parts(
        &mut self,
        attribute: &Attribute,
        parts: &Map<String, Value>,
        place: &str,
    ) -> Result<Option<Value>, ScimError> {
        let mut object = Map::new();
        for (name, value) in parts.iter().filter(|(_, value)| !is_empty(value)) {
            let Some(sub) = elements::sub_attribute(attribute, name) else {
                note_ignored(self.ignored, &format!("{place}.{name}"));
                continue;
            };
            let is_alias = !sub.is_named(name);
            if sub.mutability == Mutability::ReadOnly || is_alias && object.contains_key(&sub.name)
            {
                continue;
            }
            let place = format!("{place}.{}", sub.name);
            if let Some(value) = self.attribute(sub, value, &place)? {
                object.insert(sub.name.clone(), value);
            }
        }
        elements::complete_reference(attribute, parts, &mut object, place)?;
        Ok((!object.is_empty()).then_some(Value::Object(object)))
    }

    /// Refuses more values than an attribute may have in one request.
    pub(super) fn check_count(&self, count: usize, place: &str) -> Result<(), ScimError> {
        if count <= self.limits.values {
            return Ok(());
        }
        Err(ScimError::too_large(format!(
            "{place} has {count} values in one request; at most {} are accepted (max_values). Send \
             fewer at a time.",
            self.limits.values
        )))
    }
}

/// Whether a value says that there is none: RFC 7643 §2.5, and for Entra also an empty text or
/// object.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(parts) => parts.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The element of a list of one, where a single value belongs.
pub(super) fn only(value: &Value) -> &Value {
    match value {
        Value::Array(elements) => match elements.as_slice() {
            [element] => element,
            _ => value,
        },
        value => value,
    }
}

/// What a bare value means where an object belongs: its `value`.
fn value_part(attribute: &Attribute) -> Option<&Attribute> {
    match attribute.kind {
        Kind::Complex => attribute.sub("value"),
        _ => None,
    }
}
