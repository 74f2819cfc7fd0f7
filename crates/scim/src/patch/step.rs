//! An operation whose target was found in the schema, and the way from a wire operation to it.

use serde_json::{Map, Value};

use super::wire::{Origin, Verb, WireOperation};
use crate::error::ScimError;
use crate::filter::Filter;
use crate::limits::Limits;
use crate::normalize::note_ignored;
use crate::path::{AttrPath, PatchPath};
use crate::schema::{AttrRef, Attribute, Mutability, ResourceType, Schema};

/// One operation on one attribute. The value is as it was sent. A `remove` with a value takes
/// away only what equals it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step<'s> {
    pub(super) verb: Verb,
    /// The target as an administrator would write it.
    pub(super) place: String,
    pub(super) target: AttrRef<'s>,
    /// Which elements of a multi-valued target are meant.
    pub(super) filter: Option<Filter>,
    pub(super) value: Option<Value>,
}

/// Finds the targets of wire operations. An operation without a path, or on a whole extension,
/// becomes a step for each attribute in its value.
pub(super) struct Resolver<'s, 'l> {
    resource_type: &'s ResourceType,
    limits: &'l Limits,
    /// What was found, in order.
    pub(super) steps: Vec<Step<'s>>,
    /// Names that no schema knows, as they were written.
    pub(super) ignored: Vec<String>,
}

/// What a name stands for.
enum Meaning<'s> {
    Attribute(AttrRef<'s>),
    /// Something every client may send and nobody keeps.
    Dropped,
    UnknownExtension,
    Unknown,
}

impl<'s, 'l> Resolver<'s, 'l> {
    pub(super) fn new(resource_type: &'s ResourceType, limits: &'l Limits) -> Self {
        Self {
            resource_type,
            limits,
            steps: Vec::new(),
            ignored: Vec::new(),
        }
    }

    /// Adds the steps of one operation.
    pub(super) fn resolve(&mut self, operation: WireOperation) -> Result<(), ScimError> {
        let WireOperation {
            verb,
            path,
            origin,
            value,
        } = operation;
        let Some(path) = path else {
            return self.resource(verb, value);
        };
        if self.resource_type.schema.is(&path) {
            return self.resource(verb, value);
        }
        if let Some(extension) = self.resource_type.extension(&path) {
            return self.extension(verb, extension, value);
        }
        self.path(verb, path, origin, value)
    }

    /// RFC 7644 §3.5.2.1, §3.5.2.3: without a path the value holds the attributes.
    fn resource(&mut self, verb: Verb, value: Option<Value>) -> Result<(), ScimError> {
        match (verb, value) {
            (Verb::Remove, _) => Err(ScimError::no_target(
                "A \"remove\" operation needs a path that names the attribute to remove.",
            )),
            (_, Some(Value::Object(attributes))) => self.attributes(verb, attributes),
            (_, value) => Err(ScimError::invalid_value(format!(
                "An operation without a path needs an object of attributes as its value, not {}.",
                value.unwrap_or_default()
            ))),
        }
    }

    fn attributes(&mut self, verb: Verb, attributes: Map<String, Value>) -> Result<(), ScimError> {
        for (name, value) in attributes {
            if self.resource_type.schema.is(&name) {
                self.resource(verb, Some(value))?;
            } else if let Some(extension) = self.resource_type.extension(&name) {
                self.extension(verb, extension, Some(value))?;
            } else {
                let path = AttrPath {
                    urn: None,
                    name: name.clone(),
                    sub: None,
                };
                let meaning = self.meaning(&path, None);
                self.key(verb, &name, &meaning, value);
            }
        }
        Ok(())
    }

