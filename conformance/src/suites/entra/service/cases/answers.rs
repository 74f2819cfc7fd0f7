//! What all answers must look like.

use serde_json::{Value, json};

use super::slice::{Setup, Slice, case};
use crate::check::{Answer, Severity, Test, Verdict};
use crate::http::{Credentials, Request};
use crate::suites::entra::wire::{expect_media_type, filter};

pub(super) fn tests(setup: &Setup) -> Vec<Test> {
    let media_type = case(
        setup,
        "answers.media-type",
        (1, 0),
        "Answers to creating, reading, searching and failing say application/scim+json",
        "reading answers",
        media_type,
    )
    .why("Microsoft's validator stops at the first answer of another type.")
    .fix("Set Content-Type: application/scim+json on every answer with a body.");
    let total = case(
        setup,
        "answers.total",
        (1, 0),
        "The list that a match gives counts as many as it holds",
        "matching",
        total,
    )
    .why("A count that differs is taken for further pages, or for nobody.")
    .fix("Let totalResults be the number of resources that match the filter.");
    let patched = case(
        setup,
        "answers.patched",
        (2, 0),
        "The answer to a PATCH is 204, or 200 with a body that shows what was written",
        "incremental cycle",
        patched,
    )
    .why("Entra takes old values in the answer for a change that failed.")
    .fix("Make the answer from what was stored, or send none.");
    let error = case(
        setup,
        "answers.error",
        (0, 0),
        "An error says what is wrong in detail, and its status as text",
        "reporting errors",
        error,
    )
    .severity(Severity::Should)
    .why("The administrator reads detail in the provisioning log; without it nobody knows what to do.")
    .fix("Answer errors with the Error schema, detail for people, and status as a string.");
    vec![media_type, total, patched, error]
}

/// The tests of what comes when something is wrong, as far as it can be provoked.
pub(super) fn failures(setup: &Setup) -> Vec<Test> {
    let token = case(
        setup,
        "failure.wrong-token",
        (0, 0),
        "A wrong token is a 401, and no page to sign in",
        "quarantine after a refused token",
        wrong_token,
    )
    .why("A redirect or a page of HTML cannot be read, and nobody learns that the token expired.")
    .fix("Answer 401 to every request below the SCIM URL whose token is not good; never redirect.");
    let stale = case(
        setup,
        "failure.stale-link",
        (1, 0),
        "A user that is gone is a 404 for GET and PATCH alike",
        "links to users that are gone",
        stale,
    )
    .why("Entra drops its link to a user only at a 404, and else tries the same forever.")
    .fix("Answer 404 with a SCIM error for ids that nobody has.");
    let conflict = case(
        setup,
        "failure.conflict",
        (1, 0),
        "A user that exists cannot be created again, and the match finds the first one",
        "sending a user again after an answer was lost",
        conflict,
    )
    .why("After a lost answer the person would be there twice, and nobody could be matched any more.")
    .fix("Answer 409 with scimType uniqueness to a userName that is taken, in any letter case.");
    let refused = case(
        setup,
        "failure.all-or-nothing",
        (1, 0),
        "A PATCH that is refused changes nothing, and the next good one is taken",
        "escrow",
        refused,
    )
    .why("Entra sends the whole change again, computed from what it believes is still there.")
    .fix("Apply all operations of a PATCH or none (RFC 7644 §3.5.2).");
    vec![token, stale, conflict, refused]
}

async fn media_type(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let values = slice.mapping.user(&person);
    let created = slice.service().create_user(&values).await?;
    expect_media_type(&created)?;
    let path = format!("/Users/{}", created.expect_id()?);
    expect_media_type(&slice.session.read(&path).await?)?;
    let search = format!("/Users?{}", filter("userName", &person.user_name));
    expect_media_type(&slice.session.get(&search).await?)?;
    let nowhere = format!("/Users/{}", slice.session.unique("nobody"));
    expect_media_type(&slice.session.get(&nowhere).await?)
}

