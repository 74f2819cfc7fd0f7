//! Attributes that should hold a URI of something elsewhere and hold other text (RFC 7643 §2.3.7).
//!
//! Such a value is kept, since refusing it would stop a person's provisioning over a link that
//! nobody needs; whoever keeps it can tell the administrator.

use serde_json::{Map, Value};

use crate::schema::Kind;
use crate::{Attribute, Resource, ResourceType};

/// The paths of the attributes whose values in `after` are no URIs, unless `before` has the same.
pub fn newly_malformed(
    before: &Resource,
    after: &Resource,
    resource_type: &ResourceType,
) -> Vec<String> {
    let new = malformed(after, resource_type);
    if new.is_empty() {
        return Vec::new();
    }
    let old = malformed(before, resource_type);
    let mut paths = Vec::new();
    for (path, text) in new {
        if !paths.contains(&path) && !old.iter().any(|known| *known == (path.clone(), text)) {
            paths.push(path);
        }
    }
    paths
}

/// Paths and values.
fn malformed<'r>(resource: &'r Resource, resource_type: &ResourceType) -> Vec<(String, &'r str)> {
    let mut found = Vec::new();
    collect(
        resource.attributes(),
        &resource_type.schema.attributes,
        "",
        &mut found,
    );
    for extension in &resource_type.extensions {
        let schema = &extension.schema;
        if let Some(Value::Object(attributes)) = resource.get(&schema.id) {
            let prefix = format!("{}:", schema.id);
            collect(attributes, &schema.attributes, &prefix, &mut found);
        }
    }
    found
}

fn collect<'r>(
    object: &'r Map<String, Value>,
    attributes: &[Attribute],
    prefix: &str,
    found: &mut Vec<(String, &'r str)>,
) {
    for attribute in attributes {
        let Some(value) = object.get(&attribute.name) else {
            continue;
        };
        let path = || format!("{prefix}{}", attribute.name);
        let values = match value {
            Value::Array(elements) => elements.as_slice(),
            single => std::slice::from_ref(single),
        };
        for value in values {
            match value {
                Value::Object(parts) if attribute.sub_attributes.iter().any(is_link) => {
                    let prefix = format!("{}.", path());
                    collect(parts, &attribute.sub_attributes, &prefix, found);
                }
                Value::String(text) if is_link(attribute) && !is_uri(text) => {
                    found.push((path(), text));
                }
                _ => {}
            }
        }
    }
}

/// Whether the values are URIs that lead out of the service provider.
fn is_link(attribute: &Attribute) -> bool {
    attribute.kind == Kind::Reference && !attribute.is_reference()
}

/// An absolute URI, or a relative one that begins with its path. Characters beyond ASCII are let
/// through, as browsers do.
fn is_uri(text: &str) -> bool {
    let is_foreign = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(
                character,
                '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`'
            )
    };
    let is_relative = ["/", "./", "../"]
        .iter()
        .any(|start| text.starts_with(start));
    !text.contains(is_foreign) && (is_relative || is_absolute(text))
}

fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(is_of_scheme)
        && !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::is_uri;

    #[test]
    fn a_uri_has_a_scheme_or_begins_with_its_path() {
        for (text, expected) in [
            ("https://contoso.example/ann?x=1#y", true),
            ("urn:ietf:rfc:2648", true),
            ("mailto:ann@contoso.example", true),
            ("https://contoso.example/Zażółć", true),
            ("/people/ann", true),
            ("../people/ann", true),
            ("www.contoso.example", false),
            ("ann", false),
            ("n/a", false),
            ("https:", false),
            ("://x", false),
            ("1a:b", false),
            ("https://contoso.example/ann lee", false),
            ("<https://contoso.example>", false),
        ] {
            assert_eq!(is_uri(text), expected, "{text}");
        }
    }
}
