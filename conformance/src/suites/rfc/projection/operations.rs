//! The parameters on every operation that answers with a resource.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::{AttrRef, Returned};
use serde_json::{Value, json};

use super::is_nothing;
use crate::check::{Answer, Session, Stop, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::target::Need;
use crate::values;

const WHY: &str = "Clients that need only the id of what they wrote ask for no more; large groups make the difference.";

/// The tests for one resource type.
pub(super) fn tests(about: &About) -> Vec<Test> {
    let test = |method: Method, what: &str, title: &str, source: &str| {
        about
            .test(what, title, source, move |session, kind| projected(session, kind, method))
            .why(WHY)
            .fix("Apply attributes and excludedAttributes wherever an answer holds a resource, also to POST, PUT and PATCH.")
    };
    vec![
        test(
            Method::List,
            "on-list",
            "attributes and excludedAttributes shape each {type} of a list",
            "RFC 7644 §3.4.2.5",
        )
        .needs(Need::Filter),
        test(
            Method::Post,
            "on-create",
            "attributes and excludedAttributes shape the answer to POST of a {type}",
            "RFC 7644 §3.9",
        ),
        test(
            Method::Put,
            "on-replace",
            "attributes and excludedAttributes shape the answer to PUT of a {type}",
            "RFC 7644 §3.9",
        ),
        test(
            Method::Patch,
            "on-patch",
            "PATCH of a {type} with attributes is answered with 200 and those",
            "RFC 7644 §3.5.2",
        )
        .needs(Need::Patch),
    ]
}

/// What answers with a resource.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    List,
    Post,
    Put,
    Patch,
}

async fn projected(session: Session, kind: Arc<ResourceType>, method: Method) -> Verdict {
    let [one, other] = two_places(&session, &kind)?;
    let only = format!("attributes={}", one.path());
    let all_but = format!("excludedAttributes={}", other.path());
    for parameters in [only, all_but] {
        let mut body = session.minimal(&kind).await?;
        for place in [&one, &other] {
            if let Some(value) = values::value(&session, &kind, place, 0) {
                values::put(&mut body, place, value);
            }
        }
        let answer = send(&session, &kind, method, &body, &parameters).await?;
        // PATCH may leave its answer empty where attributes does not demand one.
        if answer.status() != 204 {
            expect(&answer, &one, &other)?;
        }
    }
    Ok(())
}

/// Two attributes of the core schema that come by default.
fn two_places<'k>(session: &Session, kind: &'k ResourceType) -> Result<[AttrRef<'k>; 2], Stop> {
    let usual = |place: &AttrRef<'_>| {
        place.extension.is_none()
            && place.attribute.returned == Returned::Default
            && values::shown(place.attribute)
    };
    let mut places = values::writable(session, kind).into_iter().filter(usual);
    match (places.next(), places.next()) {
        (Some(one), Some(other)) => Ok([one, other]),
        _ => Err(Stop::NotClaimed(format!(
            "{} has no two such attributes",
            kind.name
        ))),
    }
}

async fn send(
    session: &Session,
    kind: &ResourceType,
    method: Method,
    body: &Value,
    parameters: &str,
) -> Result<Answer, Stop> {
    if method == Method::Post {
        let answer = session
            .post(&format!("{}?{parameters}", kind.endpoint), body)
            .await?;
        answer.expect_success()?;
        return Ok(answer);
    }
    let made = session.given(kind, body).await?;
    let (id, path) = (made.expect_id()?, made.path(kind)?);
    let answer = match method {
        Method::List => {
            let search = format!("{}?filter=id+eq+%22{id}%22&{parameters}", kind.endpoint);
            session.get(&search).await?
        }
        Method::Patch => {
            let value = json!({"externalId": session.unique("patched")});
            let operations = json!([{"op": "replace", "value": value}]);
            session
                .patch_with(&format!("{path}?{parameters}"), operations)
                .await?
        }
        Method::Put | Method::Post => session.put(&format!("{path}?{parameters}"), body).await?,
    };
    answer.expect_success()?;
    if method == Method::Patch && parameters.starts_with("attributes") {
        answer.expect_status(&[200])?;
    }
    Ok(answer)
}

/// The resource in the answer, alone or in a list, has the one place and not the other.
fn expect(answer: &Answer, one: &AttrRef<'_>, other: &AttrRef<'_>) -> Verdict {
    let body = answer.body();
    let resource = body.pointer("/Resources/0").unwrap_or(body);
    if resource.pointer(&values::pointer(one)).is_none() {
        return Err(answer.fail(one.path(), "nothing"));
    }
    let found = resource.pointer(&values::pointer(other));
    match found.filter(|found| !is_nothing(Some(found))) {
        Some(found) => Err(answer.fail(format!("no {}", other.path()), found.to_string())),
        None => Ok(()),
    }
}
