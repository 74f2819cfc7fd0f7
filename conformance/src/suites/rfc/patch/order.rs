//! Several operations in one request.

use std::sync::Arc;

use scim::ResourceType;
use scim::schema::AttrRef;
use serde_json::{Value, json};

use super::super::about::About;
use super::super::common::naming;
use super::SOURCE;
use super::change::{Subject, holds};
use crate::check::{Session, Stop, Test, Verdict};
use crate::values;

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    if naming(kind).is_none() {
        return Vec::new();
    }
    let about = About::new("patch", kind);
    vec![
        about
            .test(
                "order",
                "Operations are applied in their order",
                SOURCE,
                order,
            )
            .why("The last word of a client is overwritten by an earlier one.")
            .fix("Apply each operation to what the one before it left."),
        about
            .test(
                "atomic",
                "A request with an operation that fails changes nothing",
                SOURCE,
                atomic,
            )
            .why("People are half changed: the client sees an error and does not know which half.")
            .fix(
                "Apply all operations to a copy, and keep it only if every one of them succeeded.",
            ),
        about
            .test(
                "no-change",
                "Adding the value that is there does not change meta.lastModified",
                "RFC 7644 §3.5.2.1",
                no_change,
            )
            .why("Clients that ask for what changed get everybody again after every cycle.")
            .fix("Compare the resource before and after, and store it only if it differs."),
    ]
}

fn values_of(
    session: &Session,
    kind: &ResourceType,
    place: &AttrRef<'_>,
) -> Result<[Value; 2], Stop> {
    let nothing = || Stop::NotClaimed(format!("{} takes no values", place.path()));
    let value = |nth| values::value(session, kind, place, nth).ok_or_else(nothing);
    Ok([value(0)?, value(1)?])
}

fn place(kind: &ResourceType) -> Result<AttrRef<'_>, Stop> {
    naming(kind)
        .ok_or_else(|| Stop::NotClaimed(format!("nothing of a {} can be written", kind.name)))
}

async fn order(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let place = place(&kind)?;
    let [first, last] = values_of(&session, &kind, &place)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    let operations = json!([
        {"op": "replace", "path": place.path(), "value": first},
        {"op": "replace", "path": place.path(), "value": last},
    ]);
    holds(&subject.patched(operations).await?, &place, &last, true)
}

async fn atomic(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let place = place(&kind)?;
    let [new, _] = values_of(&session, &kind, &place)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    let before = subject.read().await?;
    let old = before
        .body()
        .pointer(&values::pointer(&place))
        .cloned()
        .unwrap_or_default();
    // A removal without a path fails everywhere (RFC 7644 §3.5.2.2).
    let operations =
        json!([{"op": "replace", "path": place.path(), "value": new}, {"op": "remove"}]);
    let answer = subject.tried(operations).await?;
    if (200..300).contains(&answer.status()) {
        return Err(answer.fail(
            "an error, since remove has no path",
            answer.status_in_words(),
        ));
    }
    holds(&subject.read().await?, &place, &old, true)
}

async fn no_change(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let place = place(&kind)?;
    let subject = Subject::with(&session, &kind, &[]).await?;
    let before = subject.read().await?;
    let time = "/meta/lastModified";
    let (Some(value), Some(modified)) = (
        before.body().pointer(&values::pointer(&place)).cloned(),
        before.body().pointer(time).cloned(),
    ) else {
        return Err(Stop::NotClaimed(
            "resources show no meta.lastModified".to_owned(),
        ));
    };
    let operation = json!([{"op": "add", "path": place.path(), "value": value}]);
    subject
        .patched(operation)
        .await?
        .expect_value(time, &modified)?;
    Ok(())
}
