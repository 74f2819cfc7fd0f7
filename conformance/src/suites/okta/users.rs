//! Users as Okta's provisioning keeps them.

use serde_json::{Value, json};

use super::wire::{REFERENCE, by_user_name, get, given_user, replace, send, test};
use crate::check::{Session, Stop, Test, Verdict};

pub(super) fn tests() -> Vec<Test> {
    vec![
        test("users.match", "A user is found by its userName, once, and whole", REFERENCE)
            .why("Okta links its user to the one it finds, or creates a second one.")
            .fix("Support userName eq, with startIndex and count beside it.")
            .run(found),
        test("users.disable-patch", "PATCH of active to false without a path disables the user, who stays readable", REFERENCE)
            .why("This is how Okta ends a person's access; whoever is still active afterwards can log in.")
            .fix("Take a PATCH operation without a path, whose value is an object of attributes.")
            .run(disable_by_patch),
        test("users.enable-patch", "PATCH of active to true without a path enables the user again, with the same id", REFERENCE)
            .why("Okta reactivates people who come back, and expects the account it knew.")
            .fix("Keep disabled users, and let active become true again.")
            .run(enable_by_patch),
        test("users.disable-put", "PUT of the whole user with active false disables it", REFERENCE)
            .why("Integrations made with Okta's wizard send every change as a PUT, this one too.")
            .fix("Take a PUT of what a GET gave with active changed.")
            .run(disable_by_put),
        test("users.update-put", "PUT of what GET gave with one name changed changes that name", REFERENCE)
            .why("Okta reads, changes and writes back the whole user, with id, meta and groups in it.")
            .fix("Ignore readOnly attributes in a PUT, and answer 200 with the new resource.")
            .run(update_by_put),
        test("users.put-empty-text", "PUT with an empty middle name is accepted", REFERENCE)
            .why("Okta writes attributes that have no value as empty texts.")
            .fix("Take an empty text for an attribute that is not there, or keep it; don't refuse it.")
            .run(put_with_empty_text),
        test("users.unchanged-put", "PUT with active true again is accepted for a user who is active", REFERENCE)
            .why("Okta pushes whole profiles whether something changed or not.")
            .fix("Answer 200 to a PUT that changes nothing.")
            .run(put_unchanged),
    ]
}

async fn found(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let (sent, path) = given_user(&session).await?;
    let name = sent.get("userName").and_then(Value::as_str);
    let answer = get(&session, &by_user_name(&users, name.unwrap_or_default())).await?;
    let list = answer.list()?;
    answer.expect_value("/totalResults", &json!(1))?;
    let ids = list.ids();
    if ids.len() != 1 || !ids.iter().all(|id| path.ends_with(*id)) {
        return Err(answer.fail("the user that was made before", format!("{ids:?}")));
    }
    answer.expect_value("/Resources/0/name/familyName", &json!("Quist"))?;
    Ok(())
}

async fn disable_by_patch(session: Session) -> Verdict {
    let users = session.resource_type("User")?;
    let (sent, path) = given_user(&session).await?;
    replace(&session, &path, json!({"active": false})).await?;
    expect_active(&session, &path, false).await?;
    let name = sent.get("userName").and_then(Value::as_str);
    let answer = get(&session, &by_user_name(&users, name.unwrap_or_default())).await?;
    answer.list()?;
    answer.expect_value("/totalResults", &json!(1))?;
    Ok(())
}

async fn enable_by_patch(session: Session) -> Verdict {
    let (_, path) = given_user(&session).await?;
    let disabled = replace(&session, &path, json!({"active": false})).await;
    disabled.map_err(Stop::blocked)?;
    replace(&session, &path, json!({"active": true})).await?;
    expect_active(&session, &path, true).await
}

async fn disable_by_put(session: Session) -> Verdict {
    let (_, path) = given_user(&session).await?;
    put_back(&session, &path, "active", json!(false)).await?;
    expect_active(&session, &path, false).await
}

async fn update_by_put(session: Session) -> Verdict {
    let (_, path) = given_user(&session).await?;
    let name = json!({"givenName": "Eleonora", "familyName": "Quist"});
    put_back(&session, &path, "name", name).await?;
    let answer = session.read(&path).await?;
    answer.expect_value("/name/givenName", &json!("Eleonora"))?;
    answer.expect_value("/displayName", &json!("Nora Quist"))?;
    Ok(())
}

async fn put_with_empty_text(session: Session) -> Verdict {
    let (_, path) = given_user(&session).await?;
    let name = json!({"givenName": "Nora", "middleName": "", "familyName": "Quist"});
    put_back(&session, &path, "name", name).await?;
    let answer = session.read(&path).await?;
    answer.expect_nothing("/name/middleName")?;
    Ok(())
}

async fn put_unchanged(session: Session) -> Verdict {
    let (_, path) = given_user(&session).await?;
    put_back(&session, &path, "active", json!(true)).await?;
    expect_active(&session, &path, true).await
}

/// Reads the user and writes it back with one attribute changed, as Okta does.
async fn put_back(session: &Session, path: &str, name: &str, value: Value) -> Verdict {
    let read = session.read(path).await.map_err(Stop::blocked)?;
    let mut body = read.body().clone();
    if let Some(body) = body.as_object_mut() {
        body.insert(name.to_owned(), value);
    }
    let answer = send(session, "PUT", path, &body).await?;
    answer.expect_status(&[200])?;
    answer.expect_id()?;
    Ok(())
}

async fn expect_active(session: &Session, path: &str, active: bool) -> Verdict {
    let answer = session.read(path).await?;
    answer.expect_value("/active", &json!(active))?;
    Ok(())
}