    /// A whole extension: an object of its attributes, or nothing at all.
    fn extension(
        &mut self,
        verb: Verb,
        extension: &'s Schema,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        match value.map(only) {
            Some(Value::Object(attributes)) => {
                for (name, value) in attributes {
                    let written = format!("{}:{name}", extension.id);
                    let path = AttrPath {
                        urn: Some(extension.id.clone()),
                        name,
                        sub: None,
                    };
                    let meaning = self.meaning(&path, None);
                    self.key(verb, &written, &meaning, value);
                }
                Ok(())
            }
            None | Some(Value::Null) => {
                self.remove_extension(extension);
                Ok(())
            }
            Some(Value::String(text)) if text.is_empty() => {
                self.remove_extension(extension);
                Ok(())
            }
            Some(other) => Err(ScimError::invalid_value(format!(
                "{} needs an object of its attributes as its value, not {other}.",
                extension.id
            ))),
        }
    }

    fn remove_extension(&mut self, extension: &'s Schema) {
        for attribute in extension.attributes.iter().filter(|it| !is_read_only(it)) {
            let target = AttrRef {
                extension: Some(extension),
                attribute,
                sub: None,
            };
            self.push(Verb::Remove, target.path(), target, None, None);
        }
    }

    /// A name inside a value.
    fn key(&mut self, verb: Verb, written: &str, meaning: &Meaning<'s>, value: Value) {
        match meaning {
            Meaning::Attribute(target) if protected(*target).is_none() => {
                self.push(verb, target.path(), *target, None, Some(value));
            }
            Meaning::Attribute(_) | Meaning::Dropped => {}
            Meaning::Unknown | Meaning::UnknownExtension => {
                note_ignored(&mut self.ignored, written);
            }
        }
    }

    fn path(
        &mut self,
        verb: Verb,
        written: String,
        origin: Origin,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        let parsed = match (PatchPath::parse(&written, self.limits), origin) {
            (Ok(parsed), _) => parsed,
            (Err(error), Origin::Path) => return Err(error),
            (Err(_), Origin::Key) => {
                note_ignored(&mut self.ignored, &written);
                return Ok(());
            }
        };
        match (
            self.meaning(&parsed.attribute, parsed.sub.as_deref()),
            origin,
        ) {
            (Meaning::Attribute(target), _) => {
                self.attribute(verb, written, origin, target, parsed.filter, value)?;
            }
            (Meaning::Dropped, _) => {}
            (Meaning::UnknownExtension, _) | (Meaning::Unknown, Origin::Key) => {
                note_ignored(&mut self.ignored, &written);
            }
            (Meaning::Unknown, Origin::Path) => {
                return Err(ScimError::invalid_path(format!(
                    "The path {written:?} names an attribute that {} does not have. Check the \
                     attribute mapping of the client.",
                    self.resource_type.name
                )));
            }
        }
        Ok(())
    }

    fn attribute(
        &mut self,
        verb: Verb,
        written: String,
        origin: Origin,
        target: AttrRef<'s>,
        filter: Option<Filter>,
        value: Option<Value>,
    ) -> Result<(), ScimError> {
        if let Some(protected) = protected(target) {
            return match origin {
                Origin::Key => Ok(()),
                Origin::Path => Err(ScimError::mutability(format!(
                    "The path {written:?} names {protected}, which only the server sets. Remove \
                     it from the attribute mapping of the client."
                ))),
            };
        }
        let list = target.attribute;
        let has_elements = list.multi_valued && !list.sub_attributes.is_empty();
        // Some clients name the manager whom they remove.
        let names_what_goes = verb == Verb::Remove && list.sub("value").is_some();
        if filter.is_some() && !has_elements && !names_what_goes {
            return Err(ScimError::invalid_path(format!(
                "The path {written:?} has a filter, but {} is not a list of objects. Leave the \
                 filter out.",
                list.name
            )));
        }
        self.push(verb, written, target, filter, value);
        Ok(())
    }

    fn push(
        &mut self,
        verb: Verb,
        place: String,
        target: AttrRef<'s>,
        filter: Option<Filter>,
        value: Option<Value>,
    ) {
        self.steps.push(Step {
            verb,
            place,
            target,
            filter,
            value,
        });
    }

    fn meaning(&self, path: &AttrPath, behind_filter: Option<&str>) -> Meaning<'s> {
        let urn = path.urn.as_deref();
        let sub = behind_filter.or(path.sub.as_deref());
        if let Some(found) = self.resource_type.find(urn, &path.name, sub) {
            return if found.extension.is_none() && found.attribute.name == "schemas" {
                Meaning::Dropped
            } else {
                Meaning::Attribute(found)
            };
        }
        match urn {
            Some(urn) if !self.resource_type.schemas().any(|schema| schema.is(urn)) => {
                Meaning::UnknownExtension
            }
            _ if path.name.eq_ignore_ascii_case("password") => Meaning::Dropped,
            _ => Meaning::Unknown,
        }
    }
}

/// The only element of a list, where a single value belongs.
pub(super) fn only(value: Value) -> Value {
    match value {
        Value::Array(mut elements) if elements.len() == 1 => only(elements.remove(0)),
        other => other,
    }
}

/// The name of what clients may not write at this place, if that is so.
fn protected(target: AttrRef<'_>) -> Option<String> {
    (is_read_only(target.attribute) || is_read_only(target.leaf())).then(|| target.path())
}

fn is_read_only(attribute: &Attribute) -> bool {
    attribute.mutability == Mutability::ReadOnly
}
