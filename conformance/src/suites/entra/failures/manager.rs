//! Managers that servers refuse, or give back in a form that Entra cannot read.

use serde_json::{Value, json};

use super::super::wire::{self, MANAGER, MANAGER_ID, Made, Place, expect_taken, find_one};
use super::failure;
use crate::check::{Answer, Session, Stop, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let tests = vec![
        failure(
            9,
            "manager-as-text",
            "A manager is taken as a text, an object or a list of one, in POST and PATCH",
            "apache/directory-scimple#1242, Microsoft Q&A 188003",
        )
        .why("Entra logs every reference to a manager as failed, and people have none.")
        .fix("Turn a text into {\"value\": text}, and a list of one into its element, before validating.")
        .run(every_form),
        failure(
            10,
            "manager-read-as-object",
            "A manager that was written as a text is read as an object with value",
            "Budibase/budibase#15369, Microsoft Q&A 188003",
        )
        .why("Entra cannot deserialize the user: everybody who has a manager stops being updated.")
        .fix("Return {\"value\": id} whatever form was sent, in lists as for a single user.")
        .run(read_as_object),
        failure(
            11,
            "manager-in-extension",
            "A manager is read inside of the enterprise extension",
            "MicrosoftDocs/azure-docs#11784",
        )
        .why("Entra does not see the manager, and writes it again at each cycle.")
        .fix("Return manager below urn:ietf:params:scim:schemas:extension:enterprise:2.0:User, not beside userName.")
        .run(read_in_extension),
    ];
    let need = |test: Test| test.needs(Need::Attribute("User", MANAGER));
    tests.into_iter().map(need).collect()
}

async fn every_form(session: Session) -> Verdict {
    let boss = wire::user(&session, &[]).await?;
    let other = wire::user(&session, &[]).await?;
    let created = wire::body(&session, &boss.kind, &[manager(&boss)]).await?;
    let created = session.post(&boss.kind.endpoint, &created).await?;
    created.expect_status(&[201])?;
    let path = created.path(&boss.kind)?;
    session
        .read(&path)
        .await?
        .expect_value(MANAGER_ID, &json!(boss.id))?;
    let ways = [
        ("Add", MANAGER, &other, json!(other.id)),
        ("Replace", MANAGER, &boss, json!({"value": boss.id})),
        ("add", MANAGER, &other, json!([{"value": other.id}])),
        ("replace", "manager", &boss, json!([{"value": boss.id}])),
    ];
    for (name, place, who, value) in ways {
        let operations = json!([{"op": name, "path": place, "value": value}]);
        expect_taken(&session.patch_with(&path, operations).await?)?;
        session
            .read(&path)
            .await?
            .expect_value(MANAGER_ID, &json!(who.id))?;
    }
    Ok(())
}

async fn read_as_object(session: Session) -> Verdict {
    let (user, boss) = managed(&session).await?;
    let answer = session.read(&user.path).await?;
    expect_object(&answer, answer.body(), &boss)?;
    let (answer, found) = find_one(&session, &user.kind, "userName", &user.name).await?;
    expect_object(&answer, &found, &boss)
}

fn expect_object(answer: &Answer, user: &Value, boss: &Made) -> Verdict {
    let found = Place::new(MANAGER).find(user).unwrap_or(&Value::Null);
    if found.get("value") == Some(&json!(boss.id)) {
        return Ok(());
    }
    let expected = format!("manager {}", json!({"value": boss.id}));
    Err(answer.fail(expected, format!("manager {found}")))
}

async fn read_in_extension(session: Session) -> Verdict {
    let (user, boss) = managed(&session).await?;
    let answer = session.read(&user.path).await?;
    answer.expect_value(MANAGER_ID, &json!(boss.id))?;
    answer.expect_nothing("/manager")?;
    Ok(())
}

/// A user, and who manages it by a PATCH with a text; with an object where that is refused.
async fn managed(session: &Session) -> Result<(Made, Made), Stop> {
    let user = wire::user(session, &[]).await?;
    let boss = wire::user(session, &[]).await?;
    let set = |value: Value| json!([{"op": "Add", "path": MANAGER, "value": value}]);
    let answer = session.patch_with(&user.path, set(json!(boss.id))).await?;
    if answer.expect_success().is_err() {
        let again = session
            .patch_with(&user.path, set(json!({"value": boss.id})))
            .await?;
        again.expect_success().map_err(Stop::blocked)?;
    }
    Ok((user, boss))
}

/// Where a manager's id is written as a text.
fn manager(boss: &Made) -> (Place, Value) {
    (Place::new(MANAGER), json!(boss.id))
}
