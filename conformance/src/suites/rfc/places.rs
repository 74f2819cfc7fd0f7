//! Where in a resource there is something to search and to sort by.

use scim::ResourceType;
use scim::schema::{AttrRef, Attribute, Kind, Mutability};
use serde_json::Value;

use super::common::is_shown;
use super::own::Own;
use crate::check::{Session, Stop};
use crate::values;

/// Every attribute and sub-attribute of the type that a client writes, that is shown without
/// asking, and that a filter can name.
pub(super) fn searchable(kind: &ResourceType) -> Vec<AttrRef<'_>> {
    let core = kind.core_attributes().map(|attribute| (None, attribute));
    let extended = kind.extensions.iter().flat_map(|extension| {
        let attributes = extension.schema.attributes.iter();
        attributes.map(move |attribute| (Some(&extension.schema), attribute))
    });
    let mut places = Vec::new();
    for (extension, attribute) in core.chain(extended) {
        let place = AttrRef {
            extension,
            attribute,
            sub: None,
        };
        if !usable(attribute) || values::refers(attribute) || attribute.name == "schemas" {
            continue;
        }
        if attribute.kind != Kind::Complex {
            places.push(place);
        }
        let subs = attribute.sub_attributes.iter().filter(|sub| usable(sub));
        places.extend(subs.map(|sub| place.with_sub(sub)));
    }
    places
}

/// Three resources with differing values for everything, the last of them with two elements in
/// every list, and one with hardly any.
///
/// # Errors
/// [`Stop::Blocked`] if they cannot be made.
pub(super) async fn varied(session: &Session, kind: &ResourceType) -> Result<Own, Stop> {
    let bodies = vec![
        session.numbered(kind, 1).await?,
        session.minimal(kind).await?,
        joined(
            session.numbered(kind, 2).await?,
            &session.numbered(kind, 3).await?,
        ),
        session.numbered(kind, 0).await?,
    ];
    Own::make(session, kind, bodies).await
}

/// The resource with the elements of the other one's lists behind its own.
fn joined(mut resource: Value, other: &Value) -> Value {
    let (Value::Object(fields), Value::Object(others)) = (&mut resource, other) else {
        return resource;
    };
    for (name, value) in fields {
        match (&mut *value, others.get(name)) {
            (Value::Array(list), Some(Value::Array(more))) if name != "schemas" => {
                list.extend(more.iter().cloned());
            }
            (Value::Object(_), Some(more)) if name.contains(':') => {
                *value = joined(value.take(), more);
            }
            _ => {}
        }
    }
    resource
}

fn usable(attribute: &Attribute) -> bool {
    let mut characters = attribute.name.chars();
    let named = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'));
    named
        && is_shown(attribute)
        && matches!(
            attribute.mutability,
            Mutability::ReadWrite | Mutability::Immutable
        )
}
