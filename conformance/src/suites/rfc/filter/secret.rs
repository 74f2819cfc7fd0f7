//! Filters on what nobody may read.

use scim::ResourceType;
use scim::schema::{AttrRef, Kind, Returned};
use serde_json::{Value, json};

use super::super::common::typed;
use super::super::own::Own;
use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::http::query;
use crate::values;

/// The tests for one resource type, where it has such an attribute.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    if secret(kind).is_none() {
        return Vec::new();
    }
    vec![
        typed(kind, "filter", "never-returned", "A filter on an attribute that is never returned does not make it visible", "RFC 7643 §7", unseen)
            .why("Passwords come out with the list.")
            .fix("Leave attributes with returned never out of every answer, whatever the query names."),
        typed(kind, "filter", "secret-by-pieces", "A secret cannot be found out piece by piece with sw", "RFC 7644 §7.5", by_pieces)
            .severity(Severity::Advice)
            .why("Whoever holds the token can learn passwords letter by letter, and they are stored so that this works.")
            .fix("Refuse filters on passwords with 403 or 400, and store only their hashes."),
    ]
}

fn secret(kind: &ResourceType) -> Option<AttrRef<'_>> {
    values::places(kind).find(|place| {
        let attribute = place.attribute;
        attribute.returned == Returned::Never
            && attribute.kind == Kind::String
            && !attribute.multi_valued
    })
}

/// A resource with a secret, the attribute's path and the secret.
async fn with_secret(
    session: &Session,
    kind: &ResourceType,
) -> Result<(Own, String, String), Stop> {
    let nothing = || Stop::NotClaimed("no attribute is secret".to_owned());
    let place = secret(kind).ok_or_else(nothing)?;
    let value = values::value(session, kind, &place, 0).ok_or_else(nothing)?;
    let text = value.as_str().unwrap_or_default().to_owned();
    let mut body = session.minimal(kind).await?;
    values::put(&mut body, &place, value);
    Ok((
        Own::make(session, kind, vec![body]).await?,
        place.path(),
        text,
    ))
}

async fn unseen(session: Session, kind: ResourceType) -> Verdict {
    let (own, path, secret) = with_secret(&session, &kind).await?;
    for filter in [format!("{path} pr"), format!("{path} eq {}", json!(secret))] {
        let filter = own.among(&filter);
        let parameters = [("filter", filter.as_str()), ("attributes", &path)];
        let answer = session.get(&query(&kind.endpoint, &parameters)).await?;
        let resources = answer.body().get("Resources").and_then(Value::as_array);
        let shown =
            resources.is_some_and(|list| list.iter().any(|it| it.to_string().contains(&secret)));
        if shown {
            return Err(answer.fail(format!("no {path} in the answer"), "its value"));
        }
        if answer.status() >= 500 && answer.status() != 501 {
            return Err(answer.fail("a list, or a refusal", answer.status_in_words()));
        }
    }
    Ok(())
}

async fn by_pieces(session: Session, kind: ResourceType) -> Verdict {
    let (own, path, secret) = with_secret(&session, &kind).await?;
    let piece: String = secret.chars().take(3).collect();
    let filter = own.among(&format!("{path} sw {}", json!(piece)));
    let answer = session
        .get(&query(&kind.endpoint, &[("filter", &filter)]))
        .await?;
    let found = answer.body().get("Resources").and_then(Value::as_array);
    if answer.status() != 200 || found.is_none_or(Vec::is_empty) {
        return Ok(());
    }
    // That something was found proves nothing if the filter is ignored.
    let wrong = own.among(&format!("{path} sw \"no such beginning\""));
    let control = session
        .get(&query(&kind.endpoint, &[("filter", &wrong)]))
        .await?;
    let ignored = control.body().get("Resources").and_then(Value::as_array);
    if ignored.is_some_and(|list| !list.is_empty()) {
        return Err(control.fail(
            "the filter to be refused or to match nothing",
            "it is ignored",
        ));
    }
    Err(answer.fail(
        "the filter to be refused or to match nothing",
        "the resource whose secret begins so",
    ))
}
