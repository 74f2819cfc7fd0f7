//! Where each field of a contact comes from, as data: rows of sources, the first non-empty wins.

use scim::Resource;
use scim::schema::ENTERPRISE_USER;
use scim::text::fold;
use serde_json::Value;

use super::Field;

/// The sources of one field, in order of preference.
pub(crate) type Row = &'static [Source];

/// One place in a SCIM user that can fill a field.
pub(crate) enum Source {
    /// A top-level attribute.
    Attribute(&'static str),
    /// The same, if the value looks like an e-mail address.
    Address(&'static str),
    /// A part of a complex attribute.
    Part(&'static str, &'static str),
    /// An attribute of the enterprise extension.
    Enterprise(&'static str),
    /// A part of a complex attribute of the enterprise extension.
    EnterprisePart(&'static str, &'static str),
    /// A part of the first fitting element of a multi-valued attribute.
    Element(&'static str, Which, &'static str),
    /// Whatever the inner sources give, joined by the text.
    Joined(&'static str, &'static [Source]),
}

/// Which elements of a multi-valued attribute fit.
pub(crate) enum Which {
    /// Those of this `type`.
    Type(&'static str),
    /// The one that is `primary`.
    Primary,
    /// Any.
    Any,
}

/// The rows that hold unless a tenant has its own.
pub(crate) mod standard {
    use super::super::Field;
    use super::Row;
    use super::Source::{Address, Attribute, Element, Enterprise, EnterprisePart, Joined, Part};
    use super::Which::{Any, Primary, Type};

    /// Where each field comes from. Those that are not here have no place in a SCIM user.
    pub(crate) const ROWS: &[(Field, Row)] = &[
        (Field::UserName, &[Attribute("userName")]),
        (Field::ExternalId, &[Attribute("externalId")]),
        (
            Field::Email,
            &[
                Element("emails", Type("work"), "value"),
                Element("emails", Primary, "value"),
                Element("emails", Any, "value"),
                Address("userName"),
            ],
        ),
        (Field::FirstName, &[Part("name", "givenName")]),
        (Field::LastName, &[Part("name", "familyName")]),
        (
            Field::DisplayName,
            &[
                Attribute("displayName"),
                Part("name", "formatted"),
                Joined(
                    " ",
                    &[Part("name", "givenName"), Part("name", "familyName")],
                ),
                Attribute("userName"),
            ],
        ),
        (Field::Title, &[Attribute("title")]),
        (Field::Department, &[Enterprise("department")]),
        (Field::Division, &[Enterprise("division")]),
        (Field::Organization, &[Enterprise("organization")]),
        (Field::CostCenter, &[Enterprise("costCenter")]),
        (
            Field::Location,
            &[
                Element("addresses", Type("work"), "formatted"),
                Joined(
                    ", ",
                    &[
                        Element("addresses", Type("work"), "locality"),
                        Element("addresses", Type("work"), "country"),
                    ],
                ),
            ],
        ),
        (
            Field::Telephone,
            &[
                Element("phoneNumbers", Type("mobile"), "value"),
                Element("phoneNumbers", Type("work"), "value"),
            ],
        ),
        (
            Field::Language,
            &[Attribute("preferredLanguage"), Attribute("locale")],
        ),
        (Field::EmployeeNumber, &[Enterprise("employeeNumber")]),
        (Field::UserType, &[Attribute("userType")]),
        (Field::Manager, &[EnterprisePart("manager", "value")]),
    ];
}

/// All e-mail addresses that a user has, in their order.
pub(crate) fn addresses(user: &Resource) -> Vec<String> {
    let elements = user.elements("emails").iter();
    elements
        .filter_map(|element| text(element.get("value")?))
        .filter(|value| !is_mangled_name(value, user))
        .collect()
}

/// The first non-empty value that a row's sources give.
pub(crate) fn first(row: Row, user: &Resource) -> Option<String> {
    row.iter().find_map(|source| source.read(user))
}

/// The place in a user that fills a field, and what stands there. `None` if nothing does.
pub fn path_of(field: &Field, user: &Resource) -> Option<(String, String)> {
    let (_, row) = standard::ROWS.iter().find(|(filled, _)| filled == field)?;
    row.iter()
        .find_map(|source| Some((source.path(), source.read(user)?)))
}

impl Source {
    /// The place as a client would write it; parts that are joined are separated by commas.
    fn path(&self) -> String {
        match self {
            Self::Attribute(name) | Self::Address(name) => (*name).to_owned(),
            Self::Part(name, part) | Self::Element(name, Which::Any, part) => {
                format!("{name}.{part}")
            }
            Self::Enterprise(name) => format!("{ENTERPRISE_USER}:{name}"),
            Self::EnterprisePart(name, part) => format!("{ENTERPRISE_USER}:{name}.{part}"),
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

    fn read(&self, user: &Resource) -> Option<String> {
        match self {
            Self::Attribute(name) => text(user.get(name)?),
            Self::Address(name) => {
                text(user.get(name)?).filter(|value| is_address(value) && !is_mangled(value))
            }
            Self::Part(name, part) => text(user.sub(name, part)?),
            Self::Enterprise(name) => text(user.sub(ENTERPRISE_USER, name)?),
            Self::EnterprisePart(name, part) => text(user.sub(ENTERPRISE_USER, name)?.get(part)?),
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

fn text(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
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
