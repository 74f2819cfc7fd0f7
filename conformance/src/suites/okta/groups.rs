//! Groups as Okta pushes them.

use serde_json::{Value, json};

use super::wire::{REFERENCE, given_user, patch, replace, send, test};
use crate::check::{Answer, Session, Severity, Stop, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let test = |id: &str, title: &str| test(id, title, REFERENCE).needs(Need::Type("Group"));
    vec![
        test("groups.push", "POST of a group without members gives it back with an id")
            .why("Okta creates a group empty, links it by its id, and fills it afterwards.")
            .fix("Take members as an empty list, and answer 201 with the resource.")
            .run(push),
        test("groups.rename", "PATCH without a path that names the group's own id and a new displayName renames it")
            .why("Okta sends the name along with every change of members.")
            .fix("Ignore the readOnly id in the value, and change displayName.")
            .run(rename),
        test("groups.members", "One PATCH removes a member by a value path and adds another")
            .why("This is how Okta moves people; a server that refuses it keeps the old member.")
            .fix("Apply operations in order; take remove with members[value eq \"…\"], and add with value and display.")
            .run(members),
        test("groups.full-push", "PATCH that replaces members sets exactly these")
            .why("Okta does this to bring a group that has drifted back in line.")
            .fix("Take replace with the path members and a list.")
            .run(full_push),
        test("groups.put", "PUT of a group with members sets name and members")
            .severity(Severity::Should)
            .why("Integrations made with Okta's wizard change groups by PUT.")
            .fix("Take a PUT of the whole group.")
            .run(put),
        test("groups.delete", "DELETE of a group is a 204, and its members stay")
            .why("Okta deletes a group that is no longer pushed; people must not go with it.")
            .fix("Delete the group and its memberships only.")
            .run(delete),
    ]
}

async fn push(session: Session) -> Verdict {
    let groups = session.resource_type("Group")?;
    let body = group(&session, &[]);
    let answer = send(&session, "POST", &groups.endpoint, &body).await?;
    answer.expect_status(&[201])?;
    answer.expect_id()?;
    let name = body.get("displayName").unwrap_or(&Value::Null);
    answer.expect_value("/displayName", name)?;
    answer.expect_nothing("/members")?;
    Ok(())
}

async fn rename(session: Session) -> Verdict {
    let path = given_group(&session, &[]).await?;
    let name = session.unique("renamed");
    let id = path.rsplit('/').next().unwrap_or_default();
    replace(&session, &path, json!({"id": id, "displayName": name})).await?;
    let answer = session.read(&path).await?;
    answer.expect_value("/displayName", &json!(name))?;
    answer.expect_value("/id", &json!(id))?;
    Ok(())
}

async fn members(session: Session) -> Verdict {
    let (leaver, joiner) = (given_id(&session).await?, given_id(&session).await?);
    let stayer = given_id(&session).await?;
    let path = given_group(&session, &[&leaver, &stayer]).await?;
    let operations = json!([
        {"op": "remove", "path": format!("members[value eq \"{leaver}\"]")},
        {"op": "add", "path": "members", "value": [{"value": joiner, "display": "Nora Quist"}]},
    ]);
    patch(&session, &path, operations).await?;
    expect_members(&session.read(&path).await?, &[&stayer, &joiner])
}

async fn full_push(session: Session) -> Verdict {
    let (leaver, joiner) = (given_id(&session).await?, given_id(&session).await?);
    let stayer = given_id(&session).await?;
    let path = given_group(&session, &[&leaver, &stayer]).await?;
    let value = json!([{"value": stayer}, {"value": joiner}]);
    let operations = json!([{"op": "replace", "path": "members", "value": value}]);
    patch(&session, &path, operations).await?;
    expect_members(&session.read(&path).await?, &[&stayer, &joiner])
}

async fn put(session: Session) -> Verdict {
    let (leaver, joiner) = (given_id(&session).await?, given_id(&session).await?);
    let path = given_group(&session, &[&leaver]).await?;
    let body = group(&session, &[&joiner]);
    let answer = send(&session, "PUT", &path, &body).await?;
    answer.expect_status(&[200])?;
    let answer = session.read(&path).await?;
    let name = body.get("displayName").unwrap_or(&Value::Null);
    answer.expect_value("/displayName", name)?;
    expect_members(&answer, &[&joiner])
}

async fn delete(session: Session) -> Verdict {
    let (_, user) = given_user(&session).await?;
    let id = user.rsplit('/').next().unwrap_or_default();
    let path = given_group(&session, &[id]).await?;
    session.delete(&path).await?.expect_status(&[200, 204])?;
    session.get(&path).await?.expect_status(&[404])?;
    session.read(&user).await?;
    Ok(())
}

async fn given_id(session: &Session) -> Result<String, Stop> {
    let (_, path) = given_user(session).await?;
    Ok(path.rsplit('/').next().unwrap_or_default().to_owned())
}

async fn given_group(session: &Session, members: &[&str]) -> Result<String, Stop> {
    let groups = session.resource_type("Group")?;
    let answer = session.given(&groups, &group(session, members)).await?;
    answer.path(&groups)
}

fn group(session: &Session, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({"value": id})).collect();
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": session.unique("okta-group"),
        "members": members,
    })
}

fn expect_members(answer: &Answer, ids: &[&str]) -> Verdict {
    let members = answer.body().get("members").and_then(Value::as_array);
    let members = members.map(Vec::as_slice).unwrap_or_default();
    let mut found: Vec<&str> = Vec::new();
    for member in members {
        found.extend(member.get("value").and_then(Value::as_str));
    }
    found.sort_unstable();
    let mut expected = ids.to_vec();
    expected.sort_unstable();
    if found != expected {
        return Err(answer.fail(format!("members {expected:?}"), format!("{found:?}")));
    }
    Ok(())
}
