//! Who is in a group.

use serde_json::json;

use super::super::wire::{self, elements, expect_members, expect_taken};
use super::group_test;
use crate::check::{Session, Test, Verdict};

pub(super) fn tests() -> Vec<Test> {
    vec![
        group_test(
            "g10.add-member",
            "A replace of members puts a user into a group",
            "Patch Group - Add Member",
        )
        .why("People do not get into the groups that give them access, and Entra logs the group as failed.")
        .fix("Set a group's members to exactly those of a replace for members, each {\"value\": id}.")
        .run(add),
        group_test(
            "g11.remove-member",
            "A remove by the member's id takes one user out of a group and no other",
            "Patch Group - Remove Member",
        )
        .why("People keep access they lost in Entra, or all others of the group lose theirs.")
        .fix("Support the path members[value eq \"id\"] in remove, and take out nobody else.")
        .run(remove),
    ]
}

async fn add(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let group = wire::group(&session, &[]).await?;
    let members = elements(&[&user.id]);
    let operations = json!([{"op": "replace", "path": "members", "value": members}]);
    expect_taken(&session.patch_with(&group.path, operations).await?)?;
    expect_members(&session.read(&group.path).await?, &[&user.id])
}

async fn remove(session: Session) -> Verdict {
    let (one, other) = (
        wire::user(&session, &[]).await?,
        wire::user(&session, &[]).await?,
    );
    let group = wire::group(&session, &[]).await?;
    let members = elements(&[&one.id, &other.id]);
    let both = json!([{"op": "replace", "path": "members", "value": members}]);
    expect_taken(&session.patch_with(&group.path, both).await?)?;
    let path = format!("members[value eq \"{}\"]", one.id);
    let operations = json!([{"op": "remove", "path": path}]);
    expect_taken(&session.patch_with(&group.path, operations).await?)?;
    expect_members(&session.read(&group.path).await?, &[&other.id])
}
