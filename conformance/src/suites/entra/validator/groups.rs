//! Making, finding, changing and deleting groups.

use serde_json::{Value, json};

use super::super::wire::{
    self, Place, expect_kept, expect_media_type, expect_nobody, expect_taken, find_one,
    find_without_members, matching, merged,
};
use super::group_test;
use crate::check::{Answer, Session, Test, Verdict};

pub(super) fn tests() -> Vec<Test> {
    [reading(), writing()].concat()
}

fn reading() -> Vec<Test> {
    let slow = "Entra reports MultipleEntriesInResponse, and reading large groups takes so long that it times out.";
    let leave_out = "Leave members out when excludedAttributes=members is given, in lists as for a single group.";
    vec![
        group_test(
            "g1.get-group-without-members",
            "A group is read without its members when asked to",
            "Get group by id excluding members",
        )
        .why(slow)
        .fix(leave_out)
        .run(without_members),
        group_test(
            "g2.filter-group-without-members",
            "A group is found without its members when asked to",
            "Filter for an existing group excluding members",
        )
        .why(slow)
        .fix(leave_out)
        .run(found_without_members),
        group_test(
            "g3.filter-existing-group",
            "The filter for a displayName finds the one group of that name",
            "Filter for an existing group",
        )
        .why("Entra cannot tell that the group is there already, and creates it again and again.")
        .fix("Support filter=displayName eq \"…\" on /Groups.")
        .run(existing),
        group_test(
            "g4.filter-unknown-group",
            "The filter for a displayName that no group has gives an empty list",
            "Filter for a non-existing group",
        )
        .why("Entra probes /Groups as well as /Users; anything but an empty list puts the job into quarantine.")
        .fix("Answer 200 with totalResults 0, never 404 or 400.")
        .run(unknown),
        group_test(
            "g5.filter-group-different-case",
            "The filter for a displayName finds the group in any letter case",
            "Filter for an existing group with a different case",
        )
        .why("Entra misses groups that are written differently there, then fails to create them.")
        .fix("Compare the displayName of groups without regard to letter case: it is not caseExact (RFC 7643 §8.7.1).")
        .run(different_case),
    ]
}

fn writing() -> Vec<Test> {
    let change = "Apply a replace without path to groups as to users.";
    vec![
        group_test(
            "g6.create-group",
            "A new group is there afterwards with everything it was sent with",
            "Create a new Group",
        )
        .why("Groups do not arrive, and neither do their members.")
        .fix("Answer 201 to a group without members, and store and return displayName and externalId.")
        .run(create),
        group_test(
            "g7.duplicate-group",
            "A second group of the same displayName is refused with 409",
            "Create a duplicate Group",
        )
        .why("Two groups of one name make Entra log DuplicateTargetEntries and stop updating either.")
        .fix("Keep the displayName of groups unique, and answer 409 with scimType uniqueness.")
        .run(duplicate),
        group_test(
            "g8.replace-group-attributes",
            "A replace without path sets a group's externalId",
            "Patch Group - Replace Attributes",
        )
        .why("What changes about groups in Entra does not arrive.")
        .fix(change)
        .run(external_id),
        group_test(
            "g9.update-group-name",
            "A group gets another displayName",
            "Update Group displayName",
        )
        .why("Groups that are renamed in Entra keep the old name here.")
        .fix(change)
        .run(rename),
        group_test("g12.delete-group", "A deleted group is gone", "Delete a Group")
            .why("Groups that were deleted in Entra go on giving access.")
            .fix("Answer DELETE with 204 and no body, and 404 to everything about that id from then on.")
            .run(delete),
    ]
}

async fn without_members(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let group = wire::group(&session, &[&user.id]).await?;
    let path = format!("{}?excludedAttributes=members", group.path);
    let answer = session.read(&path).await?;
    expect_no_members(&answer, answer.body())?;
    expect_media_type(&answer)
}

async fn found_without_members(session: Session) -> Verdict {
    let user = wire::user(&session, &[]).await?;
    let group = wire::group(&session, &[&user.id]).await?;
    let (answer, found) =
        find_without_members(&session, &group.kind, "displayName", &group.name).await?;
    expect_no_members(&answer, &found)
}

fn expect_no_members(answer: &Answer, group: &Value) -> Verdict {
    match Place::new("members").find(group) {
        None => Ok(()),
        Some(members) => Err(answer.fail("a group without members", members.to_string())),
    }
}

async fn existing(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    let (answer, found) = find_one(&session, &group.kind, "displayName", &group.name).await?;
    answer.expect_value("/totalResults", &1.into())?;
    if found.get("id") != Some(&group.id.as_str().into()) {
        return Err(answer.fail("the id it was given when it was made", "another"));
    }
    expect_media_type(&answer)
}

async fn unknown(session: Session) -> Verdict {
    let kind = session.resource_type("Group")?;
    let path = matching(&kind, "displayName", &session.unique("nothing"));
    let answer = session.get(&path).await?;
    expect_nobody(&answer)?;
    answer.expect_value("/totalResults", &0.into())?;
    Ok(())
}

async fn different_case(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    let name = group.name.to_uppercase();
    find_one(&session, &group.kind, "displayName", &name).await?;
    Ok(())
}

async fn create(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    group.answer.expect_status(&[201])?;
    let (answer, found) = find_one(&session, &group.kind, "displayName", &group.name).await?;
    let sent = |name: &str| {
        let place = Place::new(name);
        let value = place.find(&group.sent)?.clone();
        Some((place, value))
    };
    let sent: Vec<_> = ["displayName", "externalId"]
        .into_iter()
        .filter_map(sent)
        .collect();
    expect_kept(&answer, &found, &group.kind, &sent)?;
    expect_media_type(&group.answer)
}

async fn duplicate(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    let again = session.post(&group.kind.endpoint, &group.sent).await?;
    again.expect_status(&[409])?;
    Ok(())
}

async fn external_id(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    let changes = [(Place::new("externalId"), json!(session.unique("other")))];
    let operations = merged("replace", &changes);
    expect_taken(&session.patch_with(&group.path, operations).await?)?;
    let (answer, found) = find_one(&session, &group.kind, "displayName", &group.name).await?;
    expect_kept(&answer, &found, &group.kind, &changes)
}

async fn rename(session: Session) -> Verdict {
    let group = wire::group(&session, &[]).await?;
    let name = session.unique("renamed");
    let operations = merged("replace", &[(Place::new("displayName"), json!(name))]);
    expect_taken(&session.patch_with(&group.path, operations).await?)?;
    find_one(&session, &group.kind, "displayName", &name).await?;
    Ok(())
}

async fn delete(session: Session) -> Verdict {
    let path = wire::group(&session, &[]).await?.path;
    session.delete(&path).await?.expect_status(&[204])?;
    session.get(&path).await?.expect_status(&[404])?;
    Ok(())
}
