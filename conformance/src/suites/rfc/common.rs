//! What tests of all areas share.

use std::future::Future;

use scim::ResourceType;
use scim::schema::{AttrRef, Attribute, Kind, Mutability};

use super::about::About;
use crate::check::{Session, Test, Verdict};
use crate::values;

/// A test of an area on one resource type: `area.Type.what`.
pub(super) fn typed<F, Doing>(
    kind: &ResourceType,
    area: &'static str,
    what: &str,
    title: &str,
    source: &str,
    doing: F,
) -> Test
where
    F: Fn(Session, ResourceType) -> Doing + Send + Sync + 'static,
    Doing: Future<Output = Verdict> + Send + 'static,
{
    About::new(area, kind).test(what, title, source, move |session, kind| {
        doing(session, ResourceType::clone(&kind))
    })
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
        && values::shown(attribute)
}
