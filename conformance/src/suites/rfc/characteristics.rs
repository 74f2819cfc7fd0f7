//! What attributes promise by their characteristics (RFC 7643 §2, §7) beyond being kept.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Kind, Uniqueness};
use serde_json::{Value, json};

use super::about::{About, place};
use crate::check::{Answer, Session, Severity, Stop, Test, Verdict};
use crate::target::Target;
use crate::values;

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    target.types.iter().flat_map(for_type).collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("characteristics", kind);
    let for_place = |place: AttrRef<'_>| for_place(&about, &place);
    values::places(kind).flat_map(for_place).collect()
}

fn for_place(about: &About, place: &AttrRef<'_>) -> Vec<Test> {
    let attribute = place.attribute;
    if !values::may_write(attribute) || values::refers(attribute) {
        return Vec::new();
    }
    let mut tests = Vec::new();
    let is_text = attribute.kind == Kind::String && !attribute.multi_valued;
    if is_text
        && attribute.case_exact
        && values::shown(attribute)
        && attribute.canonical_values.is_empty()
    {
        tests.push(
            about
                .attribute(
                    "case-kept",
                    place,
                    "{attribute} of a {type}, which is caseExact, keeps its letter case",
                    "RFC 7643 §7",
                    case_kept,
                )
                .why("Ids of other systems differ by letter case alone; folded, two become one.")
                .fix("Store caseExact attributes exactly as they came, and compare them so."),
        );
    }
    if is_text && !attribute.case_exact && attribute.uniqueness != Uniqueness::None {
        tests.push(
            about
                .attribute(
                    "case-unique",
                    place,
                    "{attribute} of a {type} is taken also in another letter case",
                    "RFC 7643 §7, RFC 7644 §7.8",
                    case_unique,
                )
                .severity(Severity::Should)
                .why(
                    "Ann and ann are one person to every system that compares without letter case.",
                )
                .fix("Enforce uniqueness on the folded text of attributes that are not caseExact."),
        );
    }
    tests.extend(for_list(about, place));
    tests
}

fn for_list(about: &About, place: &AttrRef<'_>) -> Vec<Test> {
    let attribute = place.attribute;
    let mut tests = Vec::new();
    if !attribute.multi_valued || attribute.kind != Kind::Complex {
        return tests;
    }
    if attribute.sub("primary").is_some() {
        tests.push(
            about
                .attribute("one-primary", place, "No more than one of {attribute} of a {type} is primary", "RFC 7643 §2.4", one_primary)
                .why("The primary address is the one that is used; of two, nobody knows which.")
                .fix("Refuse a second primary with 400 and scimType invalidValue, or take it from the others."),
        );
    }
    if attribute.sub("value").is_some() && attribute.sub("type").is_some() {
        tests.push(
            about
                .attribute("no-repetition", place, "No value of {attribute} of a {type} is returned twice with the same type", "RFC 7643 §2.4", no_repetition)
                .severity(Severity::Should)
                .why("Clients cannot address one of two elements that are alike, and sync them for ever.")
                .fix("Drop elements that repeat type and value of another when a body is read."),
        );
    }
    if attribute
        .sub("type")
        .is_some_and(|sub| !sub.canonical_values.is_empty() && values::may_write(sub))
    {
        tests.push(
            about
                .attribute("suggested-types", place, "{attribute} of a {type} takes a type that isn't among canonicalValues, or refuses it with 400", "RFC 7643 §7", other_type)
                .severity(Severity::Advice)
                .why("canonicalValues are suggestions; sources have labels of their own.")
                .fix("Take other labels as they are, or refuse them with 400 and scimType invalidValue."),
        );
    }
    tests
}

async fn case_kept(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    if values::value(&session, &kind, &place, 0).is_none() {
        return Err(Stop::NotClaimed(format!("no value can be made for {path}")));
    }
    let mut body = session.minimal(&kind).await?;
    let value = json!(format!("MiXed-{}-CaSe", session.unique("Id")));
    values::put(&mut body, &place, value.clone());
    let made = session.given(&kind, &body).await?.path(&kind)?;
    session
        .read(&made)
        .await?
        .expect_value(&values::pointer(&place), &value)?;
    Ok(())
}

async fn case_unique(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let Some(Value::String(value)) = values::value(&session, &kind, &place, 0) else {
        return Err(Stop::NotClaimed(format!("no value can be made for {path}")));
    };
    let mut one = session.minimal(&kind).await?;
    values::put(&mut one, &place, json!(value));
    session.given(&kind, &one).await?;
    let mut other = session.minimal(&kind).await?;
    values::put(&mut other, &place, json!(value.to_uppercase()));
    let answer = session.post(&kind.endpoint, &other).await?;
    answer.expect_refusal(&[409, 400], &["uniqueness"])?;
    Ok(())
}

async fn one_primary(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let two = [
        element(&session, &kind, &place, 0)?,
        element(&session, &kind, &place, 1)?,
    ];
    let primary = |mut element: Value| {
        if let Some(element) = element.as_object_mut() {
            element.insert("primary".to_owned(), json!(true));
        }
        element
    };
    let two = two.map(primary);
    let Some(read) = written(&session, &kind, &place, json!(two)).await? else {
        return Ok(());
    };
    let is_primary = |element: &&Value| element.get("primary") == Some(&json!(true));
    let primaries = elements(&read, &place).iter().filter(is_primary).count();
    if primaries <= 1 {
        return Ok(());
    }
    Err(read.fail("at most one primary", format!("{primaries} of them")))
}

async fn no_repetition(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut one = element(&session, &kind, &place, 1)?;
    if let Some(one) = one.as_object_mut() {
        one.remove("primary");
    }
    let Some(read) = written(&session, &kind, &place, json!([one, one])).await? else {
        return Ok(());
    };
    match elements(&read, &place).len() {
        0 | 1 => Ok(()),
        count => Err(read.fail("one element", format!("{count} that are alike"))),
    }
}

async fn other_type(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut one = element(&session, &kind, &place, 0)?;
    if let Some(one) = one.as_object_mut() {
        one.insert("type".to_owned(), json!("scim-check"));
    }
    let sent = json!([one]);
    let Some(read) = written(&session, &kind, &place, sent.clone()).await? else {
        return Ok(());
    };
    read.expect_kept(&place, &sent)?;
    Ok(())
}

/// Makes a resource with that value and reads it; nothing if it is refused with 400.
async fn written(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
    value: Value,
) -> Result<Option<Answer>, Stop> {
    let mut body = session.minimal(kind).await?;
    values::put(&mut body, place, value);
    let answer = session.post(&kind.endpoint, &body).await?;
    if answer.status() == 400 {
        answer.expect_refusal(&[400], &["invalidValue", "invalidSyntax"])?;
        return Ok(None);
    }
    answer.expect_success()?;
    Ok(Some(session.read(&answer.path(kind)?).await?))
}

fn element(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
    nth: usize,
) -> Result<Value, Stop> {
    let value = values::value(session, kind, place, nth);
    let first = value.as_ref().and_then(|list| list.get(0)).cloned();
    first.ok_or_else(|| Stop::NotClaimed(format!("no value can be made for {}", place.path())))
}

fn elements<'a>(read: &'a Answer, place: &AttrRef<'_>) -> &'a [Value] {
    let list = read
        .body()
        .pointer(&values::pointer(place))
        .and_then(Value::as_array);
    list.map(Vec::as_slice).unwrap_or_default()
}
