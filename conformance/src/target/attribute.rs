//! Served schemas, read with patience.
//!
//! The server under test may leave characteristics out or misspell them; whether it may is what
//! tests say. Here the defaults of RFC 7643 §2.2 stand in, so that everything else can be tested.

use scim::schema::{Attribute, Kept, Kind, Mutability, Returned, Schema, Uniqueness};
use serde_json::Value;

/// The schema a document describes, if it has an id.
pub(super) fn schema(document: &Value) -> Option<Schema> {
    let id = text(document, "id").filter(|id| !id.is_empty())?;
    let word = |name| text(document, name).unwrap_or_default();
    Some(Schema::new(
        id,
        word("name"),
        word("description"),
        attributes(document, "attributes"),
    ))
}

fn attributes(document: &Value, member: &str) -> Vec<Attribute> {
    let list = document.get(member).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(attribute).collect()
}

fn attribute(document: &Value) -> Option<Attribute> {
    let name = text(document, "name").filter(|name| !name.is_empty())?;
    let kind = word(document, "type", &Kind::ALL, Kind::as_str).unwrap_or(Kind::String);
    let mutability = word(document, "mutability", &Mutability::ALL, Mutability::as_str);
    let returned = word(document, "returned", &Returned::ALL, Returned::as_str);
    let uniqueness = word(document, "uniqueness", &Uniqueness::ALL, Uniqueness::as_str);
    let exact = matches!(kind, Kind::Binary | Kind::Reference);
    Some(Attribute {
        description: text(document, "description").unwrap_or_default().to_owned(),
        kind,
        multi_valued: flag(document, "multiValued"),
        required: flag(document, "required"),
        case_exact: exact || flag(document, "caseExact"),
        mutability: mutability.unwrap_or(Mutability::ReadWrite),
        returned: returned.unwrap_or(Returned::Default),
        uniqueness: uniqueness.unwrap_or(Uniqueness::None),
        canonical_values: texts(document, "canonicalValues"),
        reference_types: texts(document, "referenceTypes"),
        sub_attributes: attributes(document, "subAttributes"),
        kept: kept(name),
        ..Attribute::string(name, "")
    })
}

/// No schema says where values are kept; by RFC 7643 §4.2, members are other resources.
fn kept(name: &str) -> Kept {
    if name == "members" {
        Kept::Members
    } else {
        Kept::Document
    }
}

fn text<'d>(document: &'d Value, name: &str) -> Option<&'d str> {
    document.get(name)?.as_str()
}

fn flag(document: &Value, name: &str) -> bool {
    document
        .get(name)
        .and_then(Value::as_bool)
        .unwrap_or_default()
}

fn texts(document: &Value, name: &str) -> Vec<String> {
    let list = document.get(name).and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

fn word<T: Copy>(
    document: &Value,
    name: &str,
    all: &[T],
    as_str: fn(T) -> &'static str,
) -> Option<T> {
    let found = text(document, name)?;
    let same = |candidate: &T| as_str(*candidate).eq_ignore_ascii_case(found);
    all.iter().copied().find(same)
}
