//! What a PUT does to the resource as a whole.

use std::sync::Arc;

use scim::schema::{AttrRef, Kind, Mutability};
use scim::{Attribute, ResourceType};
use serde_json::{Value, json};

use crate::check::{Answer, Flaws, Session, Severity, Stop, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::suites::rfc::instant;
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(about: &About) -> Vec<Test> {
    let mut tests = vec![
        about
            .test("supported", "A {type} can be replaced with PUT", "RFC 7644 §3.5", supported)
            .why("Clients that do not PATCH have no other way to change anything.")
            .fix("Implement PUT for every resource type; RFC 7644 leaves only PATCH to choice."),
        about
            .test("answered-whole", "A PUT of a {type} is answered with 200 and the whole of it", "RFC 7644 §3.5.1", answered_whole)
            .severity(Severity::Should)
            .why("Clients compare the answer with what they sent to see whether the server took it.")
            .fix("Answer with 200 and the representation that a GET would give."),
        about
            .test("unchanged", "PUT of what GET gave leaves a {type} as it is", "RFC 7644 §3.5.1", unchanged)
            .why("Reading, changing one thing and writing back is how PUT is used; everything else must survive it.")
            .fix("Ignore readOnly attributes in the body, and accept every value that the server itself returns."),
        about
            .test("read-only", "PUT changes neither id, type nor creation time of a {type}", "RFC 7644 §3.5.1", read_only)
            .why("Identity that a client can rewrite is none.")
            .fix("Ignore id, meta and other readOnly attributes in the body, without an error."),
        about
            .test("times", "PUT keeps meta.created of a {type} and does not turn back meta.lastModified", "RFC 7643 §3.1", times)
            .why("Clients look for what has changed by these times.")
            .fix("Set meta.lastModified on each change, and never touch meta.created again."),
    ];
    tests.extend(clearing(about));
    tests.push(
        about
            .test("unknown-id", "PUT of a {type} that nobody has makes none", "RFC 7644 §3.5.1", unknown_id)
            .why("Ids are the server's to give; a resource under an id of the client's choice may shadow another.")
            .fix("Answer PUT with 404 where there is no such resource."),
    );
    tests
}

fn clearing(about: &About) -> [Test; 2] {
    [
        about
            .test("null-clears", "PUT with null or [] takes the values from a {type}", "RFC 7644 §3.5.1, RFC 7643 §2.5", null_clears)
            .severity(Severity::Should)
            .why("It is the way to say that a person no longer has a title or a telephone.")
            .fix("Treat null and [] as unassigned: remove what is stored there."),
        about
            .test("left-out", "What a PUT leaves out of a {type} is cleared", "RFC 7644 §3.5.1", left_out)
            .severity(Severity::Advice)
            .why("The RFC allows to keep it, but most clients mean by PUT that this is all there is.")
            .fix("Replace the whole resource by what was sent, extensions included."),
    ]
}

async fn supported(session: Session, kind: Arc<ResourceType>) -> Verdict {
    put_again(&session, &kind).await?;
    Ok(())
}

async fn answered_whole(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = put_again(&session, &kind).await?;
    answer.expect_status(&[200])?;
    let read = session.read(&answer.path(&kind)?).await?;
    let mut flaws = Flaws::default();
    for place in values::writable(&session, &kind) {
        if let Some(value) = read.body().pointer(&values::pointer(&place)) {
            flaws.keep(&place.path(), answer.expect_kept(&place, value))?;
        }
    }
    flaws.verdict()
}

/// Makes a whole resource and puts the same body there once more.
async fn put_again(session: &Session, kind: &ResourceType) -> Result<Answer, Stop> {
    let body = session.full(kind).await?;
    let path = session.given(kind, &body).await?.path(kind)?;
    let answer = session.put(&path, &body).await?;
    answer.expect_success()?;
    Ok(answer)
}

async fn unchanged(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = session.given_full(&kind).await?.path(&kind)?;
    let before = session.read(&path).await?;
    session.put(&path, before.body()).await?.expect_success()?;
    let after = session.read(&path).await?;
    after.expect_value("/id", before.body().get("id").unwrap_or(&Value::Null))?;
    let mut flaws = Flaws::default();
    for place in values::places(&kind).filter(|place| place.attribute.name != "meta") {
        if let Some(value) = before.body().pointer(&values::pointer(&place)) {
            flaws.keep(&place.path(), after.expect_kept(&place, value))?;
        }
    }
    flaws.verdict()
}

async fn read_only(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let mut body = session.minimal(&kind).await?;
    let path = session.given(&kind, &body).await?.path(&kind)?;
    let before = session.read(&path).await?;
    if let Some(body) = body.as_object_mut() {
        body.insert("id".to_owned(), json!(session.unique("other")));
        let meta = json!({"resourceType": "Nothing", "created": "1999-01-01T00:00:00Z"});
        body.insert("meta".to_owned(), meta);
    }
    session.put(&path, &body).await?.expect_success()?;
    let after = session.read(&path).await?;
    for pointer in ["/id", "/meta/resourceType", "/meta/created"] {
        after.expect_value(
            pointer,
            before.body().pointer(pointer).unwrap_or(&Value::Null),
        )?;
    }
    Ok(())
}

async fn times(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let body = session.minimal(&kind).await?;
    let path = session.given(&kind, &body).await?.path(&kind)?;
    let before = session.read(&path).await?;
    let mut changed = body.clone();
    if let Some(changed) = changed.as_object_mut() {
        changed.insert("externalId".to_owned(), json!(session.unique("changed")));
    }
    session.put(&path, &changed).await?.expect_success()?;
    let after = session.read(&path).await?;
    let created = before.body().pointer("/meta/created");
    after.expect_value("/meta/created", created.unwrap_or(&Value::Null))?;
    let earlier = instant::expect(&before, "/meta/lastModified")?;
    if instant::expect(&after, "/meta/lastModified")? < earlier {
        let found = after.body().pointer("/meta/lastModified");
        return Err(after.fail(
            format!("meta.lastModified not before {earlier}"),
            format!("{found:?}"),
        ));
    }
    Ok(())
}

async fn null_clears(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, mut body, places) = given_changeable(&session, &kind).await?;
    for place in &places {
        let nothing = if place.attribute.multi_valued {
            json!([])
        } else {
            Value::Null
        };
        values::put(&mut body, place, nothing);
    }
    session.put(&path, &body).await?.expect_success()?;
    expect_cleared(&session.read(&path).await?, &places)
}

