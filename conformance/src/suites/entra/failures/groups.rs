//! Groups with names of their own, and without an end.

use serde_json::json;

use super::super::wire::{self, Place, expect_kept, find_without_members};
use super::failure;
use crate::check::{Session, Test, Verdict};
use crate::target::Need;

pub(super) fn tests() -> Vec<Test> {
    let tests = vec![
        failure(
            26,
            "characters-in-name",
            "A group's name may hold any character, and is found by it",
            "postmanlabs/postman-app-support#12551",
        )
        .why("Groups with an umlaut, a slash or an ampersand in their name never arrive.")
        .fix("Take every Unicode text as displayName of a group.")
        .run(any_character),
        failure(
            39,
            "delete-group",
            "A group can be deleted",
            "Microsoft Learn: develop a SCIM endpoint, delete group",
        )
        .why("Entra logs each deletion as incompatible, and the group goes on giving access.")
        .fix("Implement DELETE for groups, with 204; else tell administrators to untick Delete in the mapping.")
        .run(delete),
        failure(
            40,
            "filter-groups",
            "Filters for a group's displayName and externalId find the group",
            "ssoready/ssoready#232",
        )
        .why("Every group fails: Entra cannot ask whether it is there.")
        .fix("Support filter=displayName eq \"…\" and filter=externalId eq \"…\" on /Groups, with excludedAttributes=members.")
        .run(filter),
    ];
    let need = |test: Test| test.needs(Need::Type("Group"));
    tests.into_iter().map(need).collect()
}

async fn any_character(session: Session) -> Verdict {
    let kind = session.resource_type("Group")?;
    let name = format!(
        "{} – Zürich & 東京 / R+D (100 %); #1, 'é' 🚀",
        session.unique("group")
    );
    let values = [(Place::new("displayName"), json!(name))];
    let body = wire::body(&session, &kind, &values).await?;
    let answer = session.post(&kind.endpoint, &body).await?;
    answer.expect_status(&[201])?;
    let (answer, found) = find_without_members(&session, &kind, "displayName", &name).await?;
    expect_kept(&answer, &found, &kind, &values)
}

async fn delete(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let group = wire::group(&session, &[&user.id]).await?;
    session.delete(&group.path).await?.expect_status(&[204])?;
    session.get(&group.path).await?.expect_status(&[404])?;
    session.read(&user.path).await?;
    Ok(())
}

async fn filter(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    find_without_members(&session, &group.kind, "displayName", &group.name).await?;
    let place = Place::new("externalId");
    if let Some(id) = place.find(&group.sent).and_then(serde_json::Value::as_str) {
        find_without_members(&session, &group.kind, "externalId", id).await?;
    }
    Ok(())
}
