//! Lists of references, such as a group's members.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::AttrRef;
use serde_json::{Value, json};

use super::super::about::{About, place};
use super::change::{Subject, holds, is_empty, list_of};
use crate::check::{Answer, Session, Severity, Stop, Test, Verdict};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("patch", kind);
    let lists = values::places(kind).filter(|place| {
        let attribute = place.attribute;
        attribute.multi_valued
            && values::refers(attribute)
            && super::change::is_open(attribute)
            && attribute.sub("value").is_some_and(values::shown)
    });
    let mut tests = Vec::new();
    for place in lists {
        tests.extend([
            about.attribute("refer.add", &place, "Adding to {attribute} keeps who is there", "RFC 7644 §3.5.2.1", add)
                .why("Groups lose members when one is added.")
                .fix("Append members that are not there yet, by their value."),
            about.attribute("refer.remove-one", &place, "A value path removes one of {attribute} and leaves the rest", "RFC 7644 §3.5.2.2", remove_one)
                .why("Somebody keeps the rights of a group they left, or everybody loses them.")
                .fix("Understand members[value eq \"…\"] as path of remove, and remove just the one."),
            about.attribute("refer.remove-absent", &place, "Removing from {attribute} who is not there succeeds and changes nothing", "RFC 7644 §3.5.2.2", remove_absent)
                .severity(Severity::Advice)
                .why("A client that repeats a request after a lost answer takes the error for a failure.")
                .fix("Answer a removal that matches nobody like one that does."),
            about.attribute("refer.remove-all", &place, "remove of {attribute} removes everyone", "RFC 7644 §3.5.2.2", remove_all)
                .why("People keep the rights of a group that was emptied.")
                .fix("Understand remove with the attribute's name as path as the removal of all elements."),
        ]);
    }
    tests
}

async fn with_two<'k>(
    session: &Session,
    kind: &'k ResourceType,
    path: &str,
) -> Result<(AttrRef<'k>, Subject, Vec<Value>), Stop> {
    let place = place(kind, path)?;
    let three = list_of(session, kind, &place, &[0, 1, 2]).await?;
    let two: Vec<Value> = three.iter().take(2).cloned().collect();
    let subject = Subject::with(session, kind, &[(place, json!(two))]).await?;
    Ok((place, subject, three))
}

async fn add(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let (place, subject, three) = with_two(&session, &kind, &path).await?;
    let operation = json!([{"op": "add", "path": &*path, "value": three.get(1..)}]);
    holds(
        &subject.patched(operation).await?,
        &place,
        &json!(three),
        false,
    )
}

async fn remove_one(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let (place, subject, three) = with_two(&session, &kind, &path).await?;
    let operation =
        json!([{"op": "remove", "path": selecting(&path, three.first(), &subject.made)?}]);
    holds(
        &subject.patched(operation).await?,
        &place,
        &json!(three.get(1..2)),
        true,
    )
}

async fn remove_absent(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let (place, subject, three) = with_two(&session, &kind, &path).await?;
    let operation =
        json!([{"op": "remove", "path": selecting(&path, three.get(2), &subject.made)?}]);
    holds(
        &subject.patched(operation).await?,
        &place,
        &json!(three.get(..2)),
        true,
    )
}

async fn remove_all(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let (place, subject, _) = with_two(&session, &kind, &path).await?;
    let after = subject
        .patched(json!([{"op": "remove", "path": &*path}]))
        .await?;
    is_empty(&after, &place)
}

/// The value path that selects the element.
fn selecting(path: &str, element: Option<&Value>, made: &Answer) -> Result<String, Stop> {
    let value = element.and_then(|element| element.get("value"));
    let value = value.ok_or_else(|| made.fail("references by value", "others").blocked())?;
    Ok(format!("{path}[value eq {value}]"))
}
