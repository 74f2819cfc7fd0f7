//! What names may look like. They stand in paths, filters and URLs, so none may need quoting there.

use super::flaw::Flaw;
use super::node::Node;
use crate::path::is_name_character;

/// The longest name of an attribute or a resource type, in bytes.
const NAME_LENGTH: usize = 100;
/// The longest URN, in bytes.
const URN_LENGTH: usize = 200;

/// Attributes that every resource has (RFC 7643 §3.1).
const COMMON: [&str; 4] = ["schemas", "id", "externalId", "meta"];

/// Whether two names or URNs are one: letter case never matters in them.
pub(in crate::schema) fn same(left: &str, right: &str) -> bool {
    left.eq_ignore_ascii_case(right)
}

/// The name of an attribute (RFC 7643 §2.1).
pub(super) fn attribute(node: &Node<'_>) -> Result<String, Flaw> {
    let name = node.required_text("name")?;
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '$');
    if starts && name.len() <= NAME_LENGTH && name.chars().all(is_name_character) {
        return Ok(name.to_owned());
    }
    let reason = format!(
        "{name:?} cannot be an attribute's name: a letter comes first, then letters, digits, - and \
         _, {NAME_LENGTH} in all at most"
    );
    Err(node.flaw("name", reason))
}

/// Why no schema of a customer's may have an attribute of this name at its top level.
pub(super) fn reserved_attribute(name: &str) -> Option<&'static str> {
    let is_one_of = |names: &[&str]| names.iter().any(|reserved| same(reserved, name));
    if is_one_of(&COMMON) {
        Some("every resource has this attribute already; leave it out")
    } else if is_one_of(&["password"]) {
        Some("passwords are never stored; leave it out")
    } else if is_one_of(&["members"]) {
        Some("only groups have members; choose another name")
    } else {
        None
    }
}

/// The URN of a schema.
pub(super) fn urn(node: &Node<'_>, name: &str) -> Result<String, Flaw> {
    let urn = node.required_text(name)?;
    if is_urn(urn) {
        return Ok(urn.to_owned());
    }
    let reason = format!(
        "expected a URN such as urn:example:params:scim:schemas:extension:acme:2.0:User, of letters, \
         digits and . - _ between colons, {URN_LENGTH} in all at most; found {urn:?}"
    );
    Err(node.flaw(name, reason))
}

/// The name of a resource type.
pub(super) fn resource_type(node: &Node<'_>) -> Result<String, Flaw> {
    let name = node.required_text("name")?;
    if is_word(name) {
        return Ok(name.to_owned());
    }
    let reason = format!(
        "{name:?} cannot be a resource type's name: a letter comes first, then letters, digits, - \
         and _, {NAME_LENGTH} in all at most"
    );
    Err(node.flaw("name", reason))
}

/// The endpoint of a resource type: one segment of a path.
pub(super) fn endpoint(node: &Node<'_>) -> Result<Option<String>, Flaw> {
    match node.text("endpoint")? {
        None => Ok(None),
        Some(text) if text.strip_prefix('/').is_some_and(is_word) => Ok(Some(text.to_owned())),
        Some(text) => {
            let reason = format!(
                "expected a slash and one word, such as /Devices, of letters, digits, - and _; \
                 found {text:?}"
            );
            Err(node.flaw("endpoint", reason))
        }
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= NAME_LENGTH
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|it| is_name_character(it) && it != '$')
}

fn is_urn(text: &str) -> bool {
    let mut parts = text.split(':');
    let is_part = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        !part.is_empty() && part.bytes().all(fits)
    };
    text.len() <= URN_LENGTH
        && parts.next().is_some_and(|first| same(first, "urn"))
        && text.matches(':').count() >= 2
        && parts.all(is_part)
}
