//! A place in a SCIM user that can fill a field: how it is written, and what stands there.

use scim::Resource;
use scim::text::fold;
use serde_json::Value;

/// One place in a SCIM user that can fill a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A top-level attribute.
    Attribute(String),
    /// The userName, if it is an e-mail address.
    NameAsAddress,
    /// A part of a complex attribute.
    Part(String, String),
    /// An attribute of an extension, by its URN, or a part of one.
    Extension(String, String, Option<String>),
    /// A part of the first fitting element of a multi-valued attribute.
    Element(String, Which, String),
    /// Whatever the inner sources give, joined by the text.
    Joined(&'static str, Vec<Source>),
}

/// Which elements of a multi-valued attribute fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Those of this `type`, in lower case.
    Type(String),
    /// The one that is `primary`.
    Primary,
    /// Any.
    Any,
}

impl Source {
    /// The place as a client would write it; parts that are joined are separated by commas.
    pub(super) fn path(&self) -> String {
        match self {
            Self::Attribute(name) => name.clone(),
            Self::NameAsAddress => "userName".to_owned(),
            Self::Part(name, part) | Self::Element(name, Which::Any, part) => {
                format!("{name}.{part}")
            }
            Self::Extension(urn, name, None) => format!("{urn}:{name}"),
            Self::Extension(urn, name, Some(part)) => format!("{urn}:{name}.{part}"),
            Self::Element(name, Which::Type(which), part) => {
                format!("{name}[type eq \"{which}\"].{part}")
            }
            Self::Element(name, Which::Primary, part) => {
                format!("{name}[primary eq true].{part}")
            }
            Self::Joined(_, sources) => {
                let paths: Vec<String> = sources.iter().map(Self::path).collect();
                paths.join(", ")
            }
        }
    }

    /// What stands there; nothing if it is blank.
    pub(super) fn read(&self, user: &Resource) -> Option<String> {
        match self {
            Self::Attribute(name) => text(user.get(name)?),
            Self::NameAsAddress => {
                text(user.get("userName")?).filter(|value| is_address(value) && !is_mangled(value))
            }
            Self::Part(name, part) => text(user.sub(name, part)?),
            Self::Extension(urn, name, None) => text(user.sub(urn, name)?),
            Self::Extension(urn, name, Some(part)) => text(user.sub(urn, name)?.get(part)?),
            Self::Element(name, which, part) => user
                .elements(name)
                .iter()
                .filter(|element| which.fits(element))
                .filter_map(|element| text(element.get(part)?))
                .find(|value| !is_mangled_name(value, user)),
            Self::Joined(by, sources) => joined(by, sources, user),
        }
    }
}

impl Which {
    fn fits(&self, element: &Value) -> bool {
        match self {
            Self::Type(wanted) => element
                .get("type")
                .and_then(Value::as_str)
                .is_some_and(|found| fold(found) == *wanted),
            Self::Primary => element.get("primary") == Some(&Value::Bool(true)),
            Self::Any => true,
        }
    }
}

/// All e-mail addresses that a user has, in their order.
pub(crate) fn addresses(user: &Resource) -> Vec<String> {
    let elements = user.elements("emails").iter();
    elements
        .filter_map(|element| text(element.get("value")?))
        .filter(|value| !is_mangled_name(value, user))
        .collect()
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

fn joined(by: &str, sources: &[Source], user: &Resource) -> Option<String> {
    let parts: Vec<String> = sources
        .iter()
        .filter_map(|source| source.read(user))
        .collect();
    (!parts.is_empty()).then(|| parts.join(by))
}

/// Whether it is the user's userName, mangled. Some mappings copy the userName into the e-mails.
fn is_mangled_name(value: &str, user: &Resource) -> bool {
    is_mangled(value)
        && user
            .text("userName")
            .is_some_and(|name| fold(name) == fold(value))
}

/// Whether it is a userName as Entra changes it when it deletes a user, so that the name is free
/// again: the 32 hexadecimal digits of the user's id stand before the address.
fn is_mangled(text: &str) -> bool {
    text.split_at_checked(32).is_some_and(|(id, name)| {
        id.bytes().all(|byte| byte.is_ascii_hexdigit()) && is_address(name)
    })
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.is_empty()
            && !domain.contains('@')
            && !text.contains(char::is_whitespace)
    })
}
