//! The characteristics of attributes, as schemas announce them (RFC 7643 §2 and §7).

use std::collections::BTreeSet;

use scim::schema::{Kind, Mutability, Returned, Uniqueness};
use serde_json::Value;

use super::{documents, expect_none, name, test, text};
use crate::check::{Session, Severity, Test, Verdict};

const SOURCE: &str = "RFC 7643 §7";
/// The schema of schemas may nest deeper than all others.
const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";

/// Why they matter.
const WHY: &str = "Clients build their mappings and forms from these; what they cannot read, they leave out or get wrong.";

/// The tests.
pub(super) fn tests() -> Vec<Test> {
    let mut tests = must();
    tests.extend(should());
    tests
}

fn must() -> Vec<Test> {
    vec![
        each(
            "names",
            "Names of attributes follow the grammar for names",
            "RFC 7643 §2.1",
            names,
        )
        .fix("Begin names with a letter and go on with letters, digits, -, _ and $."),
        test(
            "attributes.distinct",
            "No two attributes of a schema have the same name",
            "RFC 7643 §2.1",
        )
        .why(WHY)
        .fix("Give each attribute a name of its own; letter case does not count.")
        .run(distinct),
        each(
            "words",
            "type, mutability, returned and uniqueness are words of the RFC",
            SOURCE,
            words,
        )
        .fix("Write the words exactly as in RFC 7643 §7, such as readWrite and dateTime."),
        each(
            "flags",
            "multiValued, required and caseExact are booleans",
            SOURCE,
            flags,
        )
        .fix("Write true or false, not as text."),
        each(
            "no-deeper",
            "Sub-attributes have no sub-attributes",
            "RFC 7643 §2.3.8",
            no_deeper,
        )
        .fix("Flatten the schema: neither a PATCH path nor a filter can reach further down."),
        each(
            "suggestions",
            "canonicalValues and referenceTypes are lists of text",
            SOURCE,
            suggestions,
        )
        .fix("Write them as arrays of strings."),
    ]
}

fn should() -> [Test; 4] {
    [
        each("parts", "Complex attributes, and only they, have sub-attributes", SOURCE, parts)
            .severity(Severity::Should)
            .fix("List subAttributes for each attribute of type complex, and make what has some complex."),
        each("complete", "Each attribute says all that clients need to know of it", SOURCE, complete)
            .severity(Severity::Should)
            .fix("Give every attribute name, type, multiValued, required, mutability and returned; defaults are not for clients to guess."),
        each("reference-types", "References say what they may refer to", SOURCE, reference_types)
            .severity(Severity::Should)
            .fix("Give every attribute of type reference its referenceTypes: names of resource types, external or uri."),
        each("write-only", "What is writeOnly is announced as never returned", SOURCE, write_only)
            .severity(Severity::Advice)
            .fix("Give attributes with mutability writeOnly the returned setting never."),
    ]
}

/// What is wrong with the document of an attribute, or of a sub-attribute.
type Look = fn(&Value, bool) -> Option<String>;

fn each(what: &str, title: &str, source: &str, look: Look) -> Test {
    test(&format!("attributes.{what}"), title, source)
        .why(WHY)
        .run(move |session| look_at_each(session, look))
}

async fn look_at_each(session: Session, look: Look) -> Verdict {
    let (answer, schemas) = documents(&session, "/Schemas").await?;
    let mut flaws = Vec::new();
    for schema in schemas
        .iter()
        .filter(|schema| text(schema, "id") != Some(SCHEMA))
    {
        for attribute in list(schema, "attributes") {
            let place = format!("{}:{}", name(schema), name(attribute));
            flaws.extend(look(attribute, false).map(|flaw| format!("{place}: {flaw}")));
            for sub in list(attribute, "subAttributes") {
                let flaw = look(sub, true);
                flaws.extend(flaw.map(|flaw| format!("{place}.{}: {flaw}", name(sub))));
            }
        }
    }
    expect_none(&answer, "attributes as RFC 7643 defines them", &flaws)
}

async fn distinct(session: Session) -> Verdict {
    let (answer, schemas) = documents(&session, "/Schemas").await?;
    let mut flaws = Vec::new();
    for schema in &schemas {
        flaws.extend(repeated(schema, "attributes"));
        for attribute in list(schema, "attributes") {
            flaws.extend(repeated(attribute, "subAttributes"));
        }
    }
    expect_none(&answer, "each name once", &flaws)
}

