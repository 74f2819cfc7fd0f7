//! What tests of all areas share.

use std::future::Future;

use scim::ResourceType;
use scim::schema::{AttrRef, Attribute, Kind, Mutability, Returned};

use crate::check::{Session, Suite, Test, Verdict};

/// A test of an area on one resource type: `area.Type.what`.
pub(super) fn typed<F, Doing>(
    kind: &ResourceType,
    area: &str,
    what: &str,
    title: &str,
    source: &str,
    doing: F,
) -> Test
where
    F: Fn(Session, ResourceType) -> Doing + Send + Sync + 'static,
    Doing: Future<Output = Verdict> + Send + 'static,
{
    let id = format!("{area}.{}.{what}", kind.name);
    let kind = kind.clone();
    Test::new(Suite::Rfc, &id, title, source).run(move |session| doing(session, kind.clone()))
}

/// The attribute that resources of the type are told apart by: a text that a client writes.
pub(super) fn naming(kind: &ResourceType) -> Option<AttrRef<'_>> {
    let known = match kind.name.as_str() {
        "User" => kind.schema.attribute("userName"),
        "Group" => kind.schema.attribute("displayName"),
        _ => kind.unique_attribute(),
    };
    let attribute = known
        .filter(|attribute| is_free_text(attribute))
        .or_else(|| {
            kind.schema
                .attributes
                .iter()
                .find(|attribute| is_free_text(attribute))
        })
        .or_else(|| kind.core_attribute("externalId"))?;
    Some(AttrRef {
        extension: None,
        attribute,
        sub: None,
    })
}

/// Whether the attribute takes any text and shows it.
pub(super) fn is_free_text(attribute: &Attribute) -> bool {
    attribute.kind == Kind::String
        && !attribute.multi_valued
        && attribute.canonical_values.is_empty()
        && matches!(
            attribute.mutability,
            Mutability::ReadWrite | Mutability::Immutable
        )
        && matches!(attribute.returned, Returned::Default | Returned::Always)
}

/// Whether a client sees the attribute without asking for it.
pub(super) fn is_shown(attribute: &Attribute) -> bool {
    matches!(attribute.returned, Returned::Default | Returned::Always)
}
