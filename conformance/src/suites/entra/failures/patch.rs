//! PATCH that is missing, goes to another resource or answers with what was before.

use serde_json::json;

use super::super::wire::{self, Place, expect_kept, expect_taken, find_one};
use super::{failure, served};
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let missing = "goauthentik/authentik#11249, goauthentik/authentik#13386";
    let why =
        "Nothing ever changes after it was created: every update is logged as MethodNotAllowed.";
    let fix = "Implement PATCH as in RFC 7644 §3.5.2: Entra sends no PUT.";
    vec![
        failure(
            24,
            "one-id",
            "The id in answers and lists is the one that PATCH and GET take",
            "OneUptime/oneuptime#2134",
        )
        .why("Entra creates people and can never update them: the link to each is stale at once.")
        .fix("Look resources up by the very id that is returned.")
        .run(one_id),
        failure(25, "patch-user", "PATCH changes a user", missing)
            .why(why)
            .fix(fix)
            .run(patch_user),
        failure(25, "patch-group", "PATCH changes a group", missing)
            .why(why)
            .fix(fix)
            .needs(Need::Type("Group"))
            .run(patch_group),
        failure(
            36,
            "old-values-in-answer",
            "What PATCH answers, and the next GET, has the new values",
            "MicrosoftDocs/azure-docs#60316",
        )
        .why("Entra sees the old value, and writes the new one again at each cycle.")
        .fix("Build the answer after the change is stored, from what is stored.")
        .run(new_values),
    ]
}

async fn one_id(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let (answer, found) = find_one(&session, &user.kind, "userName", &user.name).await?;
    if found.get("id") != Some(&json!(user.id)) {
        return Err(answer.fail(format!("id {}", user.id), "another"));
    }
    let operations = json!([{"op": "Replace", "path": "userName", "value": user.name}]);
    expect_taken(&session.patch_with(&user.path, operations).await?)?;
    let answer = session.read(&user.path).await?;
    answer.expect_value("/id", &json!(user.id))?;
    Ok(())
}

async fn patch_user(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let name = json!(session.unique("name"));
    let place = served(&user.kind, "displayName")?;
    let operations = json!([{"op": "Replace", "path": "displayName", "value": name}]);
    expect_taken(&session.patch_with(&user.path, operations).await?)?;
    let answer = session.read(&user.path).await?;
    expect_kept(&answer, answer.body(), &user.kind, &[(place, name)])
}

async fn patch_group(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    let name = json!(session.unique("name"));
    let operations = json!([{"op": "Replace", "path": "displayName", "value": name}]);
    expect_taken(&session.patch_with(&group.path, operations).await?)?;
    let answer = session.read(&group.path).await?;
    let changes = [(Place::new("displayName"), name)];
    expect_kept(&answer, answer.body(), &group.kind, &changes)
}

async fn new_values(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let place = served(&kind, "displayName")?;
    let first = [(place.clone(), json!(session.unique("before")))];
    let user = wire::user(&session, &first).await?;
    let changes = [(place, json!(session.unique("after")))];
    let operations = wire::one_each("Replace", &changes);
    let answer = session.patch_with(&user.path, operations).await?;
    expect_taken(&answer)?;
    if !answer.response().body.is_empty() {
        expect_kept(&answer, answer.body(), &kind, &changes)?;
    }
    let answer = session.read(&user.path).await?;
    expect_kept(&answer, answer.body(), &kind, &changes)
}
