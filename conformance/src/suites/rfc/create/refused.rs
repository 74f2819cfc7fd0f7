//! Bodies that do not follow the schema, and names that are taken.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Kind, Uniqueness};
use serde_json::{Value, json};

use crate::check::{Answer, Flaws, Session, Severity, Stop, Test, Verdict};
use crate::suites::rfc::about::{About, place};
use crate::values;

/// What a server may call a body that its schema does not allow.
const WRONG: [&str; 2] = ["invalidValue", "invalidSyntax"];

/// The tests for one resource type.
pub(super) fn tests(about: &About, kind: &ResourceType) -> Vec<Test> {
    let for_place = |place| for_place(about, &place);
    values::places(kind).flat_map(for_place).collect()
}

fn for_place(about: &About, place: &AttrRef<'_>) -> Vec<Test> {
    let attribute = place.attribute;
    if !values::may_write(attribute) {
        return Vec::new();
    }
    let mut tests = vec![wrong(about, place)];
    if attribute.required && place.extension.is_none() {
        tests.push(missing(about, place));
    }
    if attribute.uniqueness != Uniqueness::None && !values::refers(attribute) {
        tests.extend([duplicate(about, place), conflict(about, place)]);
    }
    tests
}

fn missing(about: &About, place: &AttrRef<'_>) -> Test {
    about
        .attribute("missing", place, "A {type} without {attribute}, which is required, is refused with 400", "RFC 7643 §7, RFC 7644 §3.12", without)
        .severity(Severity::Should)
        .why("A resource that lacks what its schema requires breaks every reader that relies on the schema.")
        .fix("Answer 400 with scimType invalidValue, and say in detail which attribute is missing.")
}

fn duplicate(about: &About, place: &AttrRef<'_>) -> Test {
    about
        .attribute("duplicate", place, "A second {type} with the same {attribute}, which is unique, is refused", "RFC 7643 §7", twice_refused)
        .severity(Severity::Should)
        .why("Two resources of one name cannot be told apart when a client looks for that name.")
        .fix("Enforce in the database what /Schemas announces as unique, or announce uniqueness none.")
}

fn conflict(about: &About, place: &AttrRef<'_>) -> Test {
    about
        .attribute("conflict", place, "A taken {attribute} of a {type} is refused with 409 and scimType uniqueness", "RFC 7644 §3.3", twice_conflict)
        .why("Clients learn from exactly this that the resource is there, look for it and link to it; anything else is a failure to them.")
        .fix("Answer 409 (Conflict) with scimType uniqueness in a SCIM error.")
}

fn wrong(about: &About, place: &AttrRef<'_>) -> Test {
    about
        .attribute("wrong-type", place, "A {attribute} of a {type} that is not of its type is refused with 400, or not taken", "RFC 7643 §2.3, RFC 7644 §3.12", wrong_type)
        .severity(Severity::Should)
        .why("A value of another type breaks every client that reads the resource later, far from the one that sent it.")
        .fix("Check the JSON type of each value against the schema; answer 400 with scimType invalidValue and name the attribute.")
}

async fn without(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut body = session.minimal(&kind).await?;
    if let Some(body) = body.as_object_mut() {
        body.remove(&place.attribute.name);
    }
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_refusal(&[400], &WRONG)?;
    Ok(())
}

async fn twice_refused(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let answer = twice(&session, &kind, &path).await?;
    if (400..500).contains(&answer.status()) {
        return Ok(());
    }
    Err(answer.fail("a refusal", answer.status_in_words()))
}

async fn twice_conflict(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let answer = twice(&session, &kind, &path).await?;
    if (200..300).contains(&answer.status()) {
        return Ok(());
    }
    answer.expect_scim_type(409, "uniqueness")?;
    Ok(())
}

/// Makes two resources with the same value there, and gives the answer to the second.
async fn twice(session: &Session, kind: &ResourceType, path: &str) -> Result<Answer, Stop> {
    let place = place(kind, path)?;
    let mut one = session.minimal(kind).await?;
    let value = match one.pointer(&values::pointer(&place)) {
        Some(value) => value.clone(),
        None => values::value(session, kind, &place, 0).unwrap_or_default(),
    };
    values::put(&mut one, &place, value.clone());
    session.given(kind, &one).await?;
    let mut other = session.minimal(kind).await?;
    values::put(&mut other, &place, value);
    session.post(&kind.endpoint, &other).await
}

async fn wrong_type(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut flaws = Flaws::default();
    for (part, value) in wrong_values(&session, &kind, &place) {
        let mut body = session.minimal(&kind).await?;
        values::put(&mut body, &place, value.clone());
        let answer = session.post(&kind.endpoint, &body).await?;
        flaws.keep(&part, refused_or_not_taken(&answer, &place, &value))?;
    }
    flaws.verdict()
}

fn refused_or_not_taken(answer: &Answer, place: &AttrRef<'_>, sent: &Value) -> Verdict {
    if !(200..300).contains(&answer.status()) {
        answer.expect_refusal(&[400], &WRONG)?;
        return Ok(());
    }
    match answer.body().pointer(&values::pointer(place)) {
        Some(found) if found == sent => {
            Err(answer.fail("HTTP 400", format!("it was kept: {found}")))
        }
        _ => Ok(()),
    }
}

/// Values that cannot be taken for one of the attribute, each with the part that is wrong.
fn wrong_values(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
) -> Vec<(String, Value)> {
    let attribute = place.attribute;
    let one = if attribute.multi_valued {
        json!(7)
    } else {
        misfit(attribute.kind)
    };
    let mut wrong = vec![(attribute.name.clone(), one)];
    let Some(good) = values::value(session, kind, place, 0) else {
        return wrong;
    };
    let inner = if attribute.multi_valued { "/0" } else { "" };
    for sub in attribute
        .sub_attributes
        .iter()
        .filter(|sub| values::may_write(sub))
    {
        let mut value = good.clone();
        if let Some(part) = value.pointer_mut(&format!("{inner}/{}", sub.name)) {
            *part = if sub.multi_valued {
                json!(7)
            } else {
                misfit(sub.kind)
            };
            wrong.push((format!("{}.{}", attribute.name, sub.name), value));
        }
    }
    wrong
}

fn misfit(kind: Kind) -> Value {
    match kind {
        Kind::Boolean => json!("perhaps"),
        Kind::Integer | Kind::Decimal => json!("many"),
        Kind::DateTime => json!("yesterday"),
        Kind::String | Kind::Reference | Kind::Binary => json!({"unexpected": true}),
        Kind::Complex => json!(7),
    }
}
