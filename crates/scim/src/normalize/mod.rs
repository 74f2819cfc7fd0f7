//! Bodies as clients send them, turned into resources: forgiving (RFC 7644 §3.3, §3.5.1).
//!
//! What is forgiven: any letter case of names, booleans and numbers as text, one value where a
//! list belongs and the other way round, dotted and URN-qualified keys, the manager as a bare id,
//! nulls and empty values, whatever a client may not set, whatever no schema knows. What is not:
//! a value that cannot be of its attribute's type.

mod body;
mod elements;
mod ignored;
mod scalar;
mod value;

use serde_json::Value;

use crate::content::{Ids, List};
use crate::{Attribute, Content, Limits, Resource, ResourceType, ScimError};
use body::Body;
pub(crate) use elements::settled;
pub use elements::take_members;
pub use ignored::note_ignored;
use value::Reader;

/// A body after [`normalize`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Normalized {
    /// What the schemas know of it. A group's `members` are still in it, see [`take_members`].
    pub resource: Resource,
    /// What no schema knows, by path as the client wrote it; bounded in length and count.
    pub ignored: Vec<String>,
}

/// Turns the body of a create or replace request into a resource.
///
/// What only the service provider sets (`id`, `meta`, `schemas`, a user's `groups`) and passwords
/// are dropped without a word. Of an attribute given twice, in whatever letter case, the last value
/// counts; parts of a single-valued complex attribute are joined.
///
/// # Errors
/// 400 `invalidSyntax` if the body is not an object; 400 `invalidValue`, naming the attribute, if
/// a value is not of the attribute's type or longer than `limits` allow; 413 for more values of one
/// attribute.
pub fn normalize(
    body: &Value,
    resource_type: &ResourceType,
    limits: &Limits,
) -> Result<Normalized, ScimError> {
    of(body, &[], resource_type, limits)
}

/// The same for a body whose list of members may have been kept short, with the members taken out as
/// [`take_members`] does.
///
/// # Errors
/// Those of [`normalize`].
pub fn described(
    body: &Content,
    resource_type: &ResourceType,
    limits: &Limits,
) -> Result<(Normalized, Ids), ScimError> {
    let mut normalized = of(body.value(), body.lists(), resource_type, limits)?;
    let members = elements::take_ids(&mut normalized.resource, body.lists(), resource_type);
    Ok((normalized, members))
}

fn of(
    body: &Value,
    lists: &[List],
    resource_type: &ResourceType,
    limits: &Limits,
) -> Result<Normalized, ScimError> {
    let Value::Object(fields) = body else {
        return Err(ScimError::invalid_syntax(format!(
            "The body must be a JSON object that describes a {}.",
            resource_type.name
        )));
    };
    let mut body = Body::new(resource_type, lists, limits);
    for (name, value) in fields {
        body.field(name, value)?;
    }
    Ok(body.finish())
}

/// Turns one value of `attribute`, or of one of its elements, into its canonical form. `None` if
/// it says that there is no value: null, an empty text, list or object, or only things that are
/// dropped.
///
/// `place` is the attribute's path for error messages. Names of sub-attributes that the schema does
/// not know are added to `ignored`. A single value of a multi-valued attribute becomes a list.
///
/// # Errors
/// 400 `invalidValue` and 413 as for [`normalize`].
pub fn attribute_value(
    attribute: &Attribute,
    value: &Value,
    place: &str,
    limits: &Limits,
    ignored: &mut Vec<String>,
) -> Result<Option<Value>, ScimError> {
    Reader::new(limits, ignored).attribute(attribute, value, place)
}
