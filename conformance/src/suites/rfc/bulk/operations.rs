//! Each operation of a bulk request, and what is said of it.

use std::sync::Arc;

use scim::ResourceType;
use serde_json::{Value, json};

use super::super::about::About;
use super::super::common::naming;
use super::message::{post, send};
use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::http::operation_status;
use crate::target::Need;
use crate::values;

const RESULTS: &str = "RFC 7644 §3.7.3";

/// The tests for one resource type.
pub(super) fn tests(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("bulk", kind);
    vec![
        about.test("create", "Each POST makes a resource and tells its bulkId, location and status 201", RESULTS, create)
            .why("Clients cannot tell which id belongs to what they sent.")
            .fix("Repeat method and bulkId in each result, with the location of what was made and the status."),
        about.test("replace-and-delete", "PUT and DELETE change resources as single requests do", "RFC 7644 §3.7", replace_and_delete)
            .why("Half of what a client sends in bulk never happens.")
            .fix("Hand each operation to what would do a request of its own."),
        about.test("patch", "PATCH changes a resource as a single request does", "RFC 7644 §3.7", patch)
            .needs(Need::Patch)
            .why("Changes that a client sends in bulk never happen.")
            .fix("Hand the data of a PATCH operation to what would do a PATCH request."),
        about.test("status-as-text", "The status of an operation is a text", RESULTS, status_as_text)
            .severity(Severity::Advice)
            .why("Clients with strict types, which expect what the RFC's examples show, cannot read the answer.")
            .fix("Write \"status\": \"201\" rather than a number."),
        about.test("errors", "An operation that fails tells why, and the others are done nevertheless", "RFC 7644 §3.7, §3.7.3", errors)
            .why("One wrong resource keeps all others from arriving, or its error goes unseen.")
            .fix("Go on after a failure, and put the SCIM error into response, with the location unless it was a POST."),
        about.test("fail-on-errors", "After as many errors as failOnErrors says, nothing more is done", "RFC 7644 §3.7", fail_on_errors)
            .why("The client asked to stop, and the rest was changed all the same.")
            .fix("Count failed operations, and leave the rest undone when failOnErrors is reached."),
    ]
}

async fn create(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let (one, other) = (session.minimal(&kind).await?, session.minimal(&kind).await?);
    let operations = [
        post(&kind.endpoint, "one", &one),
        post(&kind.endpoint, "other", &other),
    ];
    let results = send(&session, &operations, None).await?;
    for (bulk_id, sent) in [("one", &one), ("other", &other)] {
        let operation = results.of(bulk_id)?;
        results.expect_status(operation, &[201])?;
        let read = session.read(&results.made(operation)?).await?;
        if let Some(place) = naming(&kind) {
            let pointer = values::pointer(&place);
            read.expect_value(&pointer, sent.pointer(&pointer).unwrap_or(&Value::Null))?;
        }
    }
    Ok(())
}

async fn replace_and_delete(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let kept = session.given_minimal(&kind).await?.path(&kind)?;
    let gone = session.given_minimal(&kind).await?.path(&kind)?;
    let mut data = session.minimal(&kind).await?;
    if let (Some(fields), Some(id)) = (data.as_object_mut(), kept.rsplit('/').next()) {
        fields.insert("id".to_owned(), json!(id));
    }
    let operations = [
        json!({"method": "PUT", "path": kept, "data": data}),
        json!({"method": "DELETE", "path": gone}),
    ];
    let results = send(&session, &operations, None).await?;
    results.expect_status(results.on("PUT", &kept)?, &[200])?;
    results.expect_status(results.on("DELETE", &gone)?, &[204])?;
    let read = session.read(&kept).await?;
    if let Some(place) = naming(&kind) {
        let pointer = values::pointer(&place);
        read.expect_value(&pointer, data.pointer(&pointer).unwrap_or(&Value::Null))?;
    }
    session.get(&gone).await?.expect_status(&[404])?;
    Ok(())
}

async fn patch(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = session.given_minimal(&kind).await?.path(&kind)?;
    let nothing = || Stop::NotClaimed(format!("nothing of a {} can be written", kind.name));
    let place = naming(&kind).ok_or_else(nothing)?;
    let value = values::value(&session, &kind, &place, 1).ok_or_else(nothing)?;
    let data = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": place.path(), "value": value}],
    });
    let operations = [json!({"method": "PATCH", "path": path, "data": data})];
    let results = send(&session, &operations, None).await?;
    results.expect_status(results.on("PATCH", &path)?, &[200, 204])?;
    session
        .read(&path)
        .await?
        .expect_value(&values::pointer(&place), &value)?;
    Ok(())
}

async fn status_as_text(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let data = session.minimal(&kind).await?;
    let results = send(&session, &[post(&kind.endpoint, "one", &data)], None).await?;
    let operation = results.of("one")?;
    // RFC 7644 §3.7.2 shows an object with a code as well.
    let status = operation
        .pointer("/status/code")
        .or(operation.get("status"));
    if status.is_some_and(Value::is_string) {
        return Ok(());
    }
    Err(results.answer.fail("status as text", operation.to_string()))
}

async fn errors(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let missing = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    let data = session.minimal(&kind).await?;
    let operations = [
        json!({"method": "DELETE", "path": missing}),
        post(&kind.endpoint, "wrong", &json!("no resource")),
        post(&kind.endpoint, "right", &data),
    ];
    let results = send(&session, &operations, None).await?;
    let deletion = results.on("DELETE", &missing)?;
    results.expect_status(deletion, &[404])?;
    let wrong = results.of("wrong")?;
    results.expect_status(wrong, &[400])?;
    for operation in [deletion, wrong] {
        let error = operation
            .pointer("/response/schemas/0")
            .and_then(Value::as_str);
        if error != Some("urn:ietf:params:scim:api:messages:2.0:Error") {
            return Err(results
                .answer
                .fail("the SCIM error in response", operation.to_string()));
        }
    }
    session.read(&results.made(results.of("right")?)?).await?;
    Ok(())
}

async fn fail_on_errors(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let missing = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    let late = session.given_minimal(&kind).await?.path(&kind)?;
    let operations = [
        json!({"method": "DELETE", "path": missing}),
        json!({"method": "DELETE", "path": late}),
    ];
    let results = send(&session, &operations, Some(1)).await?;
    let done = results
        .operations
        .iter()
        .filter(|it| operation_status(it) == Some(204))
        .count();
    if done > 0 {
        return Err(results
            .answer
            .fail("nothing done after the first error", "the rest was done"));
    }
    session.read(&late).await?;
    Ok(())
}
