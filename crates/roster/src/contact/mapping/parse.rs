//! Reads the place of a field as administrators write it: `title`, `name.givenName`,
//! `emails[type eq "work"].value`, `emails[primary eq true].value`, `emails.value`, and attributes of
//! extensions behind their URN. Places that are joined have a comma and a space between them.

use scim::text::fold;

use super::source::{Source, Which};
use crate::contact::Field;

/// Attributes of a user with a single text.
const SINGLE: [&str; 10] = [
    "userName",
    "externalId",
    "displayName",
    "nickName",
    "profileUrl",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
];

/// Attributes of a user with elements.
const ELEMENTS: [&str; 8] = [
    "emails",
    "phoneNumbers",
    "addresses",
    "ims",
    "photos",
    "entitlements",
    "roles",
    "x509Certificates",
];

/// What stands before the name of a core attribute, if anything does.
const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0:User:";

/// The place that a text names, for a field.
///
/// # Errors
///
/// What is wrong with the text, in a sentence.
pub(super) fn source(field: &Field, text: &str) -> Result<Source, String> {
    let text = text.trim();
    if text.contains(", ") {
        let parts = text.split(", ").map(|part| source(field, part));
        let by = if *field == Field::Location { ", " } else { " " };
        return Ok(Source::Joined(by, parts.collect::<Result<_, _>>()?));
    }
    let core = text
        .get(..CORE.len())
        .filter(|urn| urn.eq_ignore_ascii_case(CORE));
    let rest = core.map_or(text, |urn| &text[urn.len()..]);
    if rest.len() == text.len()
        && text
            .get(..4)
            .is_some_and(|it| it.eq_ignore_ascii_case("urn:"))
    {
        return extension(text);
    }
    let unknown = || format!("{text:?} is no attribute of a SCIM user");
    if let Some((name, behind)) = rest.split_once('[') {
        let name = canonical(&ELEMENTS, name).ok_or_else(unknown)?;
        return element(name, behind).ok_or_else(|| {
            format!("{text:?} cannot be read: write it like emails[type eq \"work\"].value")
        });
    }
    if let Some((name, part)) = rest.split_once('.') {
        if let Some(name) = canonical(&ELEMENTS, name) {
            return Ok(Source::Element(name, Which::Any, part.to_owned()));
        }
        let name = canonical(&["name"], name).ok_or_else(unknown)?;
        return Ok(Source::Part(name, part.to_owned()));
    }
    match canonical(&SINGLE, rest).ok_or_else(unknown)? {
        name if name == "userName" && *field == Field::Email => Ok(Source::NameAsAddress),
        name => Ok(Source::Attribute(name)),
    }
}

fn canonical(names: &[&str], wanted: &str) -> Option<String> {
    let found = names.iter().find(|name| fold(name) == fold(wanted));
    found.map(|name| (*name).to_owned())
}

/// What stands behind the bracket of an element.
fn element(name: String, behind: &str) -> Option<Source> {
    let (condition, part) = behind.split_once("].")?;
    let mut words = condition.split_whitespace();
    let (attribute, operator, value) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() || !operator.eq_ignore_ascii_case("eq") || part.is_empty() {
        return None;
    }
    let which = match attribute.to_ascii_lowercase().as_str() {
        "type" => Which::Type(fold(value.trim_matches('"')).into_owned()),
        "primary" if value.eq_ignore_ascii_case("true") => Which::Primary,
        _ => return None,
    };
    Some(Source::Element(name, which, part.to_owned()))
}

fn extension(text: &str) -> Result<Source, String> {
    let parts = text.rsplit_once(':').filter(|(_, name)| !name.is_empty());
    let (urn, name) = parts.ok_or_else(|| {
        format!("{text:?} names no attribute: write the extension's URN, a colon and the attribute")
    })?;
    let (name, part) = match name.split_once('.') {
        Some((name, part)) => (name, Some(part.to_owned())),
        None => (name, None),
    };
    Ok(Source::Extension(urn.to_owned(), name.to_owned(), part))
}
