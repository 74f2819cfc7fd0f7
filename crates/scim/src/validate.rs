//! What a resource must be before it is stored: unforgiving (RFC 7643 §2.4, §7).
//!
//! That every value is of its attribute's type was seen to by [`crate::normalize`].

use serde_json::{Map, Value};

use crate::schema::{Kind, Mutability};
use crate::{Attribute, Resource, ResourceType, Schema, ScimError};

/// Refuses a resource that lacks a required value, or marks more than one value of an attribute as
/// primary.
///
/// A required text of nothing but white space counts as missing.
///
/// # Errors
/// 400 `invalidValue` that names the attribute.
pub fn validate(resource: &Resource, resource_type: &ResourceType) -> Result<(), ScimError> {
    check_object(
        resource.attributes(),
        &resource_type.schema.attributes,
        "",
        &resource_type.name,
    )?;
    for extension in &resource_type.extensions {
        match extension_object(resource, &extension.schema) {
            Some(object) => check_extension(object, &extension.schema, resource_type)?,
            None if extension.required => {
                return Err(missing(&resource_type.name, &extension.schema.id));
            }
            None => {}
        }
    }
    Ok(())
}

/// Refuses a change, removal included, of an immutable attribute that already has a value.
///
/// The parts of a multi-valued attribute's elements are not compared: elements come and go as a
/// whole, and an element that differs is another element.
///
/// # Errors
/// 400 `mutability` that names the attribute.
pub fn protect(
    old: &Resource,
    new: &Resource,
    resource_type: &ResourceType,
) -> Result<(), ScimError> {
    protect_object(
        old.attributes(),
        Some(new.attributes()),
        &resource_type.schema.attributes,
        "",
    )?;
    for extension in &resource_type.extensions {
        let schema = &extension.schema;
        let Some(before) = extension_object(old, schema) else {
            continue;
        };
        let after = extension_object(new, schema);
        protect_object(
            before,
            after,
            &schema.attributes,
            &format!("{}:", schema.id),
        )?;
    }
    Ok(())
}

fn extension_object<'r>(resource: &'r Resource, schema: &Schema) -> Option<&'r Map<String, Value>> {
    resource.get(&schema.id).and_then(Value::as_object)
}

fn check_extension(
    object: &Map<String, Value>,
    schema: &Schema,
    resource_type: &ResourceType,
) -> Result<(), ScimError> {
    let prefix = format!("{}:", schema.id);
    check_object(object, &schema.attributes, &prefix, &resource_type.name)
}

/// Checks the attributes in `object`; `prefix` comes before their names in messages, `owner` is
/// what must have them.
fn check_object(
    object: &Map<String, Value>,
    attributes: &[Attribute],
    prefix: &str,
    owner: &str,
) -> Result<(), ScimError> {
    for attribute in attributes {
        let path = format!("{prefix}{}", attribute.name);
        match object.get(&attribute.name) {
            Some(value) if !(attribute.required && is_blank(value)) => {
                check_value(attribute, value, &path)?;
            }
            _ if attribute.required => return Err(missing(owner, &path)),
            _ => {}
        }
    }
    Ok(())
}

fn check_value(attribute: &Attribute, value: &Value, path: &str) -> Result<(), ScimError> {
    if attribute.kind != Kind::Complex {
        return Ok(());
    }
    let prefix = format!("{path}.");
    match value {
        Value::Object(parts) => check_object(parts, &attribute.sub_attributes, &prefix, path),
        Value::Array(elements) => {
            check_primary(elements, path)?;
            elements
                .iter()
                .filter_map(Value::as_object)
                .try_for_each(|parts| check_object(parts, &attribute.sub_attributes, &prefix, path))
        }
        _ => Ok(()),
    }
}

fn check_primary(elements: &[Value], path: &str) -> Result<(), ScimError> {
    let is_primary = |element: &&Value| element.get("primary") == Some(&Value::Bool(true));
    match elements.iter().filter(is_primary).count() {
        0 | 1 => Ok(()),
        count => Err(ScimError::invalid_value(format!(
            "{path} has {count} values with `primary` true; at most one may be primary."
        ))),
    }
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn missing(owner: &str, path: &str) -> ScimError {
    ScimError::invalid_value(format!(
        "{path} is missing or empty, and every {owner} must have it. Map it to a source attribute \
         that always has a value."
    ))
}

fn protect_object(
    old: &Map<String, Value>,
    new: Option<&Map<String, Value>>,
    attributes: &[Attribute],
    prefix: &str,
) -> Result<(), ScimError> {
    for attribute in attributes {
        let Some(before) = old.get(&attribute.name) else {
            continue;
        };
        let after = new.and_then(|new| new.get(&attribute.name));
        let path = format!("{prefix}{}", attribute.name);
        if attribute.mutability == Mutability::Immutable && after != Some(before) {
            return Err(fixed(&path));
        }
        if let Value::Object(parts) = before {
            let after = after.and_then(Value::as_object);
            protect_object(parts, after, &attribute.sub_attributes, &format!("{path}."))?;
        }
    }
    Ok(())
}

fn fixed(path: &str) -> ScimError {
    ScimError::mutability(format!(
        "{path} cannot be changed or removed once it has a value. Send its present value, or, where \
         only changes are sent, leave it out of the attribute mapping."
    ))
}
