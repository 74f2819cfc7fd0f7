//! Deleting resources (RFC 7644 §3.6).

use std::sync::Arc;

use scim::ResourceType;
use serde_json::json;

use super::about::About;
use crate::check::{Session, Severity, Stop, Test, Verdict};
use crate::target::{Need, Target};

/// Why it matters that what is gone stays gone.
const GHOST: &str = "A client that can still reach what it deleted believes the person still has an account, or changes one nobody sees.";

/// What to do about it.
const NOT_FOUND: &str = "Look the resource up before anything else, and answer 404 with a SCIM error if it was deleted, also if only marked as such.";

/// The tests for each resource type.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    target.types.iter().flat_map(for_type).collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    let about = About::new("delete", kind);
    let mut tests = vec![
        about
            .test("deleted", "DELETE of a {type} is answered with 204", "RFC 7644 §3.6", deleted)
            .why("Clients repeat a deletion that was not confirmed.")
            .fix("Answer a successful DELETE with 204 (No Content) and no body."),
        about
            .test("unknown-id", "DELETE of a {type} that nobody has is a 404", "RFC 7644 §3.12", unknown)
            .severity(Severity::Should)
            .why("A client that hears 204 believes it hit what it meant.")
            .fix(NOT_FOUND),
        about
            .test("unlisted", "A {type} that was deleted is found by no search", "RFC 7644 §3.6", unlisted)
            .needs(Need::Filter)
            .why(GHOST)
            .fix("Leave deleted resources out of every list and count."),
        about
            .test("name-free", "The name of a {type} that was deleted can be given again", "RFC 7644 §3.6", name_free)
            .severity(Severity::Should)
            .why("People come back, and groups are made anew; a name that is taken by nothing visible cannot be explained to anyone.")
            .fix("Leave deleted resources out of the check for uniqueness."),
    ];
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        let id = format!("gone-{}", method.to_lowercase());
        let title = format!("{method} of a {{type}} that was deleted is a 404");
        let test = about
            .test(&id, &title, "RFC 7644 §3.6", move |session, kind| {
                gone(session, kind, method)
            })
            .why(GHOST)
            .fix(NOT_FOUND);
        tests.push(if method == "PATCH" {
            test.needs(Need::Patch)
        } else {
            test
        });
    }
    tests
}

async fn deleted(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = session.given_minimal(&kind).await?.path(&kind)?;
    let answer = session.delete(&path).await?;
    answer.expect_status(&[204])?;
    Ok(())
}

async fn unknown(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let path = format!("{}/{}", kind.endpoint, session.unique("nobody"));
    session.delete(&path).await?.expect_error(&[404])?;
    Ok(())
}

async fn gone(session: Session, kind: Arc<ResourceType>, method: &str) -> Verdict {
    let body = session.minimal(&kind).await?;
    let path = given_deleted(&session, &kind, &body).await?;
    let answer = match method {
        "PUT" => session.put(&path, &body).await?,
        "PATCH" => {
            let value = json!({"externalId": session.unique("again")});
            session
                .patch_with(&path, json!([{"op": "replace", "value": value}]))
                .await?
        }
        "DELETE" => session.delete(&path).await?,
        _ => session.get(&path).await?,
    };
    answer.expect_error(&[404])?;
    Ok(())
}

async fn unlisted(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = session.given_minimal(&kind).await?;
    let (id, path) = (answer.expect_id()?, answer.path(&kind)?);
    session
        .delete(&path)
        .await?
        .expect_success()
        .map_err(Stop::blocked)?;
    let search = format!("{}?filter=id+eq+%22{id}%22", kind.endpoint);
    let answer = session.get(&search).await?;
    if answer.list()?.ids().contains(&id) {
        return Err(answer.fail("a list without the deleted one", id));
    }
    Ok(())
}

async fn name_free(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let body = session.minimal(&kind).await?;
    given_deleted(&session, &kind, &body).await?;
    session
        .post(&kind.endpoint, &body)
        .await?
        .expect_success()?;
    Ok(())
}

/// Makes this resource, deletes it and gives the path it had.
async fn given_deleted(
    session: &Session,
    kind: &ResourceType,
    body: &serde_json::Value,
) -> Result<String, Stop> {
    let path = session.given(kind, body).await?.path(kind)?;
    let answer = session.delete(&path).await.map_err(Stop::blocked)?;
    answer.expect_success().map_err(Stop::blocked)?;
    Ok(path)
}
