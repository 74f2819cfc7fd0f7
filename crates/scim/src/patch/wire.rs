//! The body of a PATCH request, as it was sent (RFC 7644 §3.5.2).

use serde_json::{Map, Value};

use crate::error::ScimError;
use crate::limits::Limits;

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// What an operation does to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Add,
    Replace,
    Remove,
}

/// Where the path of an operation was written. A name that means nothing is an error in a path
/// and is passed over in a value: clients send whole objects and expect to be understood as far
/// as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Path,
    Key,
}

/// One operation. An empty path is absent; so is the value of a `remove` that is null.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WireOperation {
    pub(super) verb: Verb,
    pub(super) path: Option<String>,
    pub(super) origin: Origin,
    pub(super) value: Option<Value>,
}

/// Reads the operations of a PATCH body. Member names ignore case, members that PATCH does not
/// define are passed over.
pub(super) fn operations(body: &Value, limits: &Limits) -> Result<Vec<WireOperation>, ScimError> {
    let body = body.as_object().ok_or_else(|| {
        ScimError::invalid_syntax(
            "The body of a PATCH request must be a JSON object with the member \"Operations\".",
        )
    })?;
    check_schemas(member(body, "schemas"))?;
    let operations = match member(body, "Operations") {
        Some(Value::Array(operations)) if !operations.is_empty() => operations,
        _ => {
            return Err(ScimError::invalid_syntax(
                "A PATCH request needs the member \"Operations\", a list of at least one object \
                 with \"op\", \"path\" and \"value\".",
            ));
        }
    };
    check_count(operations.len(), limits)?;
    operations
        .iter()
        .enumerate()
        .map(|(index, operation)| read(operation, index + 1))
        .collect()
}

/// Refuses more operations than the limit. An attribute in a value without a path counts as one.
pub(super) fn check_count(count: usize, limits: &Limits) -> Result<(), ScimError> {
    if count <= limits.patch_operations {
        return Ok(());
    }
    Err(ScimError::too_large(format!(
        "The PATCH request has {count} operations; at most {} are accepted \
         (max_patch_operations). Send the rest in further requests.",
        limits.patch_operations
    )))
}

/// A member by its name, in any letter case; the exact spelling wins.
pub(super) fn member<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).or_else(|| {
        object
            .iter()
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    })
}

/// A body that names other schemas than PATCH's is something else, such as a whole user.
fn check_schemas(schemas: Option<&Value>) -> Result<(), ScimError> {
    let is_ours = |schema: &Value| {
        schema
            .as_str()
            .is_some_and(|schema| schema.eq_ignore_ascii_case(SCHEMA))
    };
    let accepted = match schemas {
        None | Some(Value::Null) => true,
        Some(Value::Array(schemas)) => schemas.is_empty() || schemas.iter().any(is_ours),
        Some(schema) => is_ours(schema),
    };
    if accepted {
        return Ok(());
    }
    Err(ScimError::invalid_syntax(format!(
        "The \"schemas\" of a PATCH request must be [\"{SCHEMA}\"]."
    )))
}

fn read(operation: &Value, position: usize) -> Result<WireOperation, ScimError> {
    let members = operation.as_object().ok_or_else(|| {
        ScimError::invalid_syntax(format!(
            "Operation {position} of the PATCH request must be a JSON object with \"op\", \
             \"path\" and \"value\"."
        ))
    })?;
    let verb = read_verb(member(members, "op"), position)?;
    let value = member(members, "value").cloned();
    let value = match (verb, value) {
        (Verb::Remove, Some(Value::Null)) => None,
        (Verb::Add | Verb::Replace, None) => {
            return Err(ScimError::invalid_value(format!(
                "Operation {position} of the PATCH request has no \"value\". To clear an \
                 attribute use \"remove\", or null as the value."
            )));
        }
        (_, value) => value,
    };
    Ok(WireOperation {
        verb,
        path: read_path(member(members, "path"), position)?,
        origin: Origin::Path,
        value,
    })
}

fn read_verb(op: Option<&Value>, position: usize) -> Result<Verb, ScimError> {
    let written = op.unwrap_or(&Value::Null);
    let verb = written.as_str().and_then(|name| {
        [
            ("add", Verb::Add),
            ("replace", Verb::Replace),
            ("remove", Verb::Remove),
        ]
        .into_iter()
        .find_map(|(known, verb)| known.eq_ignore_ascii_case(name).then_some(verb))
    });
    verb.ok_or_else(|| {
        ScimError::invalid_syntax(format!(
            "Operation {position} of the PATCH request has the \"op\" {written}; it must be \
             \"add\", \"replace\" or \"remove\"."
        ))
    })
}

fn read_path(path: Option<&Value>, position: usize) -> Result<Option<String>, ScimError> {
    match path {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(path)) if path.trim().is_empty() => Ok(None),
        Some(Value::String(path)) => Ok(Some(path.trim().to_owned())),
        Some(other) => Err(ScimError::invalid_path(format!(
            "Operation {position} of the PATCH request has the path {other}; a path must be a \
             string."
        ))),
    }
}