async fn total(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    slice.given_person(&person).await?;
    let search = format!("/Users?{}", filter("userName", &person.user_name));
    let answer = slice.session.get(&search).await?;
    let list = answer.list()?;
    if (list.total, list.resources.len()) == (Some(1), 1) {
        return Ok(());
    }
    let total = list.total.map_or("none".to_owned(), |it| it.to_string());
    let found = format!(
        "totalResults {total} and {} resources",
        list.resources.len()
    );
    Err(answer.fail("totalResults 1 and one resource", found))
}

async fn patched(slice: Slice) -> Verdict {
    let path = format!("/Users/{}", slice.given_person(&slice.person(0)?).await?);
    let name = slice.session.unique("Shown");
    let operations = json!([{"op": "Replace", "path": "displayName", "value": name}]);
    let answer = slice.session.patch_with(&path, operations).await?;
    answer.expect_status(&[200, 204])?;
    if answer.status() == 200 && answer.body().get("displayName").is_some() {
        answer.expect_value("/displayName", &json!(name))?;
    }
    let read = slice.session.read(&path).await?;
    read.expect_value("/displayName", &json!(name))?;
    Ok(())
}

async fn error(slice: Slice) -> Verdict {
    let path = format!("/Users/{}", slice.session.unique("nobody"));
    let answer = slice.session.get(&path).await?;
    answer.expect_error(&[404])?;
    answer.expect_text("/detail")?;
    Ok(())
}

async fn wrong_token(slice: Slice) -> Verdict {
    let guid = slice.session.unique("nobody");
    let request = Request::get(&format!("/Users?{}", filter("userName", &guid)));
    let wrong = Credentials::Header("Bearer expired-token".to_owned());
    let answer = slice.session.send(request.credentials(wrong)).await?;
    answer.expect_status(&[401])?;
    let kind = answer.header("content-type").unwrap_or_default();
    if kind.contains("html") {
        return Err(answer.fail("a SCIM error", kind));
    }
    Ok(())
}

async fn stale(slice: Slice) -> Verdict {
    let path = format!("/Users/{}", slice.given_person(&slice.person(0)?).await?);
    slice.session.delete(&path).await?.expect_success()?;
    slice.session.get(&path).await?.expect_status(&[404])?;
    let operations = json!([{"op": "Replace", "path": "title", "value": "Ghost"}]);
    let answer = slice.session.patch_with(&path, operations).await?;
    answer.expect_status(&[404])?;
    Ok(())
}

async fn conflict(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let id = slice.given_person(&person).await?;
    let body = crate::suites::entra::service::mapping::new_user(&slice.mapping.user(&person));
    let again = slice.session.post("/Users", &body).await?;
    again.expect_status(&[409])?;
    let by = [crate::suites::entra::service::place::Place::Attribute(
        "userName",
    )];
    slice.expect_found(&person, &by, &id).await?;
    Ok(())
}

async fn refused(slice: Slice) -> Verdict {
    let person = slice.person(0)?;
    let path = format!("/Users/{}", slice.given_person(&person).await?);
    let operations = json!([
        {"op": "Replace", "path": "displayName", "value": slice.session.unique("Half")},
        {"op": "Replace", "path": "emails[type eq", "value": "broken"},
    ]);
    let answer = slice.session.patch_with(&path, operations).await?;
    expect_refusal(&answer)?;
    slice.expect_person(&path, &person).await?;
    let name = Value::from(slice.session.unique("Whole"));
    let operations = json!([{"op": "Replace", "path": "displayName", "value": name}]);
    slice
        .session
        .patch_with(&path, operations)
        .await?
        .expect_success()?;
    slice
        .session
        .read(&path)
        .await?
        .expect_value("/displayName", &name)?;
    Ok(())
}

fn expect_refusal(answer: &Answer) -> Verdict {
    if (400..500).contains(&answer.status()) {
        return Ok(());
    }
    Err(answer.fail("HTTP 4xx for a path that is none", answer.status_in_words()))
}