fn repeated(document: &Value, member: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let names = list(document, member).filter_map(|it| text(it, "name"));
    let again = names.filter(|name| !seen.insert(name.to_ascii_lowercase()));
    again
        .map(|it| format!("{} has {it} again", name(document)))
        .collect()
}

fn names(attribute: &Value, _: bool) -> Option<String> {
    // `$ref` does not begin with a letter, and is the RFC's own.
    let name = text(attribute, "name")?;
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "$-_".contains(letter);
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '$');
    (!begins || !name.chars().all(allowed)).then(|| format!("name {name:?}"))
}

fn words(attribute: &Value, _: bool) -> Option<String> {
    let kinds = Kind::ALL.map(Kind::as_str);
    let mutabilities = Mutability::ALL.map(Mutability::as_str);
    let returned = Returned::ALL.map(Returned::as_str);
    let uniqueness = Uniqueness::ALL.map(Uniqueness::as_str);
    let unknown = |member: &str, words: &[&str]| {
        let found = attribute.get(member).filter(|found| !found.is_null())?;
        let known = found.as_str().is_some_and(|found| words.contains(&found));
        (!known).then(|| format!("{member} {found}"))
    };
    unknown("type", &kinds)
        .or_else(|| unknown("mutability", &mutabilities))
        .or_else(|| unknown("returned", &returned))
        .or_else(|| unknown("uniqueness", &uniqueness))
}

fn flags(attribute: &Value, _: bool) -> Option<String> {
    let wrong = |member: &&str| {
        let found = attribute.get(member).filter(|found| !found.is_null());
        found.is_some_and(|found| !found.is_boolean())
    };
    let member = ["multiValued", "required", "caseExact"]
        .into_iter()
        .find(wrong)?;
    Some(format!("{member} is no boolean"))
}

fn no_deeper(attribute: &Value, is_sub: bool) -> Option<String> {
    let deeper = text(attribute, "type") == Some("complex")
        || list(attribute, "subAttributes").next().is_some();
    (is_sub && deeper).then(|| "is complex itself".to_owned())
}

fn parts(attribute: &Value, _: bool) -> Option<String> {
    let has_parts = list(attribute, "subAttributes").next().is_some();
    match (text(attribute, "type") == Some("complex"), has_parts) {
        (true, false) => Some("complex without subAttributes".to_owned()),
        (false, true) => Some("subAttributes without being complex".to_owned()),
        _ => None,
    }
}

fn complete(attribute: &Value, _: bool) -> Option<String> {
    let silent = |member: &&str| attribute.get(member).is_none_or(Value::is_null);
    let members = [
        "name",
        "type",
        "multiValued",
        "required",
        "mutability",
        "returned",
    ];
    let missing: Vec<&str> = members.into_iter().filter(silent).collect();
    (!missing.is_empty()).then(|| format!("no {}", missing.join(", ")))
}

fn reference_types(attribute: &Value, _: bool) -> Option<String> {
    let is_reference = text(attribute, "type") == Some("reference");
    let silent = list(attribute, "referenceTypes").next().is_none();
    (is_reference && silent).then(|| "a reference to anything".to_owned())
}

fn suggestions(attribute: &Value, _: bool) -> Option<String> {
    let wrong = |member: &&str| match attribute.get(member) {
        None | Some(Value::Null) => false,
        Some(Value::Array(list)) => !list.iter().all(Value::is_string),
        Some(_) => true,
    };
    let member = ["canonicalValues", "referenceTypes"]
        .into_iter()
        .find(wrong)?;
    Some(format!("{member} is no list of text"))
}

fn write_only(attribute: &Value, _: bool) -> Option<String> {
    let hidden = text(attribute, "returned") == Some("never");
    let write_only = text(attribute, "mutability") == Some("writeOnly");
    (write_only && !hidden).then(|| "writeOnly, but returned".to_owned())
}

fn list<'v>(document: &'v Value, member: &str) -> impl Iterator<Item = &'v Value> {
    let list = document.get(member).and_then(Value::as_array);
    list.into_iter().flatten()
}
