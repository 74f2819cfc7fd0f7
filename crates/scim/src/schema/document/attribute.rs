//! The definition of an attribute (RFC 7643 §7), with the defaults of §2.2.

use super::flaw::Flaw;
use super::names::{self, same};
use super::node::Node;
use crate::schema::{Attribute, Kind, Mutability, Returned, Uniqueness};

const MEMBERS: [&str; 12] = [
    "name",
    "type",
    "multiValued",
    "description",
    "required",
    "canonicalValues",
    "caseExact",
    "mutability",
    "returned",
    "uniqueness",
    "referenceTypes",
    "subAttributes",
];

/// The attributes of a schema.
pub(super) fn list(nodes: &[Node<'_>]) -> Result<Vec<Attribute>, Flaw> {
    distinct(nodes, read)
}

fn distinct(
    nodes: &[Node<'_>],
    read: impl Fn(&Node<'_>) -> Result<Attribute, Flaw>,
) -> Result<Vec<Attribute>, Flaw> {
    let mut attributes: Vec<Attribute> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let attribute = read(node)?;
        if attributes
            .iter()
            .any(|other| same(&other.name, &attribute.name))
        {
            let reason = format!("there is an attribute {:?} here already", attribute.name);
            return Err(node.flaw("name", reason));
        }
        attributes.push(attribute);
    }
    Ok(attributes)
}

fn read(node: &Node<'_>) -> Result<Attribute, Flaw> {
    let mut attribute = simple(node)?;
    let parts = node.nodes("subAttributes")?;
    match (attribute.kind, parts.is_empty()) {
        (Kind::Complex, true) => {
            return Err(node.flaw_here("a complex attribute needs subAttributes"));
        }
        (Kind::Complex, false) => attribute.sub_attributes = distinct(&parts, part)?,
        (_, false) => {
            return Err(node.flaw("subAttributes", "only a complex attribute has some"));
        }
        (_, true) => {}
    }
    check_unique(&attribute, node)?;
    Ok(attribute)
}

fn part(node: &Node<'_>) -> Result<Attribute, Flaw> {
    let attribute = simple(node)?;
    if attribute.kind == Kind::Complex || node.has("subAttributes") {
        let reason = "a sub-attribute has no sub-attributes of its own (RFC 7643 §2.3.8)";
        return Err(node.flaw("type", reason));
    }
    if attribute.multi_valued {
        return Err(node.flaw("multiValued", "a sub-attribute cannot be a list"));
    }
    if attribute.uniqueness != Uniqueness::None {
        return Err(node.flaw("uniqueness", "a sub-attribute cannot be kept unique"));
    }
    Ok(attribute)
}

/// Everything but sub-attributes.
fn simple(node: &Node<'_>) -> Result<Attribute, Flaw> {
    node.only(&MEMBERS)?;
    let name = names::attribute(node)?;
    let kind = node.word("type", &Kind::ALL, Kind::as_str)?;
    let kind = kind.unwrap_or(Kind::String);
    let description = node.text("description")?.unwrap_or_default();
    let mut attribute = Attribute::new(&name, kind, description);
    attribute.multi_valued = node.flag("multiValued")?.unwrap_or(false);
    attribute.required = node.flag("required")?.unwrap_or(false);
    attribute.case_exact = case_exact(node, kind)?;
    attribute.canonical_values = node.texts("canonicalValues")?;
    attribute.reference_types = reference_types(node, kind)?;
    read_access(node, &mut attribute)?;
    let uniqueness = node.word("uniqueness", &Uniqueness::ALL, Uniqueness::as_str)?;
    attribute.uniqueness = uniqueness.unwrap_or(Uniqueness::None);
    Ok(attribute)
}

/// Base64 and references always tell letter case apart (RFC 7643 §2.3.6, §2.3.7), although the
/// schemas in §8.7 of that RFC say otherwise; so `false` is no reason to refuse.
fn case_exact(node: &Node<'_>, kind: Kind) -> Result<bool, Flaw> {
    let said = node.flag("caseExact")?.unwrap_or(false);
    Ok(said || matches!(kind, Kind::Binary | Kind::Reference))
}

fn reference_types(node: &Node<'_>, kind: Kind) -> Result<Vec<String>, Flaw> {
    let types = node.texts("referenceTypes")?;
    if kind != Kind::Reference && !types.is_empty() {
        let reason = "only an attribute of type reference has some";
        return Err(node.flaw("referenceTypes", reason));
    }
    Ok(types)
}

/// What is written only is never returned, also if the document doesn't say so.
fn read_access(node: &Node<'_>, attribute: &mut Attribute) -> Result<(), Flaw> {
    let mutability = node.word("mutability", &Mutability::ALL, Mutability::as_str)?;
    let returned = node.word("returned", &Returned::ALL, Returned::as_str)?;
    attribute.mutability = mutability.unwrap_or(Mutability::ReadWrite);
    attribute.returned = match (attribute.mutability, returned) {
        (Mutability::WriteOnly, None) => Returned::Never,
        (Mutability::WriteOnly, Some(returned)) if returned != Returned::Never => {
            return Err(node.flaw("returned", "what is writeOnly is returned never"));
        }
        (_, returned) => returned.unwrap_or(Returned::Default),
    };
    if attribute.required && attribute.mutability == Mutability::ReadOnly {
        let reason = "no client may set what is readOnly, so it cannot be required";
        return Err(node.flaw("required", reason));
    }
    Ok(())
}

fn check_unique(attribute: &Attribute, node: &Node<'_>) -> Result<(), Flaw> {
    let reason = match attribute.uniqueness {
        Uniqueness::Global => "uniqueness beyond the tenant cannot be promised; use server",
        Uniqueness::Server if !matches!(attribute.kind, Kind::String | Kind::Reference) => {
            "only a string or a reference can be kept unique"
        }
        Uniqueness::Server if attribute.multi_valued => "a list cannot be kept unique",
        Uniqueness::Server if attribute.returned == Returned::Never => {
            "what is never returned cannot be kept unique: a refusal would disclose it"
        }
        Uniqueness::None | Uniqueness::Server => return Ok(()),
    };
    Err(node.flaw("uniqueness", reason))
}
