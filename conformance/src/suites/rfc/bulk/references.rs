//! References to what the same request makes (RFC 7644 §3.7.1, §3.7.2).

use std::sync::Arc;

use scim::schema::AttrRef;
use scim::{Attribute, ResourceType};
use serde_json::{Value, json};

use super::super::about::{About, place};
use super::message::{post, request, results, send};
use crate::check::{Session, Severity, Stop, Test, Verdict, contains};
use crate::http::operation_status;
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("bulk", kind);
    let references = values::places(kind).filter(|place| {
        let attribute = place.attribute;
        let value = attribute.sub("value");
        values::refers(attribute)
            && super::super::patch::is_open(attribute)
            && value.is_some_and(|value| values::may_write(value) && values::shown(value))
    });
    let mut tests = Vec::new();
    for place in references {
        tests.extend([
            about.attribute("reference", &place, "A bulkId in {attribute} becomes the id of what was made before", "RFC 7644 §3.7.2", earlier)
                .why("Groups are made without their members, or with members that do not exist.")
                .fix("Remember the id made for each bulkId, and put it in place of bulkId:… wherever that stands in data."),
            about.attribute("later-reference", &place, "A bulkId in {attribute} may name what is made later in the request", "RFC 7644 §3.7", later)
                .severity(Severity::Advice)
                .why("Clients have to sort their operations by who refers to whom.")
                .fix("Put an operation off until what it refers to is made, or answer 409."),
            about.attribute("unknown-reference", &place, "A bulkId in {attribute} that nothing has makes the operation fail", "RFC 7644 §3.7.2", unknown)
                .severity(Severity::Advice)
                .why("Something is left that refers to nothing, under a name that means nothing.")
                .fix("Answer the operation with 409 or 400 if a bulkId cannot be resolved."),
            about.attribute("circle", &place, "Two that refer to each other in {attribute} are both made, or refused with 409", "RFC 7644 §3.7.1", circle)
                .why("Half of the circle is made, and the other half refers to nothing.")
                .fix("Make both without the reference and add it afterwards, or answer 409 and make neither."),
        ]);
    }
    tests
}

/// The resource type that the attribute refers to.
fn referred(session: &Session, attribute: &Attribute) -> Result<ResourceType, Stop> {
    let nothing = || {
        Stop::NotClaimed(format!(
            "{} refers to nothing that is served",
            attribute.name
        ))
    };
    session.referred(attribute).ok_or_else(nothing)
}

/// The smallest resource with that reference in it.
async fn referring(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
    to: &str,
) -> Result<Value, Stop> {
    let mut body = session.minimal(kind).await?;
    values::put(&mut body, place, reference(place.attribute, to));
    Ok(body)
}

fn reference(attribute: &Attribute, to: &str) -> Value {
    let one = json!({"value": to});
    if attribute.multi_valued {
        json!([one])
    } else {
        one
    }
}

/// The resource at `path` refers to the one at `other`.
async fn refers(session: &Session, path: &str, place: &AttrRef<'_>, other: &str) -> Verdict {
    let id = other.rsplit('/').next().unwrap_or_default();
    let answer = session.read(path).await?;
    let found = answer.body().pointer(&values::pointer(place));
    let expected = reference(place.attribute, id);
    if found.is_some_and(|found| contains(place.attribute, found, &expected)) {
        return Ok(());
    }
    let found = found.map_or("nothing".to_owned(), ToString::to_string);
    Err(answer.fail(format!("{} {expected}", place.path()), found))
}

async fn earlier(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let other = referred(&session, place.attribute)?;
    let operations = [
        post(&other.endpoint, "first", &session.minimal(&other).await?),
        post(
            &kind.endpoint,
            "second",
            &referring(&session, &kind, &place, "bulkId:first").await?,
        ),
    ];
    let results = send(&session, &operations, None).await?;
    let first = results.made(results.of("first")?)?;
    let second = results.made(results.of("second")?)?;
    refers(&session, &second, &place, &first).await
}

async fn later(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let other = referred(&session, place.attribute)?;
    let operations = [
        post(
            &kind.endpoint,
            "first",
            &referring(&session, &kind, &place, "bulkId:second").await?,
        ),
        post(&other.endpoint, "second", &session.minimal(&other).await?),
    ];
    let results = send(&session, &operations, None).await?;
    if operation_status(results.of("first")?) == Some(409) {
        session.note(format!(
            "a bulkId in {path} has to name what was made before"
        ));
        return Ok(());
    }
    let first = results.made(results.of("first")?)?;
    let second = results.made(results.of("second")?)?;
    refers(&session, &first, &place, &second).await
}

async fn unknown(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    referred(&session, place.attribute)?;
    let data = referring(&session, &kind, &place, "bulkId:nobody").await?;
    let body = request(&[post(&kind.endpoint, "one", &data)], None);
    let answer = session.post("/Bulk", &body).await?;
    if matches!(answer.status(), 400 | 409) {
        answer.expect_error(&[400, 409])?;
        return Ok(());
    }
    let results = results(answer)?;
    results.expect_status(results.of("one")?, &[400, 404, 409])
}

async fn circle(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let parts = std::iter::once(place.attribute).chain(&place.attribute.sub_attributes);
    let mut named = parts.flat_map(|part| &part.reference_types);
    if !named.any(|name| name.eq_ignore_ascii_case(&kind.name)) {
        return Err(Stop::NotClaimed(format!(
            "{path} refers to no other {}",
            kind.name
        )));
    }
    let operations = [
        post(
            &kind.endpoint,
            "one",
            &referring(&session, &kind, &place, "bulkId:other").await?,
        ),
        post(
            &kind.endpoint,
            "other",
            &referring(&session, &kind, &place, "bulkId:one").await?,
        ),
    ];
    let answer = session.post("/Bulk", &request(&operations, None)).await?;
    if answer.status() == 409 {
        answer.expect_error(&[409])?;
        return Ok(());
    }
    let results = results(answer)?;
    let (one, other) = (results.of("one")?, results.of("other")?);
    // A server may give up after trying, and say so; then nothing may refer to what is not there.
    if [one, other]
        .iter()
        .any(|it| operation_status(it) == Some(409))
    {
        for made in [one, other]
            .into_iter()
            .filter(|it| operation_status(it) != Some(409))
        {
            let read = session.read(&results.made(made)?).await?;
            if read.response().body.contains("bulkId:") {
                return Err(read.fail("no reference, since that could not be made", "its bulkId"));
            }
        }
        return Ok(());
    }
    let (one, other) = (results.made(one)?, results.made(other)?);
    refers(&session, &one, &place, &other).await?;
    refers(&session, &other, &place, &one).await
}
