//! How the discovery endpoints behave, and whether what they name is there.

use std::sync::Arc;

use scim::ResourceType;
use serde_json::{Value, json};

use super::{documents, test};
use crate::check::{Session, Severity, Test, Verdict};
use crate::suites::rfc::about::About;
use crate::target::Target;

/// The endpoints that answer with lists.
const LISTS: [&str; 2] = ["/ResourceTypes", "/Schemas"];

/// The tests.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let answers = |kind| {
        About::new("discovery", kind)
            .test(
                "endpoint-answers",
                "The endpoint of {type} answers",
                "RFC 7643 §6",
                answers,
            )
            .why("A type whose endpoint isn't there cannot be provisioned.")
            .fix("Serve resources where /ResourceTypes says, or take the type out of it.")
    };
    let mut tests: Vec<Test> = target.types.iter().map(answers).collect();
    for path in LISTS {
        tests.extend(list_tests(path));
    }
    tests
}

fn list_tests(path: &'static str) -> [Test; 3] {
    let name = if path == "/Schemas" {
        "schemas"
    } else {
        "resource-types"
    };
    [
        test(
            &format!("{name}.filter"),
            &format!("A filter on {path} is refused with 403"),
            "RFC 7644 §4",
        )
        .severity(Severity::Should)
        .why("A client whose filter is ignored believes that everything it got matches.")
        .fix("Answer 403 with a SCIM error to every request with a filter there.")
        .run(move |session| filtered(session, path)),
        test(
            &format!("{name}.parameters"),
            &format!("{path} is always whole and in one page"),
            "RFC 7644 §4",
        )
        .why("Clients read it once, and never ask for a second page.")
        .fix("Ignore startIndex, count, sortBy and sortOrder there.")
        .run(move |session| paged(session, path)),
        test(
            &format!("{name}.read-only"),
            &format!("{path} cannot be changed with PUT"),
            "RFC 7643 §6, §7",
        )
        .why("Every client relies on them; one that can change them changes them for all.")
        .fix("Answer 405, 501 or 403 to every method but GET there.")
        .run(move |session| read_only(session, path)),
    ]
}

async fn answers(session: Session, kind: Arc<ResourceType>) -> Verdict {
    let answer = session.get(&format!("{}?count=1", kind.endpoint)).await?;
    if answer.status() == 400 && answer.body().get("scimType") == Some(&json!("tooMany")) {
        return Ok(());
    }
    answer.list()?;
    Ok(())
}

async fn filtered(session: Session, path: &str) -> Verdict {
    let answer = session
        .get(&format!("{path}?filter=name+eq+%22User%22"))
        .await?;
    answer.expect_error(&[403])?;
    Ok(())
}

async fn paged(session: Session, path: &str) -> Verdict {
    let (_, whole) = documents(&session, path).await?;
    let asked = format!("{path}?startIndex=2&count=1&sortBy=id&sortOrder=descending");
    let answer = session.get(&asked).await?;
    let list = answer.list()?;
    if list.resources.len() == whole.len() {
        return Ok(());
    }
    Err(answer.fail(
        format!("all {}", whole.len()),
        format!("{} of them", list.resources.len()),
    ))
}

/// Tries to change a description. Whatever a server makes of it is undone.
async fn read_only(session: Session, path: &str) -> Verdict {
    let (_, listed) = documents(&session, path).await?;
    let Some(before) = listed.first() else {
        return Ok(());
    };
    let id = before
        .get("id")
        .or_else(|| before.get("name"))
        .and_then(Value::as_str);
    let address = format!("{path}/{}", id.unwrap_or_default());
    let mut changed = before.clone();
    if let Some(changed) = changed.as_object_mut() {
        changed.insert("description".to_owned(), json!(session.unique("changed")));
    }
    let answer = session.put(&address, &changed).await?;
    if !(200..300).contains(&answer.status()) {
        return Ok(());
    }
    let (_, after) = documents(&session, path).await?;
    if after.first().and_then(|it| it.get("description")) == before.get("description") {
        return Ok(());
    }
    session.put(&address, before).await?;
    Err(answer.fail("a refusal, or no change", "the description was changed"))
}
