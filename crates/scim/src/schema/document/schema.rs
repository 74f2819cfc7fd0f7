//! A schema document (RFC 7643 §7).

use super::attribute;
use super::flaw::Flaw;
use super::names::{self, same};
use super::node::Node;
use crate::schema::{Attribute, Schema};

/// The most attributes of a schema, sub-attributes included.
const ATTRIBUTES: usize = 500;

const MEMBERS: [&str; 6] = ["schemas", "id", "name", "description", "attributes", "meta"];

pub(super) fn read(node: &Node<'_>) -> Result<Schema, Flaw> {
    node.only(&MEMBERS)?;
    let id = names::urn(node, "id")?;
    let name = node.text("name")?.unwrap_or(&id);
    let description = node.text("description")?.unwrap_or(name);
    let parts = node.nodes("attributes")?;
    let attributes = attribute::list(&parts)?;
    if attributes.is_empty() {
        return Err(node.flaw_here("a schema needs at least one attribute in its attributes"));
    }
    for (attribute, part) in attributes.iter().zip(&parts) {
        if let Some(reason) = names::reserved_attribute(&attribute.name) {
            return Err(part.flaw("name", reason));
        }
    }
    let count: usize = attributes
        .iter()
        .map(|it| 1 + it.sub_attributes.len())
        .sum();
    if count > ATTRIBUTES {
        let reason = format!("{count} attributes are too many, the limit is {ATTRIBUTES}");
        return Err(node.flaw("attributes", reason));
    }
    Ok(Schema::new(&id, name, description, attributes))
}

/// The first of `before` that `after` lacks or gives another nature.
pub(super) fn broken(before: &[Attribute], after: &[Attribute]) -> Option<String> {
    before.iter().find_map(|old| {
        let Some(new) = after.iter().find(|new| same(&new.name, &old.name)) else {
            return Some(old.name.clone());
        };
        let nature = |it: &Attribute| {
            let name = it.name.clone();
            (name, it.kind, it.multi_valued, it.case_exact, it.uniqueness)
        };
        if nature(old) != nature(new) {
            return Some(old.name.clone());
        }
        let part = broken(&old.sub_attributes, &new.sub_attributes)?;
        Some(format!("{}.{part}", old.name))
    })
}
