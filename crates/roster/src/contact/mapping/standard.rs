//! The rows that hold unless a tenant has its own.

use scim::schema::ENTERPRISE_USER;

use super::source::{Source, Which};
use crate::contact::Field;

/// Where each field comes from, in order of preference. Those that are not here have no place in a SCIM
/// user.
pub(super) fn rows() -> Vec<(Field, Vec<Source>)> {
    let mut rows = person();
    rows.extend(work());
    rows
}

fn person() -> Vec<(Field, Vec<Source>)> {
    vec![
        (Field::UserName, vec![attribute("userName")]),
        (Field::ExternalId, vec![attribute("externalId")]),
        (
            Field::Email,
            vec![
                of_type("emails", "work", "value"),
                element("emails", Which::Primary, "value"),
                element("emails", Which::Any, "value"),
                Source::NameAsAddress,
            ],
        ),
        (Field::FirstName, vec![part("name", "givenName")]),
        (Field::LastName, vec![part("name", "familyName")]),
        (
            Field::DisplayName,
            vec![
                attribute("displayName"),
                part("name", "formatted"),
                Source::Joined(
                    " ",
                    vec![part("name", "givenName"), part("name", "familyName")],
                ),
                attribute("userName"),
            ],
        ),
        (
            Field::Telephone,
            vec![
                of_type("phoneNumbers", "mobile", "value"),
                of_type("phoneNumbers", "work", "value"),
            ],
        ),
        (
            Field::Language,
            vec![attribute("preferredLanguage"), attribute("locale")],
        ),
    ]
}

fn work() -> Vec<(Field, Vec<Source>)> {
    vec![
        (Field::Title, vec![attribute("title")]),
        (Field::Department, vec![enterprise("department")]),
        (Field::Division, vec![enterprise("division")]),
        (Field::Organization, vec![enterprise("organization")]),
        (Field::CostCenter, vec![enterprise("costCenter")]),
        (
            Field::Location,
            vec![
                of_type("addresses", "work", "formatted"),
                Source::Joined(
                    ", ",
                    vec![
                        of_type("addresses", "work", "locality"),
                        of_type("addresses", "work", "country"),
                    ],
                ),
            ],
        ),
        (Field::EmployeeNumber, vec![enterprise("employeeNumber")]),
        (Field::UserType, vec![attribute("userType")]),
        (
            Field::Manager,
            vec![Source::Extension(
                ENTERPRISE_USER.to_owned(),
                "manager".to_owned(),
                Some("value".to_owned()),
            )],
        ),
    ]
}

/// A tenant whose training platform knows people by their userName has it before the e-mail.
pub(super) fn user_name_first() -> Vec<Source> {
    vec![
        Source::NameAsAddress,
        of_type("emails", "work", "value"),
        element("emails", Which::Primary, "value"),
        element("emails", Which::Any, "value"),
    ]
}

fn attribute(name: &str) -> Source {
    Source::Attribute(name.to_owned())
}

fn part(name: &str, part: &str) -> Source {
    Source::Part(name.to_owned(), part.to_owned())
}

fn enterprise(name: &str) -> Source {
    Source::Extension(ENTERPRISE_USER.to_owned(), name.to_owned(), None)
}

fn of_type(name: &str, kind: &str, part: &str) -> Source {
    element(name, Which::Type(kind.to_owned()), part)
}

fn element(name: &str, which: Which, part: &str) -> Source {
    Source::Element(name.to_owned(), which, part.to_owned())
}
