//! Elements of lists: selected by a value path, added twice, made the primary one.

use std::sync::Arc;

use scim::schema::{AttrRef, Kind};
use scim::{Attribute, ResourceType, comparable};
use serde_json::{Value, json};

use super::super::about::{About, place};
use super::change::{Subject, complex_lists, holds, is_empty, is_open, list_of};
use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("patch", kind);
    let mut tests = Vec::new();
    for place in complex_lists(kind) {
        tests.extend([
            about.attribute("value-path", &place, "A value path changes, replaces and removes just the element of {attribute} it selects", "RFC 7644 §3.5.2.3", value_path)
                .why("The work address is changed along with the home address, or not at all.")
                .fix("Evaluate the filter in brackets for each element, and apply the operation to those that match."),
            about.attribute("unmatched", &place, "replace in an element of {attribute} that is not there is refused with noTarget, or makes it", "RFC 7644 §3.5.2.3", unmatched)
                .why("The change goes to another element, or nowhere while the client is told that it was made.")
                .fix("Answer 400 with scimType noTarget as the RFC demands, or make the element as Entra expects; change no other."),
        ]);
        if place.attribute.sub("primary").is_some_and(is_open) {
            tests.push(
                about.attribute("primary", &place, "A new primary element of {attribute} makes the others secondary", super::SOURCE, primary)
                    .why("Two addresses are the preferred one, and mail goes to the old one.")
                    .fix("When an operation sets primary to true, set it to false in all other elements."),
            );
        }
    }
    let lists = values::places(kind).filter(|place| {
        place.attribute.multi_valued
            && is_open(place.attribute)
            && place.attribute.name != "schemas"
    });
    for place in lists {
        tests.extend([
            about.attribute("add-twice", &place, "Adding to {attribute} what it holds already changes nothing", "RFC 7644 §3.5.2.1", add_twice)
                .severity(Severity::Should)
                .why("Every repetition of a request makes the list longer.")
                .fix("Leave out elements that are there already, compared by all their sub-attributes."),
            about.attribute("empty-list", &place, "replace of {attribute} with an empty list takes all elements away", "RFC 7643 §2.5", empty_list)
                .why("People keep what was taken from them.")
                .fix("Treat an empty list, and null, as no value."),
        ]);
    }
    tests
}

/// The sub-attribute by which the two elements can be told apart, `type` before all others, and the
/// filter in brackets that selects the first.
fn selector(attribute: &Attribute, one: &Value, other: &Value) -> Option<(String, String)> {
    let differs = |sub: &&Attribute| {
        let part = |element: &Value| {
            element
                .get(&sub.name)
                .map(|part| comparable::value(sub, part))
        };
        sub.kind == Kind::String && is_open(sub) && part(one).is_some() && part(one) != part(other)
    };
    let named = ["type", "value"]
        .iter()
        .filter_map(|name| attribute.sub(name));
    let sub = named.chain(&attribute.sub_attributes).find(differs)?;
    let value = one.get(&sub.name)?;
    Some((sub.name.clone(), format!("[{} eq {value}]", sub.name)))
}

async fn value_path(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let elements = list_of(&session, &kind, &place, &[1, 2]).await?;
    let [first, second] = elements.as_slice() else {
        return Ok(());
    };
    let Some((by, selected)) = selector(place.attribute, first, second) else {
        return Err(Stop::NotClaimed(format!(
            "values of {path} cannot be told apart"
        )));
    };
    let subject = Subject::with(&session, &kind, &[(place, json!(elements))]).await?;
    let mut first = first.clone();
    let changed = place.attribute.sub_attributes.iter().find(|sub| {
        is_open(sub) && sub.name != by && sub.kind == Kind::String && first.get(&sub.name).is_some()
    });
    if let Some((sub, value)) = changed.and_then(|sub| {
        Some((
            sub,
            values::value(&session, &kind, &place.with_sub(sub), 3)?,
        ))
    }) {
        let target = format!("{path}{selected}.{}", sub.name);
        let operation = json!([{"op": "replace", "path": target, "value": value}]);
        if let Some(parts) = first.as_object_mut() {
            parts.insert(sub.name.clone(), value);
        }
        holds(
            &subject.patched(operation).await?,
            &place,
            &json!([first, second]),
            true,
        )?;
    }
    let after = subject
        .patched(json!([{"op": "remove", "path": format!("{path}{selected}")}]))
        .await?;
    holds(&after, &place, &json!([second]), true)
}

