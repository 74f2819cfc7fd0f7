//! How names, operators and values may be written.

use scim::ResourceType;
use scim::schema::AttrRef;
use serde_json::{Value, json};

use super::super::common::{is_free_text, naming, typed};
use super::super::own::Own;
use super::super::tally::Tally;
use super::SOURCE;
use super::ask::Question;
use crate::check::{Session, Severity, Stop, Test, Verdict};

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let mut tests = vec![
        typed(kind, "filter", "names-in-any-case", "Names of attributes and operators may have any letter case", SOURCE, any_case)
            .why("Clients write userName, UserName and Eq; those that differ from the server's spelling find nobody.")
            .fix("Compare attribute names, schema URNs and operators regardless of letter case."),
        typed(kind, "filter", "names-with-urn", "An attribute may be named with its schema's URN before it", "RFC 7644 §3.10", with_urn)
            .why("Clients that name every attribute in full find nobody.")
            .fix("Split the name at the last colon, and take the core schema's URN as well as those of extensions."),
        typed(kind, "filter", "schemas", "schemas eq finds the resources of a schema", SOURCE, schemas)
            .why("Clients cannot ask for the people who have an extension.")
            .fix("Treat schemas as a multi-valued attribute in filters."),
    ];
    if free_text(kind).is_some() {
        tests.push(
            typed(kind, "filter", "escapes", "Quotes, backslashes and characters beyond ASCII in a value are found as JSON writes them", SOURCE, escapes)
                .why("People whose names have quotation marks or letters beyond ASCII cannot be looked up; at worst the value ends early and the rest is taken for a filter.")
                .fix("Read the comparison value by JSON's rules for strings, \\uXXXX included, after the query is percent-decoded as UTF-8."),
        );
        tests.push(
            typed(
                kind,
                "filter",
                "letter-case-beyond-ascii",
                "Letters beyond ASCII ignore their case as others do, unless caseExact",
                "RFC 7644 §7.8",
                beyond_ascii,
            )
            .severity(Severity::Advice)
            .why("Märta is found by MARTA's rules but not by her own.")
            .fix("Fold letter case by Unicode's rules before comparing."),
        );
    }
    tests
}

/// An attribute beside the naming one that takes any text.
fn free_text(kind: &ResourceType) -> Option<AttrRef<'_>> {
    let naming = naming(kind)?;
    let free = |attribute: &&scim::Attribute| {
        is_free_text(attribute)
            && *attribute != naming.attribute
            && attribute.uniqueness == scim::schema::Uniqueness::None
            && !matches!(
                attribute.name.as_str(),
                "preferredLanguage" | "locale" | "timezone"
            )
    };
    let common = kind.core_attribute("externalId").filter(free);
    let attribute = kind.schema.attributes.iter().find(free).or(common)?;
    Some(AttrRef {
        attribute,
        ..naming
    })
}

async fn any_case(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (name, value) = name_and_value(&own)?;
    for filter in [
        format!("{} eq {value}", name.to_ascii_uppercase()),
        format!("{} eq {value}", name.to_ascii_lowercase()),
        format!("{name} Eq {value}"),
        format!("{name} SW {value} OR {name} EQ {value}"),
    ] {
        Question::strict(&own, filter).ask(&session).await?;
    }
    Ok(())
}

async fn with_urn(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let (name, value) = name_and_value(&own)?;
    // Common attributes belong to no schema.
    if kind.schema.attribute(&name).is_none() {
        return Err(Stop::NotClaimed(format!(
            "the schema of {} names no attribute to ask for",
            kind.name
        )));
    }
    let urn = &kind.schema.id;
    for filter in [
        format!("{urn}:{name} eq {value}"),
        format!("{}:{name} eq {value}", urn.to_ascii_uppercase()),
    ] {
        Question::strict(&own, filter).ask(&session).await?;
    }
    Ok(())
}

async fn schemas(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let mut tally = Tally::default();
    for schema in kind.schemas() {
        let filter = format!("schemas eq {}", json!(schema.id));
        let lists = |resource: &Value| {
            let listed = resource.get("schemas").and_then(Value::as_array);
            listed.is_some_and(|urns| urns.iter().any(|urn| urn == &json!(schema.id)))
        };
        // Without values of an extension its URN may stand there or not.
        let doubt = |resource: &Value| schema.id != kind.schema.id && !lists(resource);
        tally.count(
            Question::new(&own, filter)
                .doubting(doubt)
                .ask(&session)
                .await,
        )?;
    }
    tally.verdict(&session)
}

async fn escapes(session: Session, kind: ResourceType) -> Verdict {
    let texts = [
        r#"the "old" one"#,
        r"back\slash",
        "a/b & c+d=50%",
        "Zoë Łuczak 田中",
        "O'Hara (x) [y]",
    ];
    let (own, name) = with_texts(&session, &kind, &texts).await?;
    let mut tally = Tally::default();
    for text in texts {
        tally.count(
            Question::new(&own, format!("{name} eq {}", json!(text)))
                .ask(&session)
                .await,
        )?;
    }
    let escaped = format!(r#"{name} eq "Zo\u00eb \u0141uczak \u7530\u4e2d""#);
    tally.count(Question::new(&own, escaped).ask(&session).await)?;
    tally.count(
        Question::new(&own, format!(r#"{name} co "\"old""#))
            .ask(&session)
            .await,
    )?;
    tally.verdict(&session)
}

async fn beyond_ascii(session: Session, kind: ResourceType) -> Verdict {
    let (own, name) = with_texts(&session, &kind, &["Märta Öberg", "Ørsted"]).await?;
    for text in ["MÄRTA ÖBERG", "ørsted"] {
        Question::new(&own, format!("{name} eq {}", json!(text)))
            .ask(&session)
            .await?;
    }
    Ok(())
}

/// Resources with these texts, and the name of the attribute that holds them.
async fn with_texts(
    session: &Session,
    kind: &ResourceType,
    texts: &[&str],
) -> Result<(Own, String), Stop> {
    let name = free_text(kind)
        .map(|place| place.attribute.name.clone())
        .unwrap_or_default();
    let mut bodies = Vec::with_capacity(texts.len());
    for text in texts {
        let mut body = session.minimal(kind).await?;
        if let Some(fields) = body.as_object_mut() {
            fields.insert(name.clone(), json!(text));
        }
        bodies.push(body);
    }
    Ok((Own::make(session, kind, bodies).await?, name))
}

/// The naming attribute, and the first resource's value of it as JSON.
pub(super) fn name_and_value(own: &Own) -> Result<(String, Value), Stop> {
    let name = naming(&own.kind).map(|place| place.attribute.name.clone());
    let value = name
        .as_ref()
        .and_then(|name| own.resources.first()?.get(name).cloned());
    let missing = || Stop::NotClaimed(format!("resources of type {} show no name", own.kind.name));
    name.zip(value).ok_or_else(missing)
}
