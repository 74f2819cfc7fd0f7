//! What a `POST` that made a resource is answered with.

use std::collections::BTreeSet;
use std::sync::Arc;

use scim::ResourceType;
use serde_json::{Value, json};

use crate::check::{Answer, Session, Severity, Stop, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::suites::rfc::instant;
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(about: &About) -> Vec<Test> {
    vec![
        about
            .test("created", "POST of a whole {type} is answered with 201", "RFC 7644 §3.3", created)
            .why("Provisioning clients count any other status as a failure and create the resource again.")
            .fix("Answer a POST that made a resource with 201 (Created), not with 200."),
        about
            .test("minimal", "A {type} with nothing but what is required is accepted", "RFC 7643 §7", minimal)
            .severity(Severity::Should)
            .why("Not every source has a value for every attribute; such resources would never arrive.")
            .fix("Demand only attributes that /Schemas announces as required, or announce the others too."),
        about
            .test("location", "The answer tells the new {type}'s address in Location and in meta.location", "RFC 7644 §3.3", location)
            .why("Clients keep this address to find the resource again.")
            .fix("Send a Location header, and the same URI as meta.location in the body."),
        about
            .test("body", "The answer holds the new {type} as the server sees it", "RFC 7644 §3.3", body)
            .severity(Severity::Should)
            .why("Clients take the id from here, and without it must search for what they just made.")
            .fix("Return the same representation that a GET of the new resource would give."),
        about
            .test("identity", "Each new {type} gets an id of its own", "RFC 7643 §3.1", identity)
            .why("Clients link their records to resources by id alone.")
            .fix("Assign a new, unique id to every resource; never put the word bulkId into one."),
        about
            .test("meta", "The server says in meta what type a {type} is and when it was made", "RFC 7643 §3.1, RFC 7644 §3.3.1", meta)
            .why("Clients tell resources of different types apart by meta.resourceType.")
            .fix("Set meta.resourceType to the name in /ResourceTypes, and meta.created and meta.lastModified to times such as 2026-01-31T09:30:00Z."),
        about
            .test("unmodified", "A {type} that was never modified has the same time in meta.created and meta.lastModified", "RFC 7643 §3.1", unmodified)
            .why("Clients that look for changes since the creation see one that nobody made.")
            .fix("Take the time once and set both from it when a resource is created."),
        about
            .test("schemas", "A new {type} lists its schemas, each once, and no others", "RFC 7643 §3", schemas)
            .why("Clients find out from schemas which attributes and extensions a resource has.")
            .fix("List the core schema and the extensions in use, as /ResourceTypes names them, without repetitions."),
    ]
}

async fn created(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = session
        .post(&kind.endpoint, &session.full(&kind).await?)
        .await?;
    answer.expect_status(&[201])?;
    Ok(())
}

async fn minimal(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = session
        .post(&kind.endpoint, &session.minimal(&kind).await?)
        .await?;
    answer.expect_success()?;
    Ok(())
}

async fn location(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = session.given_minimal(&kind).await?;
    let header = answer.expect_header("location")?;
    answer.expect_value("/meta/location", &json!(header))?;
    // Behind a proxy the address may be one that cannot be reached from here.
    if let Some(path) = header.strip_prefix(&session.target().base_url) {
        let there = session.read(path).await?;
        there.expect_value("/id", &json!(answer.expect_id()?))?;
    }
    Ok(())
}

async fn body(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let body = session.full(&kind).await?;
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_success().map_err(Stop::blocked)?;
    let path = answer.path(&kind)?;
    let read = session.read(&path).await.map_err(Stop::blocked)?;
    for place in values::writable(&session, &kind) {
        if let Some(value) = read.body().pointer(&values::pointer(&place)) {
            answer.expect_kept(&place, value)?;
        }
    }
    Ok(())
}

async fn identity(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let one = session.given_minimal(&kind).await?;
    let other = session.given_minimal(&kind).await?;
    let id = other.expect_id()?;
    if one.expect_id()? == id {
        return Err(other.fail("another id than the one before", format!("{id} again")));
    }
    if id.contains("bulkId") {
        return Err(other.fail("an id without bulkId, which is reserved", id));
    }
    Ok(())
}

async fn meta(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = read_new(&session, &kind).await?;
    answer.expect_value("/meta/resourceType", &json!(kind.name))?;
    instant::expect(&answer, "/meta/created")?;
    instant::expect(&answer, "/meta/lastModified")?;
    Ok(())
}

async fn unmodified(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = read_new(&session, &kind).await?;
    let created = instant::expect(&answer, "/meta/created")?;
    let modified = instant::expect(&answer, "/meta/lastModified")?;
    if created == modified {
        return Ok(());
    }
    let found = answer.body().pointer("/meta/lastModified");
    let found = found.map(ToString::to_string).unwrap_or_default();
    Err(answer.fail("meta.lastModified the same as meta.created", found))
}

async fn schemas(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = session.given_full(&kind).await?.path(&kind)?;
    let answer = session.read(&path).await?;
    let listed = answer.body().get("schemas").and_then(Value::as_array);
    let Some(listed) = listed else {
        return Err(answer.fail("a list of schemas", "none"));
    };
    let urns: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
    let known: Vec<&str> = kind.schemas().map(|schema| schema.id.as_str()).collect();
    let distinct: BTreeSet<String> = urns.iter().map(|urn| urn.to_lowercase()).collect();
    let is = |urn: &str, known: &str| known.eq_ignore_ascii_case(urn);
    let core = urns.iter().any(|urn| is(urn, &kind.schema.id));
    let only_known = urns
        .iter()
        .all(|urn| known.iter().any(|known| is(urn, known)));
    let fields = answer.body().as_object();
    let extensions = fields.into_iter().flatten().map(|(name, _)| name);
    let mut extensions = extensions.filter(|name| known.iter().any(|known| is(name, known)));
    let all_listed = extensions.all(|name| urns.iter().any(|urn| is(urn, name)));
    if core && only_known && all_listed && distinct.len() == listed.len() {
        return Ok(());
    }
    let expected = format!(
        "{}, the extensions that are there, and of {} none twice",
        kind.schema.id,
        known.join(", ")
    );
    Err(answer.fail(expected, format!("schemas {}", Value::from(listed.clone()))))
}

async fn read_new(session: &Session, kind: &ResourceType) -> Result<Answer, Stop> {
    let path = session.given_minimal(kind).await?.path(kind)?;
    session.read(&path).await
}
