//! What a server makes of the body of a `POST`.

use std::collections::BTreeSet;
use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{Kind, Mutability};
use serde_json::{Map, Value, json};

use crate::check::{Answer, Flaws, Session, Severity, Stop, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::values;

/// An id and other facts that only the server may decide.
const FOREIGN: &str = "chosen-by-the-client";

/// The tests for one resource type.
pub(super) fn tests(about: &About, kind: &ResourceType) -> Vec<Test> {
    let mut tests = vec![
        about
            .test("own-id", "A client that chooses the id or meta of a {type} is not heeded", "RFC 7643 §3.1, RFC 7644 §3.3", own_id)
            .why("A client that could choose ids could take over or hide what belongs to another.")
            .fix("Ignore id and meta in the body of a POST; do not refuse them, clients send back what they read."),
        about
            .test("any-case", "A {type} may name its attributes in any letter case", "RFC 7643 §2.1", any_case)
            .why("Clients differ in how they write names; what is not understood is lost.")
            .fix("Look attributes up by name without regard to ASCII letter case."),
        about
            .test("nothing", "null and the empty list are the same as leaving an attribute of a {type} out", "RFC 7643 §2.5", nothing)
            .why("Many clients send null for what a person doesn't have; refusing it or keeping it as a value loses the person.")
            .fix("Drop members that are null or [] before anything else looks at the body."),
        about
            .test("schemas-order", "The order of schemas in the body of a {type} does not matter", "RFC 7643 §3", schemas_order)
            .why("Clients list an extension before the core schema as often as behind it.")
            .fix("Treat schemas as a set."),
    ];
    if kind.core_attribute("externalId").is_some() {
        tests.push(
            about
                .test("external-id", "Two of {type} may have the same externalId", "RFC 7643 §3.1", external_id)
                .severity(Severity::Advice)
                .why("externalId belongs to the client, which alone knows whether it is unique.")
                .fix("Do not enforce uniqueness of externalId; or announce it as unique in /Schemas."),
        );
    }
    if read_only(kind).next().is_some() {
        tests.push(
            about
                .test("read-only", "readOnly attributes in the body of a new {type} are ignored", "RFC 7644 §3.3", read_only_ignored)
                .why("Clients send back what they once read; a refusal stops them, and taking the values forges facts.")
                .fix("Skip attributes with mutability readOnly when a body is read, without an error."),
        );
    }
    tests
}

async fn own_id(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let mut body = session.minimal(&kind).await?;
    let id = session.unique(FOREIGN);
    let (created, location) = ("1999-01-01T00:00:00Z", format!("https://example.com/{id}"));
    let meta = json!({"resourceType": "Nothing", "created": created, "location": location});
    insert(&mut body, "id", json!(id));
    insert(&mut body, "meta", meta);
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_success()?;
    let read = session.read(&answer.path(&kind)?).await?;
    for (pointer, chosen) in [
        ("/id", id.as_str()),
        ("/meta/resourceType", "Nothing"),
        ("/meta/created", created),
        ("/meta/location", &location),
    ] {
        not_taken(&read, pointer, &json!(chosen))?;
    }
    Ok(())
}

async fn read_only_ignored(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let mut body = session.minimal(&kind).await?;
    let mut chosen = Vec::new();
    for attribute in read_only(&kind) {
        let value = invented(&session, attribute);
        insert(&mut body, &attribute.name, value.clone());
        chosen.push((format!("/{}", attribute.name), value));
    }
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_success()?;
    let read = session.read(&answer.path(&kind)?).await?;
    let mut flaws = Flaws::default();
    for (pointer, value) in chosen {
        flaws.keep(&pointer, not_taken(&read, &pointer, &value))?;
    }
    flaws.verdict()
}

async fn any_case(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let body = session.full(&kind).await?;
    let answer = session
        .post(&kind.endpoint, &upper_case(&kind, &body))
        .await?;
    answer.expect_success()?;
    let read = session.read(&answer.path(&kind)?).await?;
    let mut flaws = Flaws::default();
    for place in values::writable(&session, &kind) {
        if let Some(value) = body.pointer(&values::pointer(&place)) {
            flaws.keep(&place.path(), read.expect_kept(&place, value))?;
        }
    }
    flaws.verdict()
}

async fn nothing(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let plain = session.given_minimal(&kind).await?.path(&kind)?;
    let plain = session.read(&plain).await.map_err(Stop::blocked)?;
    let mut body = session.minimal(&kind).await?;
    for place in values::writable(&session, &kind) {
        if place.extension.is_none() && body.get(&place.attribute.name).is_none() {
            let value = if place.attribute.multi_valued {
                json!([])
            } else {
                Value::Null
            };
            values::put(&mut body, &place, value);
        }
    }
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_success()?;
    let read = session.read(&answer.path(&kind)?).await?;
    let (given, usual) = (populated(&read), populated(&plain));
    let added: Vec<&str> = given.difference(&usual).copied().collect();
    if added.is_empty() {
        return Ok(());
    }
    Err(read.fail(
        "no value where null or [] was sent",
        format!("values of {}", added.join(", ")),
    ))
}

async fn schemas_order(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let mut body = session.full(&kind).await?;
    if let Some(Value::Array(urns)) = body.get_mut("schemas") {
        urns.reverse();
    }
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_success()?;
    Ok(())
}

async fn external_id(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let id = session.unique("external");
    for _ in 0..2 {
        let mut body = session.minimal(&kind).await?;
        insert(&mut body, "externalId", json!(id));
        session
            .post(&kind.endpoint, &body)
            .await?
            .expect_success()?;
    }
    Ok(())
}

/// Attributes of the core schema that only the server writes.
fn read_only(kind: &ResourceType) -> impl Iterator<Item = &scim::Attribute> {
    let common = |name: &str| matches!(name, "id" | "meta" | "schemas");
    kind.core_attributes()
        .filter(move |it| it.mutability == Mutability::ReadOnly && !common(&it.name))
}

/// A value nobody has, of the attribute's shape.
fn invented(session: &Session, attribute: &scim::Attribute) -> Value {
    let text = json!(session.unique(FOREIGN));
    let value = match attribute.kind {
        Kind::Complex => json!({"value": text, "display": text}),
        Kind::Boolean => json!(true),
        Kind::Integer | Kind::Decimal => json!(987_654_321),
        Kind::DateTime => json!("1999-01-01T00:00:00Z"),
        Kind::String | Kind::Reference | Kind::Binary => text,
    };
    if attribute.multi_valued {
        json!([value])
    } else {
        value
    }
}

fn not_taken(read: &Answer, pointer: &str, chosen: &Value) -> Verdict {
    match read.body().pointer(pointer) {
        Some(found) if found == chosen && !chosen.is_boolean() => Err(read.fail(
            format!("{pointer} as the server knows it"),
            chosen.to_string(),
        )),
        _ => Ok(()),
    }
}

/// The body with the names of attributes and their parts in capitals; URNs and `schemas` stay.
fn upper_case(kind: &ResourceType, body: &Value) -> Value {
    let entry = |(name, value): (&String, &Value)| match kind.extension(name) {
        _ if name == "schemas" => (name.clone(), value.clone()),
        Some(_) => (name.clone(), capitals(value)),
        None => (name.to_uppercase(), capitals(value)),
    };
    let members = body.as_object();
    Value::Object(members.into_iter().flatten().map(entry).collect())
}

fn capitals(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let entry = |(name, value): (&String, &Value)| (name.to_uppercase(), capitals(value));
            Value::Object(members.iter().map(entry).collect::<Map<_, _>>())
        }
        Value::Array(list) => list.iter().map(capitals).collect(),
        other => other.clone(),
    }
}

/// The attributes that have a value.
fn populated(answer: &Answer) -> BTreeSet<&str> {
    let filled = |value: &Value| match value {
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    };
    let members = answer.body().as_object().into_iter().flatten();
    let filled = members.filter(|(_, value)| filled(value));
    filled.map(|(name, _)| name.as_str()).collect()
}

fn insert(body: &mut Value, name: &str, value: Value) {
    if let Some(body) = body.as_object_mut() {
        body.insert(name.to_owned(), value);
    }
}