async fn left_out(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (path, body, places) = given_changeable(&session, &kind).await?;
    let answer = session.put(&path, &body).await?;
    answer.expect_success().map_err(Stop::blocked)?;
    expect_cleared(&session.read(&path).await?, &places)
}

/// Makes a resource with a value for all that may be taken away again. Gives its path, the smallest
/// body that it could have had, and what it has beside that.
async fn given_changeable<'k>(
    session: &Session,
    kind: &'k ResourceType,
) -> Result<(String, Value, Vec<AttrRef<'k>>), Stop> {
    let least = session.minimal(kind).await?;
    let mut body = least.clone();
    let free = |place: &AttrRef<'_>| {
        let fixed = |attribute: &Attribute| attribute.mutability == Mutability::Immutable;
        // A switch has no third state in most servers; a default in place of null is as good.
        place.attribute.kind != Kind::Boolean
            && !fixed(place.attribute)
            && !place.attribute.sub_attributes.iter().any(fixed)
            && least.pointer(&values::pointer(place)).is_none()
    };
    let mut places = values::writable(session, kind);
    places.retain(free);
    for place in &places {
        if let Some(value) = values::value(session, kind, place, 0) {
            values::put(&mut body, place, value);
        }
    }
    let path = session.given(kind, &body).await?.path(kind)?;
    Ok((path, least, places))
}

fn expect_cleared(read: &Answer, places: &[AttrRef<'_>]) -> Verdict {
    let mut flaws = Flaws::default();
    for place in places {
        let checked = read.expect_nothing(&values::pointer(place));
        flaws.keep(&place.path(), checked)?;
    }
    flaws.verdict()
}

async fn unknown_id(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    let answer = session.put(&path, &session.minimal(&kind).await?).await?;
    if (200..300).contains(&answer.status()) {
        return Err(answer.fail("HTTP 404", answer.status_in_words()));
    }
    session.get(&path).await?.expect_error(&[404])?;
    Ok(())
}
