//! `/Schemas` (RFC 7643 §7): the documents; their attributes are looked at elsewhere.

use serde_json::Value;

use super::{documents, expect_none, follows, name, test, text};
use crate::check::{Session, Severity, Test, Verdict};

const PATH: &str = "/Schemas";
const URN: &str = "urn:ietf:params:scim:schemas:core:2.0:Schema";
/// What the URNs of messages begin with (RFC 7644 §3.1).
const MESSAGES: &str = "urn:ietf:params:scim:api:";

/// The tests.
pub(super) fn tests() -> Vec<Test> {
    vec![
        test("schemas.list", "/Schemas lists all schemas in a ListResponse", "RFC 7644 §4")
            .why("Clients read here which attributes there are; Entra fills its attribute mapping from it.")
            .fix("Answer with a ListResponse: schemas, totalResults and all schemas in Resources.")
            .run(|session| listed(session, PATH)),
        test("schemas.shape", "Each schema has its URN as id, and attributes", "RFC 7643 §7")
            .why("A schema without them describes nothing.")
            .fix("Give each schema its URN as id and a list of attributes.")
            .run(shape),
        test("schemas.schemas", "Each schema says that it is one", "RFC 7643 §7")
            .severity(Severity::Should)
            .why("Every resource names its schemas; the RFC's own example leaves them out, and some servers with it.")
            .fix("Add schemas with the URN of Schema to each of them.")
            .run(own_schemas),
        test("schemas.no-messages", "/Schemas has no schemas of messages", "RFC 7644 §3.1")
            .why("Messages such as PatchOp are no resources, and tools that make forms of all schemas choke on them.")
            .fix("Leave out everything that begins with urn:ietf:params:scim:api:.")
            .run(no_messages),
        test("schemas.single", "Each schema can be read by its URN", "RFC 7644 §4")
            .severity(Severity::Should)
            .why("Clients that know which schema they need ask for that one alone.")
            .fix("Serve /Schemas/{urn} for each schema; the colons come as they are.")
            .run(single),
        test("schemas.unknown", "A schema that nobody has is a 404", "RFC 7644 §3.12")
            .severity(Severity::Should)
            .why("A client that asks whether an extension is there must be able to hear no.")
            .fix("Answer 404 with a SCIM error.")
            .run(unknown),
        test("schemas.meta", "The meta of a schema is about itself", "RFC 7643 §3.1, §8.7.1")
            .severity(Severity::Should)
            .why("Clients tell documents apart by meta.resourceType, and follow meta.location.")
            .fix("Set meta.resourceType to Schema and meta.location to the schema's own address.")
            .run(|session| own_meta(session, PATH, "Schema")),
    ]
}

/// A discovery endpoint lists everything it has.
pub(super) async fn listed(session: Session, path: &'static str) -> Verdict {
    let answer = session.get(path).await?;
    let list = answer.list()?;
    let count = u64::try_from(list.resources.len()).ok();
    if list.total.is_some() && list.total == count {
        return Ok(());
    }
    let total = list
        .total
        .map_or("none".to_owned(), |total| total.to_string());
    let expected = format!(
        "totalResults {}, as many as there are",
        list.resources.len()
    );
    Err(answer.fail(expected, format!("totalResults {total}")))
}

/// The `meta` of each document of a discovery endpoint, where there is one, is its own.
pub(super) async fn own_meta(session: Session, path: &'static str, kind: &'static str) -> Verdict {
    let (answer, documents) = documents(&session, path).await?;
    let mut flaws = Vec::new();
    for document in &documents {
        let member = |member: &str| document.get("meta").and_then(|meta| text(meta, member));
        if let Some(found) = member("resourceType").filter(|found| *found != kind) {
            flaws.push(format!("{} has meta.resourceType {found}", name(document)));
        }
        let own = |found: &&str| {
            let id = text(document, "id")
                .or_else(|| text(document, "name"))
                .unwrap_or_default();
            found.contains(path) && (found.ends_with(id) || found.contains('%'))
        };
        if let Some(found) = member("location").filter(|found| !own(found)) {
            flaws.push(format!("{} has meta.location {found}", name(document)));
        }
    }
    expect_none(
        &answer,
        &format!("{kind} and its own address in each meta"),
        &flaws,
    )
}

async fn shape(session: Session) -> Verdict {
    let (answer, documents) = documents(&session, PATH).await?;
    let mut flaws = Vec::new();
    for document in &documents {
        if !text(document, "id").is_some_and(|id| id.contains(':')) {
            flaws.push(format!("{} without a URN as id", name(document)));
        }
        let attributes = document.get("attributes").and_then(Value::as_array);
        if !attributes.is_some_and(|list| list.iter().all(Value::is_object)) {
            flaws.push(format!("{} without a list of attributes", name(document)));
        }
    }
    expect_none(&answer, "id and attributes in each schema", &flaws)
}

async fn own_schemas(session: Session) -> Verdict {
    let (answer, documents) = documents(&session, PATH).await?;
    let silent = documents.iter().filter(|document| !follows(document, URN));
    let flaws: Vec<String> = silent
        .map(|document| format!("{} without it", name(document)))
        .collect();
    expect_none(&answer, &format!("schemas with {URN} in each"), &flaws)
}

async fn no_messages(session: Session) -> Verdict {
    let (answer, documents) = documents(&session, PATH).await?;
    let ids = documents.iter().filter_map(|document| text(document, "id"));
    let flaws: Vec<String> = ids
        .filter(|id| id.starts_with(MESSAGES))
        .map(str::to_owned)
        .collect();
    expect_none(&answer, "no schema of a message", &flaws)
}

async fn single(session: Session) -> Verdict {
    let (_, documents) = documents(&session, PATH).await?;
    for document in &documents {
        if let Some(id) = text(document, "id") {
            let answer = session.read(&format!("{PATH}/{id}")).await?;
            answer.expect_value("/id", &id.into())?;
        }
    }
    Ok(())
}

async fn unknown(session: Session) -> Verdict {
    let answer = session
        .get("/Schemas/urn:example:params:scim:schemas:no-such-thing")
        .await?;
    answer.expect_error(&[404])?;
    Ok(())
}
