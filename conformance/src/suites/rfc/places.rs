//! Where in a resource there is something to search and to sort by.

use scim::ResourceType;
use scim::schema::{AttrRef, Attribute, Kind, Mutability};
use serde_json::Value;

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

/// Which places a test sorts by. A server that cannot read URNs fails at those of extensions only.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sortable {
    /// Single-valued ones of that kind.
    Single(Kind),
    /// Those in multi-valued attributes.
    Multi,
    /// Single-valued ones of extensions.
    Extended,
}

impl Sortable {
    /// The places of a type.
    pub(super) fn of(self, kind: &ResourceType) -> Vec<AttrRef<'_>> {
        let fits = |place: &AttrRef<'_>| {
            let multi = place.attribute.multi_valued;
            match self {
                Self::Single(wanted) => {
                    place.extension.is_none() && !multi && place.leaf().kind == wanted
                }
                Self::Multi => {
                    let valued = place.sub.is_none_or(|sub| sub.name == "value");
                    place.extension.is_none() && multi && valued
                }
                Self::Extended => place.extension.is_some() && !multi,
            }
        };
        let has_order =
            |kind: Kind| !matches!(kind, Kind::Binary | Kind::Complex | Kind::Reference);
        let places = searchable(kind).into_iter().filter(fits);
        places
            .filter(|place| has_order(place.leaf().kind))
            .collect()
    }
}

/// Three resources with differing values for everything, the last of them with two elements in
/// every list, and one with hardly any.
///
/// # Errors
/// [`Stop::Blocked`] if they cannot be made.
pub(super) async fn varied(session: &Session, kind: &ResourceType) -> Result<Own, Stop> {
    let mut bodies = full(session, kind).await?;
    bodies.insert(1, session.minimal(kind).await?);
    Own::make(session, kind, bodies).await
}

/// The same without the one that has hardly anything, for tests that are not about missing values.
///
/// # Errors
/// [`Stop::Blocked`] if they cannot be made.
pub(super) async fn filled(session: &Session, kind: &ResourceType) -> Result<Own, Stop> {
    let bodies = full(session, kind).await?;
    Own::make(session, kind, bodies).await
}

async fn full(session: &Session, kind: &ResourceType) -> Result<Vec<Value>, Stop> {
    Ok(vec![
        session.numbered(kind, 1).await?,
        joined(
            session.numbered(kind, 2).await?,
            &session.numbered(kind, 3).await?,
        ),
        session.numbered(kind, 0).await?,
    ])
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
        && values::shown(attribute)
        && matches!(
            attribute.mutability,
            Mutability::ReadWrite | Mutability::Immutable
        )
}
