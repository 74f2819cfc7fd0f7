//! `/ResourceTypes` (RFC 7643 §6).

use std::collections::BTreeSet;

use serde_json::Value;

use super::{documents, expect_none, follows, name, test, text};
use crate::check::{Session, Severity, Test, Verdict};

const PATH: &str = "/ResourceTypes";
const URN: &str = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
const SOURCE: &str = "RFC 7643 §6";

/// The tests.
pub(super) fn tests() -> Vec<Test> {
    vec![
        test("resource-types.list", "/ResourceTypes lists all resource types in a ListResponse", "RFC 7644 §4")
            .why("Clients find here which endpoints there are.")
            .fix("Answer with a ListResponse: schemas, totalResults and all types in Resources.")
            .run(|session| super::schemas::listed(session, PATH)),
        test("resource-types.shape", "Each resource type has a name, an endpoint and a schema", SOURCE)
            .why("Without them a client can neither reach the resources nor understand them.")
            .fix("Give each type the members schemas, name, endpoint and schema, and each schema extension schema and required.")
            .run(shape),
        test("resource-types.schemas", "Every schema that a resource type names is served by /Schemas", SOURCE)
            .why("A schema that cannot be read cannot be mapped: its attributes stay empty.")
            .fix("Serve each core schema and each extension at /Schemas under exactly the id that /ResourceTypes names.")
            .run(schemas),
        test("resource-types.single", "Each resource type can be read by itself", "RFC 7644 §4")
            .severity(Severity::Should)
            .why("Clients follow meta.location and ask for one type at a time.")
            .fix("Serve /ResourceTypes/{id}, where id is the type's id, or its name without one.")
            .run(single),
        test("resource-types.endpoint", "Endpoints of resource types are relative to the base URL, and no two are the same", SOURCE)
            .severity(Severity::Should)
            .why("Clients put the base URL before it.")
            .fix("Write the endpoint as a path below the base URL, such as /Users.")
            .run(endpoints),
        test("resource-types.meta", "The meta of a resource type is about itself", "RFC 7643 §3.1, §8.6")
            .severity(Severity::Should)
            .why("Clients tell documents apart by meta.resourceType, and follow meta.location.")
            .fix("Set meta.resourceType to ResourceType and meta.location to the type's own address, or leave meta out.")
            .run(|session| super::schemas::own_meta(session, PATH, "ResourceType")),
    ]
}

async fn shape(session: Session) -> Verdict {
    let (answer, documents) = documents(&session, PATH).await?;
    let mut flaws = Vec::new();
    for document in &documents {
        let name = name(document);
        if !follows(document, URN) {
            flaws.push(format!("{name} without its schemas"));
        }
        let missing = ["name", "endpoint", "schema"]
            .into_iter()
            .filter(|it| text(document, it).is_none());
        flaws.extend(missing.map(|member| format!("{name} without {member}")));
        for extension in extensions(document) {
            if text(extension, "schema").is_none()
                || !extension.get("required").is_some_and(Value::is_boolean)
            {
                flaws.push(format!("{name} with the extension {extension}"));
            }
        }
    }
    expect_none(&answer, "all members that RFC 7643 requires", &flaws)
}

async fn schemas(session: Session) -> Verdict {
    let (answer, types) = documents(&session, PATH).await?;
    let (_, served) = documents(&session, "/Schemas").await?;
    let served: BTreeSet<&str> = served
        .iter()
        .filter_map(|schema| text(schema, "id"))
        .collect();
    let named = |document| {
        let extended = extensions(document).filter_map(|it| text(it, "schema"));
        text(document, "schema").into_iter().chain(extended)
    };
    let missing = types
        .iter()
        .flat_map(named)
        .filter(|urn| !served.contains(urn));
    let flaws: Vec<String> = missing.map(|urn| format!("no {urn} in /Schemas")).collect();
    expect_none(&answer, "every named schema in /Schemas", &flaws)
}

async fn single(session: Session) -> Verdict {
    let (_, types) = documents(&session, PATH).await?;
    for document in &types {
        let Some(id) = text(document, "id").or_else(|| text(document, "name")) else {
            continue;
        };
        let answer = session.read(&format!("{PATH}/{id}")).await?;
        for member in ["name", "endpoint", "schema"] {
            if let Some(value) = document.get(member) {
                answer.expect_value(&format!("/{member}"), value)?;
            }
        }
    }
    Ok(())
}

async fn endpoints(session: Session) -> Verdict {
    let (answer, types) = documents(&session, PATH).await?;
    let mut seen = BTreeSet::new();
    let mut flaws = Vec::new();
    for endpoint in types
        .iter()
        .filter_map(|document| text(document, "endpoint"))
    {
        if endpoint.contains("://") || !seen.insert(endpoint.trim_matches('/')) {
            flaws.push(endpoint.to_owned());
        }
    }
    expect_none(&answer, "a path of its own for each type", &flaws)
}

fn extensions(document: &Value) -> impl Iterator<Item = &Value> {
    let list = document.get("schemaExtensions").and_then(Value::as_array);
    list.into_iter().flatten()
}