async fn unmatched(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let elements = list_of(&session, &kind, &place, &[1, 2]).await?;
    let [there, missing] = elements.as_slice() else {
        return Ok(());
    };
    let Some((by, selected)) = selector(place.attribute, missing, there) else {
        return Err(Stop::NotClaimed(format!(
            "values of {path} cannot be told apart"
        )));
    };
    let target = place
        .attribute
        .sub_attributes
        .iter()
        .find(|sub| is_open(sub) && sub.name != by && sub.kind == Kind::String);
    let Some(sub) = target else {
        return Ok(());
    };
    let subject = Subject::with(&session, &kind, &[(place, json!([there]))]).await?;
    let target = format!("{path}{selected}.{}", sub.name);
    let operation = json!([{"op": "replace", "path": target, "value": missing.get(&sub.name)}]);
    let answer = subject.tried(operation).await?;
    if answer.status() >= 300 {
        answer.expect_scim_type(400, "noTarget")?;
        return holds(&subject.read().await?, &place, &json!([there]), true);
    }
    session.note(format!("{path}{selected} is made where nothing matched, as Entra expects; the RFC demands 400 noTarget"));
    let element = json!({by.as_str(): missing.get(&by), sub.name.as_str(): missing.get(&sub.name)});
    holds(
        &subject.read().await?,
        &place,
        &json!([there, element]),
        true,
    )
}

async fn primary(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let mut elements = list_of(&session, &kind, &place, &[0, 1]).await?;
    for (element, primary) in elements.iter_mut().zip([true, false]) {
        set_primary(element, primary);
    }
    let [old, mut new] = <[Value; 2]>::try_from(elements).unwrap_or_default();
    let subject = Subject::with(&session, &kind, &[(place, json!([old]))]).await?;
    set_primary(&mut new, true);
    let operation = json!([{"op": "add", "path": &*path, "value": [new]}]);
    let after = subject.patched(operation).await?;
    holds(&after, &place, &json!([new]), false)?;
    primaries(&after, &place, 1)
}

fn set_primary(element: &mut Value, primary: bool) {
    if let Some(parts) = element.as_object_mut() {
        parts.insert("primary".to_owned(), json!(primary));
    }
}

fn primaries(answer: &crate::check::Answer, place: &AttrRef<'_>, expected: usize) -> Verdict {
    let list = answer
        .body()
        .pointer(&values::pointer(place))
        .and_then(Value::as_array);
    let primary = |element: &&Value| element.get("primary") == Some(&Value::Bool(true));
    let found = list.into_iter().flatten().filter(primary).count();
    if found == expected {
        return Ok(());
    }
    Err(answer.fail(
        format!("{expected} primary element of {}", place.path()),
        format!("{found}"),
    ))
}

async fn add_twice(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let elements = list_of(&session, &kind, &place, &[1]).await?;
    let subject = Subject::with(&session, &kind, &[(place, json!(elements))]).await?;
    let operation = json!([{"op": "add", "path": &*path, "value": elements}]);
    holds(
        &subject.patched(operation).await?,
        &place,
        &json!(elements),
        true,
    )
}

async fn empty_list(session: Session, kind: Arc<ResourceType>, path: Arc<str>) -> Verdict {
    let place = place(&kind, &path)?;
    let elements = list_of(&session, &kind, &place, &[1]).await?;
    if place.attribute.required {
        return Err(Stop::NotClaimed(format!("{path} is required")));
    }
    let subject = Subject::with(&session, &kind, &[(place, json!(elements))]).await?;
    let operation = json!([{"op": "replace", "path": &*path, "value": []}]);
    is_empty(&subject.patched(operation).await?, &place)
}
